"""Cards on their way: handed to PTT, followed until somebody has them, and what PTT's words mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from emuafiyet.core.places import province_name

from ..gateways import ptt
from ..models import Card, Movement, RangeUsedUp, Shipment, TrackingRange
from ..models.card import CardState
from . import card_lifecycle

S = CardState
# PTT's words for a movement (domain 5.4), the first that is found in them; they are compared in plain capitals.
WORDS: tuple[tuple[str, CardState], ...] = (
    ("TESLIM EDILEMEDI", S.FAILED_ATTEMPT),
    ("KABUL EDILMEDI", S.FAILED_ATTEMPT),
    ("ADRESTE YOK", S.FAILED_ATTEMPT),
    ("HABER KAGIDI", S.FAILED_ATTEMPT),
    ("ADRESTEN AYRILMIS", S.FAILED_ATTEMPT),
    ("ADRESTEN TASINMIS", S.FAILED_ATTEMPT),
    ("ALICI BULUNAMADI", S.FAILED_ATTEMPT),
    ("IADE", S.RETURNED),
    ("GONDERICIYE", S.RETURNED),
    ("ISYERINDE BEKLIYOR", S.HELD_AT_OFFICE),
    ("MURACAAT", S.HELD_AT_OFFICE),
    ("TESLIM", S.DELIVERED),
    ("DAGITIM", S.OUT_FOR_DELIVERY),
    ("TRANSFER", S.IN_TRANSIT),
    ("YOLDA", S.IN_TRANSIT),
    ("SEVK", S.IN_TRANSIT),
    ("KABUL", S.HANDED_OVER),
)
_PLAIN = str.maketrans("ıİğĞüÜşŞöÖçÇâÂîÎ", "IIGGUUSSOOCCAAII")
ENDS = {S.DELIVERED, S.RETURNED}


def state_of(words: str, received_by: str = "") -> CardState | None:
    """What a movement means for the card; None for words that say nothing of it.

    A recipient's name means delivered, except beside the words of a return: then the sender received it.
    """
    plain = words.translate(_PLAIN).upper()
    found = next((state for pattern, state in WORDS if pattern in plain), None)
    return S.DELIVERED if received_by and found != S.RETURNED else found


@dataclass
class HandedOver:
    """What became of a request to hand cards over: ``shipments`` promised, cards that could not go (by number)."""

    shipments: list[Shipment] = field(default_factory=list)
    not_printed: list[str] = field(default_factory=list)
    range_used_up: bool = False


def hand_over(card_ids: Iterable[UUID]) -> HandedOver:
    """Promise to tell PTT of these cards' parcels; those not printed or on their way already stay as they are."""
    found = HandedOver()
    with transaction.atomic():
        for card in Card.objects.select_for_update().filter(pk__in=list(card_ids)).order_by("number"):
            under_way = Shipment.objects.filter(card=card, ended_at__isnull=True).exists()
            if card.state != S.PRINTED or under_way:
                found.not_printed.append(card.number)
                continue
            try:
                number = TrackingRange.allot()
            except RangeUsedUp:
                found.range_used_up = True
                break
            found.shipments.append(Shipment(card=card, tracking_number=number).make())
    return found


def parcel_of(shipment: Shipment, card: Card, told: dict[str, str]) -> ptt.Parcel:
    """What PTT gets to know of a card's parcel: the least that finds the person's door."""
    note = f" ({card.address_note})" if card.address_note else ""
    digits = "".join(each for each in card.phone if each.isdigit())
    return ptt.Parcel(
        tracking_number=shipment.tracking_number,
        our_reference=shipment.pk.hex,
        recipient=turkish_capitals(f"{card.facts['given_names']} {card.facts['surname']}".strip()),
        phone=digits[-10:] if card.phone.startswith("+90") else "",
        address=turkish_capitals(told["address"] + note),
        district=turkish_capitals(told.get("district", "")),
        province=turkish_capitals(province_name(told["province"])),
    )


def turkish_capitals(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def registered(shipment_id: UUID) -> None:
    """PTT knows the parcel: the card is handed over, unless it became void while we spoke."""
    with transaction.atomic():
        # The card before its parcel, as everybody locks them.
        card = Card.objects.select_for_update().get(shipments=shipment_id)
        row = Shipment.objects.select_for_update().get(pk=shipment_id)
        if row.registered_at is not None:
            return
        now = timezone.now()
        Shipment.objects.filter(pk=row.pk).update(registered_at=now, look_at=now)
        if row.ended_at is None and card.state == S.PRINTED:
            Card.objects.filter(pk=card.pk).update(tracking_number=row.tracking_number)
            card_lifecycle.move(card.pk, S.HANDED_OVER)


def follow(shipment: Shipment) -> int:
    """Ask PTT for one parcel's movements and take in what is new; how many were new. PTT being away costs time only.

    The card goes where the latest movement that says anything puts it; its holder hears of that once.
    """
    wait = timedelta(seconds=settings.PTT_LOOK_EVERY)
    try:
        track = ptt.track(shipment.tracking_number)
    except (ptt.Away, ptt.Refused):
        Shipment.objects.filter(pk=shipment.pk).update(look_at=timezone.now() + wait)
        return 0
    with transaction.atomic():
        card = Card.objects.select_for_update().get(pk=shipment.card_id)
        known = set(shipment.movements.values_list("sequence", flat=True))
        fresh = [each for each in track.movements if each.sequence not in known]
        Movement.objects.bulk_create(
            [
                Movement(shipment=shipment, sequence=each.sequence, at=each.at, office=each.office, words=each.words)
                for each in fresh
            ],
            ignore_conflicts=True,
        )
        changes: dict[str, Any] = {"look_at": timezone.now() + wait}
        if fresh:
            changes["last_movement_at"] = max(each.at for each in fresh)
        state = _latest(track)
        if state in ENDS:
            changes["ended_at"] = timezone.now()
        Shipment.objects.filter(pk=shipment.pk, ended_at__isnull=True).update(**changes)
        # A parcel of a card that is void meanwhile, or a second parcel's: PTT's news move no card.
        if (
            state
            and card.tracking_number == shipment.tracking_number
            and state in card_lifecycle.MOVES.get(S(card.state), ())
        ):
            card_lifecycle.move(card.pk, state)
    return len(fresh)


def _latest(track: ptt.Track) -> CardState | None:
    for each in reversed(track.movements):
        received_by = track.received_by if each is track.movements[-1] else ""
        if state := state_of(each.words, received_by):
            return state
    return None


def due(now: Any = None) -> Any:
    """Registered parcels under way whose turn it is, the longest waiting first."""
    under_way = Shipment.objects.filter(registered_at__isnull=False, ended_at__isnull=True)
    return under_way.filter(look_at__lte=now or timezone.now()).order_by("look_at")
