"""How a card's life begins, goes on in another card and ends, in the transaction of a caller that locked the case."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from applicants.models import Applicant

from .models import Card
from .models.card import CardState, InvalidReason
from .tracking import is_tracking_number, tidy

S = CardState
# THE TABLE of a card's way (domain 5.4); ending it is ``invalidate``'s, from every state.
MOVES: dict[CardState, frozenset[CardState]] = {
    S.QUEUED: frozenset({S.PRINTED}),
    S.PRINTED: frozenset({S.HANDED_OVER}),
    S.HANDED_OVER: frozenset({S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED, S.FAILED_ATTEMPT, S.RETURNED}),
    S.IN_TRANSIT: frozenset({S.OUT_FOR_DELIVERY, S.DELIVERED, S.FAILED_ATTEMPT, S.HELD_AT_OFFICE, S.RETURNED}),
    S.OUT_FOR_DELIVERY: frozenset({S.DELIVERED, S.FAILED_ATTEMPT, S.HELD_AT_OFFICE, S.RETURNED}),
    S.FAILED_ATTEMPT: frozenset({S.OUT_FOR_DELIVERY, S.DELIVERED, S.HELD_AT_OFFICE, S.RETURNED}),
    S.HELD_AT_OFFICE: frozenset({S.DELIVERED, S.RETURNED}),
}


class NoWay(Exception):
    """The card does not go from where it is to there, or its tracking number is none."""


def move(card_id: UUID, to: CardState, tracking_number: str = "") -> Card:
    """Move one card along the table, in the caller's transaction. Raises ``NoWay`` or ``Card.DoesNotExist``.

    PTT takes a card over with its tracking number (domain 3.8), which stays with it.
    """
    card = Card.objects.select_for_update().get(pk=card_id)
    if to not in MOVES.get(CardState(card.state), frozenset()):
        raise NoWay
    if to == S.HANDED_OVER:
        card.tracking_number = tidy(tracking_number)
        if not is_tracking_number(card.tracking_number):
            raise NoWay
    card.state = to
    card.save(update_fields=["state", "tracking_number"])
    return card


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
