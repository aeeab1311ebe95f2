"""The two ways a card's life begins and ends, both in the caller's transaction. The caller holds the case's lock."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from applicants.models import Applicant

from .models import Card
from .models.card import CardState, InvalidReason


@dataclass(frozen=True)
class Delivery:
    """Where a card goes: a dwelling in Türkiye by its address code (A-24), and whose it is."""

    uavt_code: str
    address_kind: str
    address_note: str = ""


def queue(*, owner: Applicant, case_reference: UUID, facts: dict, to: Delivery) -> Card:
    """Promise a card; a case has one at a time, so an earlier one must be invalidated first."""
    return Card.objects.create(
        owner=owner,
        case_reference=case_reference,
        facts=facts,
        uavt_code=to.uavt_code,
        address_kind=to.address_kind,
        address_note=to.address_note,
    )


def live(case_reference: UUID) -> Card | None:
    return Card.objects.filter(case_reference=case_reference).exclude(state=CardState.INVALIDATED).first()


def invalidate(case_reference: UUID, reason: InvalidReason) -> bool:
    """The case's card counts no longer; False when it has none. Safe to repeat."""
    rows = Card.objects.filter(case_reference=case_reference).exclude(state=CardState.INVALIDATED)
    return bool(rows.update(state=CardState.INVALIDATED, invalidated_at=timezone.now(), invalid_reason=reason))
