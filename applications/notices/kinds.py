"""Which notices a move sends and what each must say (domain 5.7), worded in templates/mail; the mission's copy."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from applicants.models import SignInMethod
from applicants.notices import inbox
from documents import cards
from documents.models import Card, Certificate, Letter
from documents.models.card import CardState
from payments.orders import build_payment_summary

from ..eligibility.deadlines import ISTANBUL
from ..lifecycle.cancellation_guards import LiftedBy
from ..lifecycle.details import PaymentMismatch, Reinstatement, RevisionRound
from ..lifecycle.guards import DRAFT_EXPIRES_AFTER, DRAFT_WARNED_AFTER
from ..lifecycle.state_machine import Transition
from ..models import REPORTED_STATUSES, Application, MissionCopy, ReissueRequest, TerminationRequest
from ..models.status import Status
from ..requests.card_corrections import told
from ..wizard.revision import get_question_labels


def send_transition_notices(
    row: Application | TerminationRequest | ReissueRequest,
    move: Transition,
    details: object,
    paper: Certificate | Letter | None = None,
) -> None:
    if isinstance(row, Application):
        _send_application_notices(row, move, details, paper)
    else:
        _send_request_notices(row, move, details, paper)


def _send_application_notices(
    case: Application, move: Transition, details: object, paper: Certificate | Letter | None
) -> None:
    """Enqueue every notice of the move; the last one brings the paper that the move issued, and waits for it."""
    for kind in move.notices:
        with translation.override(case.applicant.language):
            context = _build_context(case, kind, details)
        brings = paper is not None and kind == move.notices[-1]
        notice = inbox.write_notice(
            kind,
            applicant=case.applicant,
            dedupe_key=f"{case.pk}:{case.version}:{kind}",
            subject_id=case.pk,
            context=context,
            copy_to=_get_second_email(case),
            held=brings,
        )
        if paper and brings:
            paper.attach_to_notice(notice)
    _enqueue_mission_copy(case)


def send_purge_warning(case: Application) -> None:
    """N16, once for each time that a draft has been left alone for long."""
    last = max(case.saved_at + DRAFT_EXPIRES_AFTER, timezone.now() + (DRAFT_EXPIRES_AFTER - DRAFT_WARNED_AFTER))
    with translation.override(case.applicant.language):
        context = {
            "category": case.category.name,
            "last_on": timezone.localdate(last, timezone=ISTANBUL),
            # Not the draft itself: whoever reads this later, when it is gone, must not run into nothing.
            "url": settings.SITE_URL + reverse("application_list"),
        }
    inbox.write_notice(
        "draft_purge",
        applicant=case.applicant,
        dedupe_key=f"{case.pk}:draft_purge:{case.saved_at:%Y%m%d%H%M%S}",
        subject_id=case.pk,
        context=context,
    )


# What the holder hears of their card's way (N21).
CARD_NOTICE_KINDS = {
    CardState.HANDED_OVER: "card_shipped",
    CardState.FAILED_ATTEMPT: "card_failed",
    CardState.HELD_AT_OFFICE: "card_held",
    CardState.RETURNED: "card_returned",
    CardState.DELIVERED: "card_delivered",
}


def send_card_notice(card: Card) -> None:
    """Enqueue the notice of where a card is now, once for each state of one parcel."""
    kind = CARD_NOTICE_KINDS.get(CardState(card.state))
    if kind:
        _write_card_notice(kind, card, f"{card.pk}:{card.state}:{card.tracking_number}")


def send_lost_card_notice(card: Card) -> None:
    """The card in the post is void; ``card`` is printed in its place."""
    _write_card_notice("card_lost", card, f"{card.pk}:lost")


def _write_card_notice(kind: str, card: Card, dedupe_key: str) -> None:
    case = Application.objects.select_related("applicant").filter(pk=card.case_reference).first()
    if case is None:
        return
    inbox.write_notice(
        kind,
        applicant=case.applicant,
        dedupe_key=dedupe_key,
        subject_id=case.pk,
        context={
            "number": case.number,
            "tracking_number": card.tracking_number,
            "may_be_resent": cards.may_be_resent(card),
            "url": settings.SITE_URL + reverse("application", args=[case.pk]),
        },
        copy_to=_get_second_email(case),
    )


# Reminders and the occasion of each: a notice is written once for it.
REMINDERS = {
    "revision_reminder": (Status.REVISION_REQUESTED, "version"),
    "payment_reminder": (Status.AWAITING_PAYMENT, "number"),
    "ending_soon": (Status.APPROVED, "granted_to"),
}


def send_reminder(key: UUID, kind: str) -> None:
    """Write one reminder, unless the file has moved on or it was written before."""
    status, occasion = REMINDERS[kind]
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",)).select_related("applicant__identity", "category")
        case = rows.filter(pk=key, status=status).first()
        if case is None:
            return
        with translation.override(case.applicant.language):
            context = _build_context(case, kind, None)
        inbox.write_notice(
            kind,
            applicant=case.applicant,
            dedupe_key=f"{case.pk}:{getattr(case, occasion)}:{kind}",
            subject_id=case.pk,
            context=context,
            copy_to=_get_second_email(case),
        )


def _enqueue_mission_copy(case: Application) -> None:
    """Whoever came with a mission's reference: that mission hears the decision too (A-24, L16), once."""
    if case.status not in REPORTED_STATUSES or case.applicant.identity.door != SignInMethod.CONSULAR:
        return
    if not MissionCopy.objects.filter(application=case, decision=case.status).exists():
        MissionCopy(application=case, decision=case.status).enqueue()


