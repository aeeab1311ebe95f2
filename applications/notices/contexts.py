"""What the text of a notice needs: one function for each way of telling it, chosen by the table in kinds.py.

Each takes the row as saved and what its transition was told; ``object`` where only the row matters. It is called with
the reader's language active.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from documents import cards
from documents.models import Card
from payments.payment_summary import build_payment_summary

from ..eligibility.deadlines import ISTANBUL
from ..lifecycle.cancellation_guards import LiftedBy
from ..lifecycle.details import PaymentMismatch, Reinstatement, RevisionRound
from ..lifecycle.guards import DRAFT_EXPIRES_AFTER, DRAFT_WARNED_AFTER
from ..models import Application, ReissueRequest, TerminationRequest
from ..models.status import Status
from ..requests.card_corrections import told
from ..wizard.revision import get_question_labels

Context = dict[str, Any]


def describe_application(case: Application, details: object = None) -> Context:
    context = {
        "case": case,
        "number": case.number,
        "category": case.category.name,
        "url": _build_url("application", case.pk),
        "verify_url": settings.SITE_URL + reverse("verify"),
        "with_card": case.with_card,
    }
    for name in ("revision_due_at", "payment_due_at", "objection_due_at", "evaluation_due_at"):
        moment = getattr(case, name)
        context[name.replace("_at", "_on")] = moment and timezone.localdate(moment, timezone=ISTANBUL)
    return context


def describe_request(
    request: TerminationRequest | ReissueRequest,
    details: object = None,
) -> Context:
    case = request.application
    context = {
        "case": case,
        "number": case.number,
        "request": request,
        "url": _build_url("application", case.pk),
        "verify_url": settings.SITE_URL + reverse("verify"),
    }
    if isinstance(request, ReissueRequest):
        context["corrected"] = told(request.corrections)
    return context


# --- payment ------------------------------------------------------------------------------------------
def describe_payment(row: Application | ReissueRequest, details: object = None) -> Context:
    """The amounts, the ways to pay and the last day, of an application or of a new card."""
    if isinstance(row, Application):
        more: Context = {"payment_url": _build_url("payment", row.pk)}
        return describe_application(row) | more | {"payment": build_payment_summary(row.pk)}
    due_on = row.payment_due_at and timezone.localdate(row.payment_due_at, timezone=ISTANBUL)
    more = {"payment_url": _build_url("reissue_payment", row.pk), "payment_due_on": due_on}
    return describe_request(row) | more | {"payment": build_payment_summary(row.pk)}


def describe_mismatch(row: Application | ReissueRequest, mismatch: PaymentMismatch) -> Context:
    return describe_payment(row) | {"leg": mismatch.leg, "line": mismatch.line}


# --- evaluation ---------------------------------------------------------------------------------------
def describe_open_revision(case: Application, details: object = None) -> Context:
    return describe_application(case) | {"revision_url": _build_url("revision", case.pk)}


def describe_revision(case: Application, revision: RevisionRound) -> Context:
    labels = get_question_labels(case)
    items = [
        {
            "label": labels.get((item.step, item.field), item.field),
            "explanation": item.explanation,
            "translation": item.translation,
        }
        for item in revision.items
    ]
    return describe_open_revision(case) | {"items": items}


def describe_accepted_objection(case: Application, details: object = None) -> Context:
    return describe_application(case) | {
        "reopened": case.status == Status.UNDER_EVALUATION,
        "awaits_payment": case.status == Status.AWAITING_PAYMENT,
    }


def describe_reinstatement(case: Application, lifting: Reinstatement) -> Context:
    return describe_application(case) | {
        "reason": lifting.text.strip(),
        "by_court": lifting.basis == LiftedBy.COURT,
        "card_again": cards.find_live_card(case.pk) is not None,
    }


# --- drafts and cards ---------------------------------------------------------------------------------
def describe_purge(case: Application, details: object = None) -> Context:
    last = max(case.saved_at + DRAFT_EXPIRES_AFTER, timezone.now() + (DRAFT_EXPIRES_AFTER - DRAFT_WARNED_AFTER))
    return {
        "category": case.category.name,
        "last_on": timezone.localdate(last, timezone=ISTANBUL),
        # Not the draft itself: whoever reads this later, when it is gone, must not run into nothing.
        "url": settings.SITE_URL + reverse("application_list"),
    }


def describe_card(case: Application, card: Card) -> Context:
    return {
        "number": case.number,
        "tracking_number": card.tracking_number,
        "may_be_resent": cards.may_be_resent(card),
        "url": _build_url("application", case.pk),
    }


def _build_url(name: str, key: UUID) -> str:
    return settings.SITE_URL + reverse(name, args=[key])
