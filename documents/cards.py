"""How a card's life begins, goes on in another card and ends, in the transaction of a caller that locked the case."""

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


def replace(case_reference: UUID, *, corrections: dict, to: Delivery) -> Card:
    """The case's card is void at this moment, and one that says the same, corrected, is promised (A-20).

    Raises ``Card.DoesNotExist`` when the case has no card that counts.
    """
    old = Card.objects.exclude(state=CardState.INVALIDATED).get(case_reference=case_reference)
    invalidate(case_reference, InvalidReason.REPLACED)
    return queue(owner=old.owner, case_reference=case_reference, facts=old.facts | corrections, to=to)


def live(case_reference: UUID) -> Card | None:
    return Card.objects.filter(case_reference=case_reference).exclude(state=CardState.INVALIDATED).first()


def invalidate(case_reference: UUID, reason: InvalidReason) -> bool:
    """The case's card counts no longer; False when it has none. Safe to repeat."""
    rows = Card.objects.filter(case_reference=case_reference).exclude(state=CardState.INVALIDATED)
    return bool(rows.update(state=CardState.INVALIDATED, invalidated_at=timezone.now(), invalid_reason=reason))
