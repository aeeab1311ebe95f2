"""What a move does besides changing the status: columns, orders, papers. Runs inside the move's transaction.

Each takes the locked application, the actor and the transition's details. An effect returns the document that it
issued; the notices wait for it (notices/case_notices.py), and a transition without notices issues it all the same.
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
from documents.uploads.upload_retention import mark_uploads_sent
from emuafiyet.core.nullable import require_value
from emuafiyet.core.text.name_comparison import search_key
from payments import orders
from payments.models import OrderState, PaymentOrder

from ..catalogue.versions import build_rules
from ..eligibility.deadlines import ISTANBUL, THIRTY_DAYS, compute_last_moment, today
from ..eligibility.fees import quote_application
from ..eligibility.period import is_free
from ..models import Allotment, Application, Objection, ObjectionDraft, Paper, Papers, RevisionItem
from ..models.status import RejectionGround
from ..questionnaire.values import serialize_upload
from ..wizard.revision import amend_snapshot, list_open_items
from ..wizard.snapshot import Snapshot, take_snapshot
from . import document_facts
from .actors import Actor
from .details import (
    Cancellation,
    Dismissal,
    Grant,
    ObjectionStatement,
    PageAnswers,
    Rejection,
    Repricing,
    RevisionRound,
    Submission,
    Termination,
)


def do_nothing(case: Application, by: Actor, details: object = None) -> None:
    pass


def save_page(case: Application, by: Actor, page: PageAnswers) -> None:
    page.write(case)


# --- sending ---------------------------------------------------------------------------------------
def freeze_submission(case: Application, by: Actor, submission: Submission) -> None:
    """Number the application and freeze what is sent and the rules it is sent under."""
    identity = case.applicant.identity
    case.submitted_at = timezone.now()
    case.number = allocate_application_number(today().year)
    case.snapshot = take_snapshot(case)
    case.rules = build_rules(case.category)
    case.name_as_sent = identity.full_name
    case.name_key = search_key(identity.full_name, " ".join(reversed(identity.official_name)))
    case.nationality_as_sent = identity.nationality
    case.evaluation_due_at = compute_last_moment(case.submitted_at)
    _set_language(case, submission.language)
    _request_identity_number(case)
    _retain_uploads(Snapshot(case).list_upload_ids())
    clear_places_under(case.applicant, f"application/{case.pk}/")


def _set_language(case: Application, language: str) -> None:
    """Mails come in the language in which the latest application was sent, unless another was chosen (A-32)."""
    person = case.applicant
    if language and not person.language_chosen:
        person.language = language
        person.save(update_fields=["language"])


def clear_page_drafts(case: Application, by: Actor, details: object = None) -> None:
    """What was handed in on its unfinished pages goes with it, as what was saved does."""
    clear_places_under(case.applicant, f"application/{case.pk}/")


def _retain_uploads(uploads: set[UUID]) -> None:
    """What was sent is kept as long as the file, and can be looked at."""
    mark_uploads_sent(uploads)
    PageImages.enqueue_missing(uploads)


def _request_identity_number(case: Application) -> None:
    """Payments need an identity number: NVİ is asked as soon as it is clear that something will be payable (A-11)."""
    sent, identity = Snapshot(case), case.applicant.identity
    payable = not is_free(sent.starts_on, sent.ends_on, sent.card_planned)
    if payable and not identity.foreigner_id and not Allotment.objects.filter(identity=identity).exists():
        Allotment(identity=identity).enqueue()


def allocate_application_number(year: int) -> str:
    """``EM-YYYY-NNNNNN-C``: the next of the year, with a Luhn digit over year and sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applications_numberseries (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = applications_numberseries.last + 1 RETURNING last",
            [year],
        )
        (sequence,) = cursor.fetchone()
    return f"EM-{year}-{sequence:06d}-{luhn.calc_check_digit(f'{year}{sequence:06d}')}"


def open_revision_round(case: Application, by: Actor, revision: RevisionRound) -> None:
    """A new round; what an earlier one left open (its term ran out, the objection reopened the file) is over."""
    _close_revision_round(case)
    case.resubmitted_at = None
    case.revision_due_at = compute_last_moment(timezone.now())
    RevisionItem.objects.bulk_create(
        RevisionItem(
            application=case,
            step=item.step,
            field=item.field,
            explanation=item.explanation.strip(),
            translation=item.translation.strip(),
        )
        for item in revision.items
    )


