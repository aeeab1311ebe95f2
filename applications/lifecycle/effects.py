"""What a transition does besides changing the status: columns, orders, documents. Runs inside its transaction.

Each takes the locked application, the actor and the transition's details. An effect returns the document that it
issued; the notices wait for it (notices/case_notices.py), and a transition without notices issues it all the same.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from documents import cards
from documents.issued import certificate, letter
from documents.issued.letter import LetterKind
from documents.models import Certificate, Letter
from documents.models.card import InvalidReason
from documents.uploads.drafts import clear_place
from emuafiyet.core.nullable import require_value
from payments import orders
from payments.models import OrderState, PaymentOrder

from ..eligibility.deadlines import ISTANBUL, THIRTY_DAYS, compute_last_moment, today
from ..eligibility.fees import quote_application
from ..models import Application, Objection, ObjectionDraft, Paper, Papers
from ..models.status import RejectionGround
from ..questionnaire.values import serialize_upload
from ..wizard.snapshot import Snapshot
from . import document_facts
from .actors import Actor
from .details import (
    Cancellation,
    Dismissal,
    Grant,
    ObjectionStatement,
    Rejection,
    Repricing,
    Termination,
)
from .submission_effects import retain_uploads


def do_nothing(case: Application, by: Actor, details: object = None) -> None:
    """The effect of a transition that only changes the status."""


# --- a positive decision --------------------------------------------------------------------------
def open_order(case: Application, by: Actor, grant: Grant) -> None:
    """Note the granted period and ask for the fee, and for the price of the card if one is wanted, within 30 days.

    Raises ``MissingTariffError`` while the amounts of the year are not entered.
    """
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
    """Grant an exemption that costs nothing and has no card."""
    _record_decider(case, by)
    case.granted_from, case.granted_to = grant.granted_from, grant.granted_to
    case.with_card = False
    return grant_exemption(case, by)


def grant_exemption(case: Application, by: Actor, details: object = None) -> Certificate:
    """Issue the certificate, and queue the card if one was wanted.

    Work may not begin before the grant: a start that has passed moves to today, the end stays (A-13).
    """
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
    """Close the order of somebody who wants no card any more, and grant the exemption that now costs nothing."""
    _void_order(case)
    case.with_card = False
    return grant_exemption(case, by)


def reprice_order(case: Application, by: Actor, repricing: Repricing) -> None:
    """Ask for the amounts of the new tariff (T13)."""
    orders.reprice_order(case.pk, repricing.new_quote)


def _void_order(case: Application) -> None:
    order = find_open_order(case)
    if order:
        orders.void_order(order)


def find_open_order(case: Application) -> PaymentOrder | None:
    """Return the order that the application waits for, None without one."""
    return PaymentOrder.objects.filter(case_reference=case.pk, state=OrderState.OPEN).first()


# --- a negative one -------------------------------------------------------------------------------
def record_rejection(case: Application, by: Actor, rejection: Rejection) -> Letter:
    """Note who rejected on which ground, begin the term for an objection, and issue the letter."""
    _record_decider(case, by)
    case.ground = rejection.ground
    _set_decision_text(case, rejection)
    return _issue_rejection_letter(case)


def record_incomplete_rejection(case: Application, by: Actor, details: object = None) -> Letter:
    """Reject because the term for a revision has passed; no officer decides that (domain 5.2)."""
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
    """Close the order that was not paid in time. Raises ``OrderRefusedError`` while it may still have been paid."""
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
    """Keep the statement and its evidence, and let another officer judge it within a new term (A-15)."""
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
    retain_uploads({upload.pk for upload in objection.evidence})
    clear_place(case.applicant, f"objection/{case.pk}")


def record_dismissal(case: Application, by: Actor, dismissal: Dismissal) -> Letter:
    """Note the reason of the final refusal and issue its letter."""
    case.decided_at = timezone.now()
    _set_decision_text(case, dismissal)
    return _issue_letter(case, LetterKind.OBJECTION_DISMISSED)


# --- the end --------------------------------------------------------------------------------------
def record_termination(case: Application, by: Actor, termination: Termination) -> Letter:
    """Let the exemption, its certificate and its card end with the last day, and issue the letter (A-34)."""
    case.ended_on = termination.effective_on
    certificate.revoke_certificate(case.pk, reason="terminated", at=_get_end_of_day(case.ended_on))
    if case.never_began:
        cards.invalidate_card(case.pk, InvalidReason.TERMINATED)
    else:
        cards.correct_unsent_card(case.pk, {"valid_to": case.ended_on.isoformat()})
    return _issue_letter(case, LetterKind.TERMINATED)


def record_cancellation(case: Application, by: Actor, cancellation: Cancellation) -> Letter:
    """End the exemption, its certificate and its card today, begin the term for an objection, issue the letter."""
    case.ended_on = today()
    case.cancellation_ground = cancellation.ground
    _set_decision_text(case, cancellation)
    case.objection_due_at = compute_last_moment(timezone.now())
    certificate.revoke_certificate(case.pk, reason="cancelled", at=timezone.now())
    cards.invalidate_card(case.pk, InvalidReason.CANCELLED)
    return _issue_letter(case, LetterKind.CANCELLED)


def reinstate(case: Application, by: Actor, details: object = None) -> None:
    """Take a cancellation back: certificate and card are valid again under their old codes.

    The card had to be given back: another one with the same facts is printed, at no charge.
    """
    case.ended_on, case.objection_due_at = None, None
    case.cancellation_ground = case.decision_text = case.decision_translation = ""
    certificate.reinstate(case.pk)
    if require_value(case.granted_to) >= today():
        cards.print_again(case.pk)


def invalidate_card(case: Application, by: Actor, details: object = None) -> None:
    """Make the card invalid because the exemption has ended by itself."""
    cards.invalidate_card(case.pk, InvalidReason.EXPIRED)


def _get_end_of_day(day: date) -> datetime:
    """The exemption holds through its last day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ISTANBUL)


def void_open_order(case: Application, by: Actor, details: object = None) -> None:
    """Ask for the money no longer. Raises ``OrderRefusedError`` when some of it has been paid."""
    _void_order(case)