def _get_second_email(case: Application) -> str:
    return case.snapshot.get("contact", {}).get("second_email", "")


def _build_context(case: Application, kind: str, details: object) -> dict:
    context = {
        "case": case,
        "number": case.number,
        "category": case.category.name,
        "url": settings.SITE_URL + reverse("application", args=[case.pk]),
        "verify_url": settings.SITE_URL + reverse("verify"),
        "with_card": case.with_card,
    }
    for name in ("revision_due_at", "payment_due_at", "objection_due_at", "evaluation_due_at"):
        moment = getattr(case, name)
        context[name.replace("_at", "_on")] = moment and timezone.localdate(moment, timezone=ISTANBUL)
    if kind in {"found_appropriate", "payment_mismatch", "new_tariff", "lapsed"}:
        context["payment"] = build_payment_summary(case.pk)
        context["payment_url"] = settings.SITE_URL + reverse("payment", args=[case.pk])
    if isinstance(details, PaymentMismatch):
        context |= {"leg": details.leg, "line": details.line}
    if isinstance(details, Reinstatement):
        context |= {"reason": details.text.strip(), "by_court": details.basis == LiftedBy.COURT}
        context["card_again"] = cards.find_live_card(case.pk) is not None
    if kind == "objection_accepted":
        context["reopened"] = case.status == Status.UNDER_EVALUATION
        context["awaits_payment"] = case.status == Status.AWAITING_PAYMENT
    if kind == "payment_reminder":
        context["payment"] = build_payment_summary(case.pk)
        context["payment_url"] = settings.SITE_URL + reverse("payment", args=[case.pk])
    if kind == "revision_reminder":
        context["revision_url"] = settings.SITE_URL + reverse("revision", args=[case.pk])
    if isinstance(details, RevisionRound):
        words = get_question_labels(case)
        context["items"] = [
            {
                "label": words.get((item.step, item.field), item.field),
                "explanation": item.explanation,
                "translation": item.translation,
            }
            for item in details.items
        ]
        context["revision_url"] = settings.SITE_URL + reverse("revision", args=[case.pk])
    return context


def _send_request_notices(
    request: TerminationRequest | ReissueRequest,
    move: Transition,
    details: object,
    paper: Certificate | Letter | None,
) -> None:
    """Enqueue every notice of a move of a holder's request; they belong to the application's correspondence.

    The last one brings the certificate that the move issued, and waits for it.
    """
    case = request.application
    for kind in move.notices:
        brings = paper is not None and kind == move.notices[-1]
        with translation.override(case.applicant.language):
            context = _build_request_context(request, kind, details) | {"brings_certificate": brings}
        notice = inbox.write_notice(
            kind,
            applicant=case.applicant,
            dedupe_key=f"{request.pk}:{request.version}:{kind}",
            subject_id=case.pk,
            context=context,
            copy_to=_get_second_email(case),
            held=brings,
        )
        if paper and brings:
            paper.attach_to_notice(notice)


def _build_request_context(request: TerminationRequest | ReissueRequest, kind: str, details: object) -> dict:
    case = request.application
    context = {
        "case": case,
        "number": case.number,
        "request": request,
        "url": settings.SITE_URL + reverse("application", args=[case.pk]),
        "verify_url": settings.SITE_URL + reverse("verify"),
    }
    if isinstance(request, ReissueRequest):
        context["corrected"] = told(request.corrections)
    if isinstance(request, ReissueRequest) and request.payment_due_at:
        context["payment_due_on"] = timezone.localdate(request.payment_due_at, timezone=ISTANBUL)
        context["payment"] = build_payment_summary(request.pk)
        context["payment_url"] = settings.SITE_URL + reverse("reissue_payment", args=[request.pk])
    if isinstance(details, PaymentMismatch):
        context |= {"leg": details.leg, "line": details.line}
    return context