def apply_revision(case: Application, by: Actor, details: object = None) -> None:
    """Only what was opened changes in what was sent, whatever else the profile has come to say meanwhile (A-10)."""
    case.snapshot = amend_snapshot(case.snapshot, take_snapshot(case), list_open_items(case))
    _close_revision_round(case)
    _request_identity_number(case)
    restart_evaluation_term(case, by)
    case.resubmitted_at = timezone.now()
    _retain_uploads(Snapshot(case).list_upload_ids())
    clear_places_under(case.applicant, f"revision/{case.pk}/")


def _close_revision_round(case: Application) -> None:
    RevisionItem.objects.filter(application=case, closed_at__isnull=True).update(closed_at=timezone.now())


def restart_evaluation_term(case: Application, by: Actor, details: object = None) -> None:
    case.evaluation_due_at = compute_last_moment(timezone.now())


# --- a positive decision --------------------------------------------------------------------------
def open_order(case: Application, by: Actor, grant: Grant) -> None:
    _record_decider(case, by)
    case.granted_from, case.granted_to = grant.granted_from, grant.granted_to
    case.with_card = Snapshot(case).card_planned
    case.payment_due_at = compute_last_moment(timezone.now(), THIRTY_DAYS)
    orders.open_order(
        case_reference=case.pk,
        payer=case.applicant,
        foreigner_id=require_value(case.applicant.identity.foreigner_id),
        quote=quote_application(case),
        due_at=case.payment_due_at,
    )


def grant_free_exemption(case: Application, by: Actor, grant: Grant) -> Certificate:
    _record_decider(case, by)
    case.granted_from, case.granted_to = grant.granted_from, grant.granted_to
    case.with_card = False
    return grant_exemption(case, by)


def grant_exemption(case: Application, by: Actor, details: object = None) -> Certificate:
    """Work may not precede the grant: a start that has passed moves to today, the end stays (A-13)."""
    case.granted_on = today()
    case.granted_from = max(require_value(case.granted_from), case.granted_on)
    if case.with_card:
        work = Snapshot(case).work
        phone = case.snapshot["contact"]["phone"]
        to = cards.DeliveryAddress(work["uavt_code"], work["address_kind"], work["address_note"], phone)
        cards.queue_card(
            owner=case.applicant, case_reference=case.pk, facts=document_facts.build_card_facts(case), to=to
        )
    return certificate.enqueue_certificate(
        owner=case.applicant, case_reference=case.pk, facts=document_facts.build_certificate_facts(case)
    )


def drop_card(case: Application, by: Actor, details: object = None) -> Certificate:
    _void_order(case)
    case.with_card = False
    return grant_exemption(case, by)


def reprice_order(case: Application, by: Actor, repricing: Repricing) -> None:
    orders.reprice_order(case.pk, repricing.new_quote)


def _void_order(case: Application) -> None:
    order = find_open_order(case)
    if order:
        orders.void_order(order)


def find_open_order(case: Application) -> PaymentOrder | None:
    return PaymentOrder.objects.filter(case_reference=case.pk, state=OrderState.OPEN).first()


# --- a negative one -------------------------------------------------------------------------------
def record_rejection(case: Application, by: Actor, rejection: Rejection) -> Letter:
    _record_decider(case, by)
    case.ground = rejection.ground
    _set_decision_text(case, rejection)
    return _issue_rejection_letter(case)


def record_incomplete_rejection(case: Application, by: Actor, details: object = None) -> Letter:
    case.decided_at = timezone.now()
    case.ground = RejectionGround.INCOMPLETE
    case.decision_text, case.decision_translation = str(RejectionGround.INCOMPLETE.label), ""
    return _issue_rejection_letter(case)


def _issue_rejection_letter(case: Application) -> Letter:
    """A refusal can be objected to once; after that it is the answer to the objection."""
    case.objection_due_at = compute_last_moment(require_value(case.decided_at))
    return _issue_letter(case, LetterKind.OBJECTION_DISMISSED if case.objection_used else LetterKind.REJECTED)


