"""What lies on the card office's desk, as conditions on cards; every one of them reads a partial index."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from emuafiyet.core.outbox.outbox import PromiseState

from ..models import BatchCard, Card, Shipment, TrackingRange
from ..models.card import CardState
from ..models.shipment import probably_lost

S = CardState
UNDER_WAY = [S.HANDED_OVER, S.IN_TRANSIT, S.OUT_FOR_DELIVERY]
TROUBLED = [S.FAILED_ATTEMPT, S.HELD_AT_OFFICE, S.RETURNED]
# Below so many numbers PTT has to be asked for more.
FEW_NUMBERS = 500
# A registration that has waited so long means that PTT is away.
PTT_IS_AWAY = timedelta(hours=1)


def _shipments() -> QuerySet[Shipment]:
    return Shipment.objects.filter(card=OuterRef("pk"))


def to_print() -> QuerySet[Card]:
    in_batch = BatchCard.objects.filter(card=OuterRef("pk"), is_open=True)
    return Card.objects.filter(~Exists(in_batch), state=S.QUEUED)


def in_print() -> QuerySet[Card]:
    in_batch = BatchCard.objects.filter(card=OuterRef("pk"), is_open=True)
    return Card.objects.filter(Exists(in_batch), state=S.QUEUED)


def to_hand_over() -> QuerySet[Card]:
    return Card.objects.filter(~Exists(_shipments().filter(ended_at__isnull=True)), state=S.PRINTED)


def being_told() -> QuerySet[Card]:
    """PTT is being told of the parcel; the card counts as handed over once it has answered."""
    return Card.objects.filter(Exists(_shipments().filter(ended_at__isnull=True)), state=S.PRINTED)


def under_way() -> QuerySet[Card]:
    return Card.objects.filter(state__in=UNDER_WAY)


def troubled() -> QuerySet[Card]:
    return Card.objects.filter(state__in=TROUBLED)


def silent(now: datetime | None = None) -> QuerySet[Card]:
    """With PTT, and nothing heard of it for fifteen days."""
    return Card.objects.filter(Exists(_shipments().filter(probably_lost(now))), state__in=UNDER_WAY)


def ptt_is_away() -> bool:
    waiting = Q(promise_state__in=[PromiseState.QUEUED, PromiseState.LEASED], ended_at__isnull=True)
    return Shipment.objects.filter(waiting, created_at__lt=timezone.now() - PTT_IS_AWAY).exists()


def numbers_left() -> int:
    return TrackingRange.remaining()
