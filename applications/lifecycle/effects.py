"""What a move does besides changing the status: columns, orders, papers. Runs inside the move's transaction.

An effect returns the paper that it issued; the move's notices wait for it (letters.py), and a move without notices
issues it all the same.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from stdnum import luhn

from documents import cards
from documents.issued import certificate, letter
from documents.issued.letter import LetterKind
from documents.models import Certificate, Letter, PageImages
from documents.models.card import InvalidReason
from documents.uploads.drafts import clear_place, clear_places_under
from documents.uploads.retention import mark_sent
from emuafiyet.core.text.name_comparison import search_key
from payments import orders
from payments.models import OrderState, PaymentOrder

from ..catalogue.versions import rules_of
from ..eligibility.deadlines import ISTANBUL, THIRTY_DAYS, last_moment, today
from ..eligibility.fees import application_quote
from ..eligibility.period import is_free
from ..models import Allotment, Application, Objection, ObjectionDraft, Paper, Papers, RevisionItem
from ..models.status import Ground
from ..questionnaire.values import upload_value
from ..wizard.revision import amended, open_items
from ..wizard.snapshot import Sent, take
from . import document_facts
from .actors import Actor


def nothing(case: Application, by: Actor, details: dict) -> None:
    pass


# --- sending ---------------------------------------------------------------------------------------
def submit(case: Application, by: Actor, details: dict) -> None:
    """Number the application and freeze what is sent and the rules it is sent under."""
    identity = case.applicant.identity
    case.submitted_at = timezone.now()
    case.number = next_number(today().year)
    case.snapshot = take(case)
    case.rules = rules_of(case.category)
    case.name_as_sent = identity.full_name
    case.name_key = search_key(identity.full_name, " ".join(reversed(identity.official_name)))
    case.nationality_as_sent = identity.nationality
    case.evaluation_due_at = last_moment(case.submitted_at)
    _fix_language(case, details)
    _ask_for_number(case)
    _keep_papers(Sent(case).upload_ids())
    clear_places_under(case.applicant, f"application/{case.pk}/")


def _fix_language(case: Application, details: dict) -> None:
    """Mails come in the language in which the latest application was sent, unless another was chosen (A-32)."""
    language, person = details.get("language"), case.applicant
    if language and not person.language_chosen:
        person.language = language
        person.save(update_fields=["language"])


def discard(case: Application, by: Actor, details: dict) -> None:
    """What was handed in on its unfinished pages goes with it, as what was saved does."""
    clear_places_under(case.applicant, f"application/{case.pk}/")


def _keep_papers(uploads: set[UUID]) -> None:
    """What was sent is kept as long as the file, and can be looked at."""
    mark_sent(uploads)
    PageImages.promise(uploads)


def _ask_for_number(case: Application) -> None:
    """Payments need an identity number: NVİ is asked as soon as it is clear that something will be payable (A-11)."""
    sent, identity = Sent(case), case.applicant.identity
    payable = not is_free(sent.starts_on, sent.ends_on, sent.card_planned)
    if payable and not identity.foreigner_id and not Allotment.objects.filter(identity=identity).exists():
        Allotment(identity=identity).make()


def next_number(year: int) -> str:
    """``EM-YYYY-NNNNNN-C``: the next of the year, with a Luhn digit over year and sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applications_numberseries (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = applications_numberseries.last + 1 RETURNING last",
            [year],
        )
        (sequence,) = cursor.fetchone()
    return f"EM-{year}-{sequence:06d}-{luhn.calc_check_digit(f'{year}{sequence:06d}')}"


def request_revision(case: Application, by: Actor, details: dict) -> None:
    """A new round; what an earlier one left open (its term ran out, the objection reopened the file) is over."""
    _close_round(case)
    case.resubmitted_at = None
    case.revision_due_at = last_moment(timezone.now())
    RevisionItem.objects.bulk_create(
        RevisionItem(
            application=case,
            step=item["step"],
            field=item["field"],
            explanation=item["explanation"].strip(),
            translation=item.get("translation", "").strip(),
        )
        for item in details["items"]
    )


def resubmit(case: Application, by: Actor, details: dict) -> None:
    """Only what was opened changes in what was sent, whatever else the profile has come to say meanwhile (A-10)."""
    case.snapshot = amended(case.snapshot, take(case), open_items(case))
    _close_round(case)
    _ask_for_number(case)
    restart_clock(case, by, details)
    case.resubmitted_at = timezone.now()
    _keep_papers(Sent(case).upload_ids())
    clear_places_under(case.applicant, f"revision/{case.pk}/")


def _close_round(case: Application) -> None:
    RevisionItem.objects.filter(application=case, closed_at__isnull=True).update(closed_at=timezone.now())


def restart_clock(case: Application, by: Actor, details: dict) -> None:
    case.evaluation_due_at = last_moment(timezone.now())


# --- a positive decision --------------------------------------------------------------------------
def open_order(case: Application, by: Actor, details: dict) -> None:
    _decide(case, by)
    case.granted_from, case.granted_to = details["granted_from"], details["granted_to"]
    case.with_card = Sent(case).card_planned
    case.payment_due_at = last_moment(timezone.now(), THIRTY_DAYS)
    orders.open_order(
        case_reference=case.pk,
        payer=case.applicant,
        foreigner_id=case.applicant.identity.foreigner_id,
        quote=application_quote(case),
        due_at=case.payment_due_at,
    )


def grant_at_once(case: Application, by: Actor, details: dict) -> Certificate:
    _decide(case, by)
    case.granted_from, case.granted_to = details["granted_from"], details["granted_to"]
    case.with_card = False
    return grant(case, by, details)