def _issue_letter(case: Application, kind: LetterKind) -> Letter:
    facts = document_facts.build_letter_facts(case, kind)
    return letter.enqueue_letter(owner=case.applicant, case_reference=case.pk, facts=facts)


def _set_decision_text(case: Application, decision: Rejection | Dismissal | Cancellation) -> None:
    """The Turkish text is the decision; a translation of an earlier decision never outlives it (A-25)."""
    case.decision_text = decision.text.strip()
    case.decision_translation = decision.translation.strip()


def lapse_order(case: Application, by: Actor, details: object = None) -> None:
    order = find_open_order(case)
    if order:  # none when it was paid, but only after the exemption's last day
        orders.lapse_order(order)


def _record_decider(case: Application, by: Actor) -> None:
    case.decided_at, case.resubmitted_at = timezone.now(), None
    # Who judged first is remembered for ever: they may not judge the objection.
    if case.first_decider is None:
        case.first_decider = by.officer


# --- objection ------------------------------------------------------------------------------------
def record_objection(case: Application, by: Actor, objection: ObjectionStatement) -> None:
    case.objection_used = True
    case.assigned_to = case.assigned_at = None  # somebody else judges it
    case.evaluation_due_at = compute_last_moment(timezone.now())
    Objection.objects.create(
        application=case,
        statement=objection.statement.strip(),
        evidence=[serialize_upload(upload) for upload in objection.evidence],
        reason_read_at=require_value(objection.reason_read_at),
    )
    ObjectionDraft.objects.filter(application=case).delete()
    page = Papers.objects.create(application=case, page=Papers.Page.OBJECTION)
    Paper.objects.bulk_create(
        Paper(papers=page, kind_id="objection-evidence", upload=upload) for upload in objection.evidence
    )
    _retain_uploads({upload.pk for upload in objection.evidence})
    clear_place(case.applicant, f"objection/{case.pk}")


def record_dismissal(case: Application, by: Actor, dismissal: Dismissal) -> Letter:
    case.decided_at = timezone.now()
    _set_decision_text(case, dismissal)
    return _issue_letter(case, LetterKind.OBJECTION_DISMISSED)


# --- the end --------------------------------------------------------------------------------------
def record_termination(case: Application, by: Actor, termination: Termination) -> Letter:
    """The exemption holds through its last day, and its papers with it (A-34)."""
    case.ended_on = termination.effective_on
    certificate.revoke_certificate(case.pk, reason="terminated", at=_get_end_of_day(case.ended_on))
    if case.never_began:
        cards.invalidate_card(case.pk, InvalidReason.TERMINATED)
    else:
        cards.correct_unsent_card(case.pk, {"valid_to": case.ended_on.isoformat()})
    return _issue_letter(case, LetterKind.TERMINATED)


def record_cancellation(case: Application, by: Actor, cancellation: Cancellation) -> Letter:
    case.ended_on = today()
    case.cancellation_ground = cancellation.ground
    _set_decision_text(case, cancellation)
    case.objection_due_at = compute_last_moment(timezone.now())
    certificate.revoke_certificate(case.pk, reason="cancelled", at=timezone.now())
    cards.invalidate_card(case.pk, InvalidReason.CANCELLED)
    return _issue_letter(case, LetterKind.CANCELLED)


def reinstate(case: Application, by: Actor, details: object = None) -> None:
    """The cancellation is as if it had never been: the papers hold again under their old codes.

    The card had to be given back: another one with the same facts is printed, at no charge.
    """
    case.ended_on, case.objection_due_at = None, None
    case.cancellation_ground = case.decision_text = case.decision_translation = ""
    certificate.reinstate(case.pk)
    if require_value(case.granted_to) >= today():
        cards.print_again(case.pk)


def invalidate_card(case: Application, by: Actor, details: object = None) -> None:
    cards.invalidate_card(case.pk, InvalidReason.EXPIRED)


def _get_end_of_day(day: date) -> datetime:
    """The exemption holds through its last day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ISTANBUL)


def void_open_order(case: Application, by: Actor, details: object = None) -> None:
    _void_order(case)
