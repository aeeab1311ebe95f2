"""Cards on their way: given to PTT, followed until somebody has them, and what PTT's words mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from emuafiyet.core.outbox.errors import NotYetError, PermanentError
from emuafiyet.core.outbox.models import OutboxState
from emuafiyet.core.places import province_name

from ..gateways import ptt, uavt
from ..models import Card, Movement, RangeExhaustedError, Shipment, TrackingRange, Withdrawal
from ..models.card import CardState
from . import card_lifecycle

S = CardState
# PTT's words for a movement (domain 5.4), the first that is found in them; they are compared in plain capitals.
MOVEMENT_PATTERNS: tuple[tuple[str, CardState], ...] = (
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
FINAL_STATES = {S.DELIVERED, S.RETURNED}


def infer_card_state(words: str, received_by: str = "") -> CardState | None:
    """What a movement means for the card; None for words that say nothing of it.

    A recipient's name means delivered, except beside the words of a return: then the sender received it.
    """
    plain = words.translate(_PLAIN).upper()
    found = next((state for pattern, state in MOVEMENT_PATTERNS if pattern in plain), None)
    return S.DELIVERED if received_by and found != S.RETURNED else found


@dataclass
class HandOverResult:
    """What became of a request to hand cards over: ``shipments`` enqueued, cards that could not go (by number)."""

    shipments: list[Shipment] = field(default_factory=list)
    not_printed: list[str] = field(default_factory=list)
    range_used_up: bool = False


def hand_over_cards(card_ids: Iterable[UUID]) -> HandOverResult:
    """Enqueue to tell PTT of these cards' parcels; those not printed or on their way already stay as they are."""
    found = HandOverResult()
    with transaction.atomic():
        for card in Card.objects.select_for_update().filter(pk__in=list(card_ids)).order_by("number"):
            under_way = Shipment.objects.filter(card=card, ended_at__isnull=True).exists()
            if card.state != S.PRINTED or under_way:
                found.not_printed.append(card.number)
                continue
            try:
                number = TrackingRange.allot_number()
            except RangeExhaustedError:
                found.range_used_up = True
                break
            found.shipments.append(Shipment(card=card, tracking_number=number).enqueue())
    return found


def build_parcel(shipment: Shipment, card: Card, told: dict[str, str]) -> ptt.Parcel:
    """What PTT gets to know of a card's parcel: the least that finds the person's door."""
    note = f" ({card.address_note})" if card.address_note else ""
    digits = "".join(each for each in card.phone if each.isdigit())
    return ptt.Parcel(
        tracking_number=shipment.tracking_number,
        our_reference=shipment.pk.hex,
        recipient=to_turkish_capitals(f"{card.facts['given_names']} {card.facts['surname']}".strip()),
        phone=digits[-10:] if card.phone.startswith("+90") else "",
        address=to_turkish_capitals(told["address"] + note),
        district=to_turkish_capitals(told.get("district", "")),
        province=to_turkish_capitals(province_name(told["province"])),
    )


def to_turkish_capitals(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def record_registration(shipment_id: UUID) -> None:
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
            card_lifecycle.move_card(card.pk, S.HANDED_OVER)


def update_movements(shipment: Shipment) -> int:
    """Ask PTT for one parcel's movements and take in what is new; how many were new. PTT being away costs time only.

    The card goes where the latest movement that says anything puts it; its holder hears of that once.
    """
    wait = timedelta(seconds=settings.PTT_LOOK_EVERY)
    try:
        track = ptt.track_parcel(shipment.tracking_number)
    except (ptt.GatewayUnavailableError, ptt.GatewayRefusedError):
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
        state = _find_latest_state(track)
        if state in FINAL_STATES:
            changes["ended_at"] = timezone.now()
        Shipment.objects.filter(pk=shipment.pk, ended_at__isnull=True).update(**changes)
        # A parcel of a card that is void meanwhile, or a second parcel's: PTT's news move no card.
        if (
            state
            and card.tracking_number == shipment.tracking_number
            and state in card_lifecycle.TRANSITIONS.get(S(card.state), ())
        ):
            card_lifecycle.move_card(card.pk, state)
    return len(fresh)


def _find_latest_state(track: ptt.ParcelTrack) -> CardState | None:
    for each in reversed(track.movements):
        received_by = track.received_by if each is track.movements[-1] else ""
        if state := infer_card_state(each.words, received_by):
            return state
    return None


def find_due_shipments(now: Any = None) -> Any:
    """Registered parcels under way whose turn it is, the longest waiting first."""
    under_way = Shipment.objects.filter(registered_at__isnull=False, ended_at__isnull=True)
    return under_way.filter(look_at__lte=now or timezone.now()).order_by("look_at")


def register_shipment(shipment: Shipment) -> None:
    """Register the parcel with PTT, which knows it by its number, so saying it twice is safe.

    Raises ``PermanentError`` for an address or a parcel that PTT will never take.
    """
    card = Card.objects.get(pk=shipment.card_id)
    if card.state != CardState.PRINTED or shipment.ended_at:
        return  # void meanwhile: the parcel never leaves the house
    outcome, address = uavt.look_up_address(card.uavt_code)
    if outcome == uavt.UNKNOWN:
        raise PermanentError("unknown_address")
    try:
        ptt.register_parcel(build_parcel(shipment, card, address))
    except ptt.GatewayRefusedError as refusal:
        raise PermanentError(refusal.code) from refusal
    record_registration(shipment.pk)


def end_shipment(shipment: Shipment) -> None:
    """Let the card wait to be handed over again; its number is not used again."""
    Shipment.objects.filter(pk=shipment.pk, ended_at__isnull=True).update(ended_at=timezone.now())


def withdraw_shipment(withdrawal: Withdrawal) -> None:
    """Tell PTT that a registered parcel will not come. Raises ``PermanentError`` when PTT refuses."""
    if Shipment.objects.filter(pk=withdrawal.shipment_id, promise_state=OutboxState.LEASED).exists():
        raise NotYetError(timedelta(seconds=30), "the registration has not been answered yet")
    try:
        ptt.withdraw_parcel(withdrawal.shipment.tracking_number)
    except ptt.GatewayRefusedError as refusal:
        if refusal.code != ptt.UNKNOWN:
            raise PermanentError(refusal.code) from refusal
