"""How a card begins, is replaced by another and ends, in the transaction of a caller that locked the case."""

import dataclasses
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from applicants.models import Applicant

from ..models import Card, Shipment
from ..models.card import CardState, InvalidReason
from ..models.shipment import probably_lost_filter
from ..signals import card_lost, card_moved

S = CardState
# In PTT's hands: its clerks write movements late and correct them, so each of these may follow any other.
STATES_WITH_PTT = frozenset({S.HANDED_OVER, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.FAILED_ATTEMPT, S.HELD_AT_OFFICE})
_STATES_REPORTED_BY_PTT = STATES_WITH_PTT - {S.HANDED_OVER} | {S.DELIVERED, S.RETURNED}
# THE TABLE of a card's way (domain 5.4); ending it is ``invalidate_card``'s, from every state.
TRANSITIONS: dict[CardState, frozenset[CardState]] = {
    S.QUEUED: frozenset({S.PRINTED}),
    # Back into the queue when it was spoiled in print.
    S.PRINTED: frozenset({S.HANDED_OVER, S.QUEUED}),
    **{state: _STATES_REPORTED_BY_PTT - {state} for state in STATES_WITH_PTT},
    # To the new address, as it is.
    S.RETURNED: frozenset({S.PRINTED}),
}
# How often a card that came back goes out again without a new request.
FREE_RESENDS = 1


class InvalidCardTransitionError(Exception):
    """The card does not go from where it is to there."""


def move_card(card_id: UUID, to: CardState) -> Card:
    """Move one card along the table, in the caller's transaction. Raises ``InvalidCardTransitionError`` or
    ``Card.DoesNotExist``."""
    card = Card.objects.select_for_update().get(pk=card_id)
    if to not in TRANSITIONS.get(CardState(card.state), frozenset()):
        raise InvalidCardTransitionError
    card.state, card.moved_at = to, timezone.now()
    if to == S.PRINTED and card.printed_at is None:
        card.printed_at = card.moved_at
    card.save(update_fields=["state", "moved_at", "printed_at"])
    card_moved.send(Card, card=card)
    return card


@dataclass(frozen=True)
class DeliveryAddress:
    """Where a card goes: a dwelling in Türkiye by its address code (A-24), and the number PTT may call."""

    uavt_code: str
    address_kind: str
    address_note: str = ""
    phone: str = ""


def queue_card(*, owner: Applicant, case_reference: UUID, facts: dict, to: DeliveryAddress) -> Card:
    """Enqueue a card; a case has one at a time, so an earlier one must be invalidated first."""
    return Card.objects.create(
        owner=owner,
        case_reference=case_reference,
        number=f"M{_next_serial():08d}",
        facts=facts,
        uavt_code=to.uavt_code,
        address_kind=to.address_kind,
        address_note=to.address_note,
        phone=to.phone,
    )


def _next_serial() -> int:
    """From a database sequence: no lock between approvals; a number lost to a rollback is simply never used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_card_serial')")
        return cursor.fetchone()[0]


def replace_card(
    case_reference: UUID,
    *,
    corrections: dict,
    to: DeliveryAddress | None = None,
    reason: InvalidReason = InvalidReason.REPLACED,
) -> Card:
    """The case's card is void at this moment, and one that says the same, corrected, is enqueued (A-20).

    It goes to the old one's address when ``to`` names no other. Raises ``Card.DoesNotExist`` when the case has no
    card that counts.
    """
    old = Card.objects.select_for_update().exclude(state=CardState.INVALIDATED).get(case_reference=case_reference)
    invalidate_card(case_reference, reason)
    where = to or DeliveryAddress(old.uavt_code, old.address_kind, old.address_note)
    return queue_card(
        owner=old.owner,
        case_reference=case_reference,
        facts=old.facts | corrections,
        to=dataclasses.replace(where, phone=where.phone or old.phone),
    )


def print_again(case_reference: UUID) -> Card | None:
    """Enqueue a card that says what the one said which a cancellation ended, to the same address; None without one."""
    ended = Card.objects.filter(case_reference=case_reference, invalid_reason=InvalidReason.CANCELLED)
    old = ended.order_by("-invalidated_at").first()
    if old is None:
        return None
    to = DeliveryAddress(old.uavt_code, old.address_kind, old.address_note, old.phone)
    return queue_card(owner=old.owner, case_reference=case_reference, facts=old.facts, to=to)


def correct_unsent_card(case_reference: UUID, corrections: dict) -> Card | None:
    """A card that has not left the house is made anew with these facts; None when there is none such.

    One that is on its way or with its holder stays as it is: what holds is what /verify says.
    """
    card = find_live_card(case_reference)
    if card is None or card.state not in {S.QUEUED, S.PRINTED}:
        return None
    return replace_card(case_reference, corrections=corrections)


def replace_lost_card(card_id: UUID) -> Card:
    """A card that PTT has been silent about for fifteen days is void; another goes to the same address at no charge.

    Another with a number of its own: the first one may be in somebody's hands. Raises
    ``InvalidCardTransitionError`` when the card is not
    with PTT or has been heard of.
    """
    card = Card.objects.select_for_update().get(pk=card_id)
    silent = Shipment.objects.filter(probably_lost_filter(), card=card)
    if card.state not in STATES_WITH_PTT or not silent.exists():
        raise InvalidCardTransitionError
    new = replace_card(card.case_reference, corrections={}, reason=InvalidReason.LOST)
    Shipment.end_tracking(card.pk)
    card_lost.send(Card, card=new)
    return new


def readdress_card(card_id: UUID, to: DeliveryAddress) -> Card:
    """A card that came back goes to the person's new address, once without charge (A-21).

    Raises ``InvalidCardTransitionError`` for a card that has not come back or has gone out twice.
    """
    card = Card.objects.select_for_update().get(pk=card_id)
    if card.state != CardState.RETURNED or not may_be_resent(card):
        raise InvalidCardTransitionError
    Card.objects.filter(pk=card.pk).update(
        uavt_code=to.uavt_code, address_kind=to.address_kind, address_note=to.address_note, resends=card.resends + 1
    )
    return move_card(card.pk, CardState.PRINTED)


def may_be_resent(card: Card) -> bool:
    return card.resends < FREE_RESENDS


def find_live_card(case_reference: UUID) -> Card | None:
    return Card.objects.filter(case_reference=case_reference).exclude(state=CardState.INVALIDATED).first()


def invalidate_card(case_reference: UUID, reason: InvalidReason) -> bool:
    """The case's card counts no longer; False when it has none. Safe to repeat.

    A parcel that PTT has been told of and has not taken yet is withdrawn.
    """
    card = find_live_card(case_reference)
    if card is None:
        return False
    now = timezone.now()
    rows = Card.objects.filter(pk=card.pk).exclude(state=CardState.INVALIDATED)
    ended = rows.update(state=CardState.INVALIDATED, moved_at=now, invalidated_at=now, invalid_reason=reason)
    if ended:
        Shipment.withdraw_parcel(card.pk)
    return bool(ended)
