"""What lies on the card office's desk, as conditions on cards; every one of them reads a partial index."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from emuafiyet.core.outbox.models import OutboxState

from ..models import BatchCard, Card, Shipment, TrackingRange
from ..models.card import CardState
from ..models.shipment import probably_lost_filter

S = CardState
UNDER_WAY_STATES = [S.HANDED_OVER, S.IN_TRANSIT, S.OUT_FOR_DELIVERY]
UNDELIVERED_STATES = [S.FAILED_ATTEMPT, S.HELD_AT_OFFICE, S.RETURNED]
# Below so many numbers PTT has to be asked for more.
LOW_NUMBERS_LIMIT = 500
# A registration that has waited so long means that PTT is away.
PTT_UNAVAILABLE_AFTER = timedelta(hours=1)


def _shipments() -> QuerySet[Shipment]:
    return Shipment.objects.filter(card=OuterRef("pk"))


def cards_to_print() -> QuerySet[Card]:
    in_batch = BatchCard.objects.filter(card=OuterRef("pk"), is_open=True)
    return Card.objects.filter(~Exists(in_batch), state=S.QUEUED)


def cards_in_print() -> QuerySet[Card]:
    in_batch = BatchCard.objects.filter(card=OuterRef("pk"), is_open=True)
    return Card.objects.filter(Exists(in_batch), state=S.QUEUED)


def cards_to_hand_over() -> QuerySet[Card]:
    return Card.objects.filter(~Exists(_shipments().filter(ended_at__isnull=True)), state=S.PRINTED)


def cards_being_registered() -> QuerySet[Card]:
    """PTT is being told of the parcel; the card counts as handed over once it has answered."""
    return Card.objects.filter(Exists(_shipments().filter(ended_at__isnull=True)), state=S.PRINTED)


def cards_under_way() -> QuerySet[Card]:
    return Card.objects.filter(state__in=UNDER_WAY_STATES)


def undelivered_cards() -> QuerySet[Card]:
    return Card.objects.filter(state__in=UNDELIVERED_STATES)


def silent_cards(now: datetime | None = None) -> QuerySet[Card]:
    """With PTT, and nothing heard of it for fifteen days."""
    return Card.objects.filter(Exists(_shipments().filter(probably_lost_filter(now))), state__in=UNDER_WAY_STATES)


def is_ptt_unavailable() -> bool:
    waiting = Q(promise_state__in=[OutboxState.QUEUED, OutboxState.LEASED], ended_at__isnull=True)
    return Shipment.objects.filter(waiting, created_at__lt=timezone.now() - PTT_UNAVAILABLE_AFTER).exists()


def count_numbers_left() -> int:
    return TrackingRange.count_remaining()
