"""What a move of a holder's request does besides changing its status. Runs inside the move's transaction."""

import logging
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import Identity, RegistryRecord
from documents import cards
from documents.issued import certificate
from documents.models import Certificate
from documents.uploads.drafts import clear_place
from documents.uploads.upload_retention import mark_uploads_sent
from emuafiyet.core.nullable import require_value
from payments import orders
from payments.models import OrderState, PaymentOrder

from ..eligibility.deadlines import compute_last_moment, today
from ..eligibility.fees import quote_reissue
from ..lifecycle import document_facts, engine
from ..lifecycle.actors import SYSTEM, Actor
from ..lifecycle.details import Repricing, Termination
from ..lifecycle.state_machine import MACHINES
from ..lifecycle.transitions import APPLICATION
from ..models import Application, ReissueRequest, TerminationRequest
from ..models.requests import OPEN_REISSUE_STATUSES
from ..wizard.workplace import workplace_facts
from .card_corrections import CORRECTABLE, corrected
from .request_details import RequestDecision

logger = logging.getLogger(__name__)
UPLOAD_FIELDS = ("petition", "proof", "card_front", "card_back")


def submit_request(request: TerminationRequest | ReissueRequest, by: Actor, details: object = None) -> None:
    request.submitted_at = timezone.now()
    mark_uploads_sent({key for name in UPLOAD_FIELDS if (key := getattr(request, f"{name}_id", None))})
    clear_place(request.application.applicant, get_draft_place(request))


def get_draft_place(request: TerminationRequest | ReissueRequest) -> str:
    """Where the page of the request lies among its holder's drafts."""
    if isinstance(request, TerminationRequest):
        return f"termination/{request.application_id}"
    return f"reissue/{request.pk}"


def clear_page_draft(request: ReissueRequest, by: Actor, details: object = None) -> None:
    clear_place(request.application.applicant, get_draft_place(request))


def record_decision(request: TerminationRequest | ReissueRequest, by: Actor, decision: RequestDecision) -> None:
    request.decided_at, request.decided_by = timezone.now(), by.officer
    request.finding = decision.text.strip()
    request.finding_translation = decision.translation.strip()


# --- termination -----------------------------------------------------------------------------------
def accept_termination(request: TerminationRequest, by: Actor, decision: RequestDecision) -> None:
    """The application's own move ends the exemption, its certificate and card, and tells the holder (N14).

    A request for a new card that is still open is closed by it (A-35).
    A day that went by while the request waited cannot be gone back to: then it ends today (A-34).
    """
    record_decision(request, by, decision)
    engine.perform(APPLICATION, "terminate", request.application_id, by, Termination(compute_last_day(request)))
    for key in ReissueRequest.objects.filter(
        application=request.application_id, status__in=OPEN_REISSUE_STATUSES
    ).values_list("pk", flat=True):
        engine.perform(MACHINES["reissue"], "close", key, SYSTEM)


def compute_last_day(request: TerminationRequest) -> date:
    """The last day of the exemption if the request is accepted now."""
    return max(request.effective_on, today())


# --- new card --------------------------------------------------------------------------------------
def submit_payable_request(request: ReissueRequest, by: Actor, details: object = None) -> None:
    submit_request(request, by)
    open_order(request)


def open_order(request: ReissueRequest) -> None:
    person = request.application.applicant
    request.payment_due_at = compute_last_moment(timezone.now())
    orders.open_order(
        case_reference=request.pk,
        payer=person,
        foreigner_id=require_value(person.identity.foreigner_id),
        quote=quote_reissue(request),
        due_at=request.payment_due_at,
    )


def confirm_fault(request: ReissueRequest, by: Actor, decision: RequestDecision) -> Certificate | None:
    record_decision(request, by, decision)
    request.fault_confirmed = True
    request.corrections = dict(decision.corrections)
    request.evidence = decision.evidence.strip() if request.corrections else ""
    return replace_card(request, by)


def deny_fault(request: ReissueRequest, by: Actor, decision: RequestDecision) -> None:
    record_decision(request, by, decision)
    request.fault_confirmed = False
    open_order(request)


def replace_card(request: ReissueRequest, by: Actor, details: object = None) -> Certificate | None:
    """A-20: the old card is void at this moment, the new one queued; the certificate that follows it, if any."""
    case = request.application
    old = require_value(cards.find_live_card(case.pk))
    right = document_facts.select_corrections(request.record) | request.corrections
    card = cards.replace_card(
        case.pk,
        # A card from before A-33 says nothing of the workplace; the new one does.
        corrections={**workplace_facts(case, case.snapshot), **old.facts, **corrected(old.facts, right)},
        to=cards.DeliveryAddress(request.uavt_code, request.address_kind, request.address_note),
    )
    _update_identity(
        case.applicant.identity, {name: right[name] for name in document_facts.CORRECTABLE_FIELDS if name in right}
    )
    return _corrected_certificate(case, card.facts)


def _corrected_certificate(case: Application, card: dict) -> Certificate | None:
    """A new certificate where the one in force says something else than the card; None where both agree."""
    live, facts = certificate.live(case.pk), document_facts.build_certificate_facts(case, card)
    if live is None or not certificate.differs(live, facts, CORRECTABLE):
        return None
    certificate.revoke_certificate(case.pk, reason="superseded", at=timezone.now())
    return certificate.enqueue_certificate(owner=case.applicant, case_reference=case.pk, facts=facts)


def _update_identity(identity: Identity, right: dict) -> None:
    """The corrected values are the person's from now on: e-Devlet tells them at sign-in, the next application
    carries them. What was sent stays as it was sent. Values that are another account's wait for an officer (A-3)."""
    if not right:
        return
    columns = {field.name for field in Identity._meta.concrete_fields}
    own = {name: value for name, value in right.items() if name in columns}
    try:
        with transaction.atomic():
            Identity.objects.filter(pk=identity.pk).update(**own)
    except IntegrityError:
        logger.error("corrected values of an identity belong to another account")
        return
    parents = {name: value for name, value in right.items() if name not in columns}
    RegistryRecord.objects.filter(pk=identity.pk).update(**parents)


def reprice_order(request: ReissueRequest, by: Actor, repricing: Repricing) -> None:
    orders.reprice_order(request.pk, repricing.new_quote)


def lapse_order(request: ReissueRequest, by: Actor, details: object = None) -> None:
    order = find_open_order(request)
    if order:
        orders.lapse_order(order)


def void_order(request: ReissueRequest, by: Actor, details: object = None) -> None:
    order = find_open_order(request)
    if order:
        orders.void_order(order)


def abandon_order(request: ReissueRequest, by: Actor, details: object = None) -> None:
    """What was paid already stays paid: giving it back is the tax office's business (A-12)."""
    order = find_open_order(request)
    if order:
        orders.abandon_order(order)


def find_open_order(request: ReissueRequest) -> PaymentOrder | None:
    return PaymentOrder.objects.filter(case_reference=request.pk, state=OrderState.OPEN).first()