def grant(case: Application, by: Actor, details: dict) -> Certificate:
    """Work may not precede the grant: a start that has passed moves to today, the end stays (A-13)."""
    case.granted_on = today()
    case.granted_from = max(case.granted_from, case.granted_on)
    if case.with_card:
        work = Sent(case).work
        phone = case.snapshot["contact"]["phone"]
        to = cards.Delivery(work["uavt_code"], work["address_kind"], work["address_note"], phone)
        cards.queue(owner=case.applicant, case_reference=case.pk, facts=document_facts.card_facts(case), to=to)
    return certificate.issue(owner=case.applicant, case_reference=case.pk, facts=document_facts.certificate_facts(case))


def drop_card(case: Application, by: Actor, details: dict) -> Certificate:
    _void_order(case)
    case.with_card = False
    return grant(case, by, details)


def reprice(case: Application, by: Actor, details: dict) -> None:
    orders.reprice_order(case.pk, details["new_quote"])


def _void_order(case: Application) -> None:
    order = open_order_of(case)
    if order:
        orders.void_order(order)


def open_order_of(case: Application) -> PaymentOrder | None:
    return PaymentOrder.objects.filter(case_reference=case.pk, state=OrderState.OPEN).first()


# --- a negative one -------------------------------------------------------------------------------
def reject(case: Application, by: Actor, details: dict) -> Letter:
    _decide(case, by)
    case.ground = details["ground"]
    _give_reason(case, details)
    return _refuse(case)


def reject_incomplete(case: Application, by: Actor, details: dict) -> Letter:
    case.decided_at = timezone.now()
    case.ground = Ground.INCOMPLETE
    case.decision_text, case.decision_translation = str(Ground.INCOMPLETE.label), ""
    return _refuse(case)


def _refuse(case: Application) -> Letter:
    """A refusal can be objected to once; after that it is the answer to the objection."""
    case.objection_due_at = last_moment(case.decided_at)
    return _write_letter(case, LetterKind.OBJECTION_DISMISSED if case.objection_used else LetterKind.REJECTED)


def _write_letter(case: Application, kind: LetterKind) -> Letter:
    facts = document_facts.letter_facts(case, kind)
    return letter.issue(owner=case.applicant, case_reference=case.pk, facts=facts)


def _give_reason(case: Application, details: dict) -> None:
    """The Turkish text is the decision; a translation of an earlier decision never outlives it (A-25)."""
    case.decision_text = details["text"].strip()
    case.decision_translation = details.get("translation", "").strip()


def lapse(case: Application, by: Actor, details: dict) -> None:
    order = open_order_of(case)
    if order:  # none when it was paid, but only after the exemption's last day
        orders.lapse_order(order)


def _decide(case: Application, by: Actor) -> None:
    case.decided_at, case.resubmitted_at = timezone.now(), None
    # Who judged first is remembered for ever: they may not judge the objection.
    if case.first_decider is None:
        case.first_decider = by.officer


# --- objection ------------------------------------------------------------------------------------
def object(case: Application, by: Actor, details: dict) -> None:
    case.objection_used = True
    case.assigned_to = case.assigned_at = None  # somebody else judges it
    case.evaluation_due_at = last_moment(timezone.now())
    Objection.objects.create(
        application=case,
        statement=details["statement"].strip(),
        evidence=[upload_value(upload) for upload in details["evidence"]],
        reason_read_at=details["reason_read"],
    )
    ObjectionDraft.objects.filter(application=case).delete()
    page = Papers.objects.create(application=case, page=Papers.Page.OBJECTION)
    Paper.objects.bulk_create(
        Paper(papers=page, kind_id="objection-evidence", upload=upload) for upload in details["evidence"]
    )
    _keep_papers({upload.pk for upload in details["evidence"]})
    clear_place(case.applicant, f"objection/{case.pk}")


def dismiss(case: Application, by: Actor, details: dict) -> Letter:
    case.decided_at = timezone.now()
    _give_reason(case, details)
    return _write_letter(case, LetterKind.OBJECTION_DISMISSED)


# --- the end --------------------------------------------------------------------------------------
def terminate(case: Application, by: Actor, details: dict) -> Letter:
    """The exemption holds through its last day, and its papers with it (A-34)."""
    case.ended_on = details["effective_on"]
    certificate.revoke(case.pk, reason="terminated", at=_end_of(case.ended_on))
    if case.never_began:
        cards.invalidate(case.pk, InvalidReason.TERMINATED)
    else:
        cards.correct_unsent(case.pk, {"valid_to": case.ended_on.isoformat()})
    return _write_letter(case, LetterKind.TERMINATED)


def cancel(case: Application, by: Actor, details: dict) -> Letter:
    case.ended_on = today()
    case.cancellation_ground = details["ground"]
    _give_reason(case, details)
    case.objection_due_at = last_moment(timezone.now())
    certificate.revoke(case.pk, reason="cancelled", at=timezone.now())
    cards.invalidate(case.pk, InvalidReason.CANCELLED)
    return _write_letter(case, LetterKind.CANCELLED)


def reinstate(case: Application, by: Actor, details: dict) -> None:
    """The cancellation is as if it had never been: the papers hold again under their old codes.

    The card had to be given back: another one with the same facts is printed, at no charge.
    """
    case.ended_on, case.objection_due_at = None, None
    case.cancellation_ground = case.decision_text = case.decision_translation = ""
    certificate.reinstate(case.pk)
    if case.granted_to >= today():
        cards.print_again(case.pk)


def expire(case: Application, by: Actor, details: dict) -> None:
    cards.invalidate(case.pk, InvalidReason.EXPIRED)


def _end_of(day: date) -> datetime:
    """The exemption holds through its last day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ISTANBUL)


def withdraw(case: Application, by: Actor, details: dict) -> None:
    _void_order(case)
