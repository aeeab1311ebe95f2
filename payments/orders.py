"""The states of a payment order: opened, settled, lapsed or void. Nobody else writes an order's state."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Least, TruncDate
from django.utils import timezone
from stdnum.tr import tckimlik

from applicants.models import Applicant

from .models import (
    Attention,
    CollectionLine,
    Feed,
    FeeKind,
    Leg,
    LegState,
    LineOutcome,
    OrderState,
    PaymentOrder,
    ReceivableCall,
    RefundState,
)
from .models.order import UNPAID_STATES
from .quotes import Quote
from .references import generate_reference
from .signals import order_settled

# A payment of the last day may be reported days later, so lapsing waits this long (T15).
LAPSE_GRACE = timedelta(days=5)


class OrderRefusedError(Exception):
    """The order cannot do this now; ``reason`` is a word for the caller: closed, leg_paid, not_due, feed_behind."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_order(
    *, case_reference: UUID, payer: Applicant, foreigner_id: str, quote: Quote, due_at: datetime
) -> PaymentOrder:
    """Ask for money, in the caller's transaction; GİB is told by an outbox item.

    Raises ``ValueError`` for a number that is no YKN or a quote without legs; a second open order of the
    same case is an ``IntegrityError``.
    """
    if not (foreigner_id.startswith("99") and tckimlik.is_valid(foreigner_id)):
        raise ValueError("payment needs a valid foreigner identity number")
    if not quote.legs:
        raise ValueError("nothing to pay")
    with transaction.atomic():
        reference = generate_reference(timezone.localdate().year)
        while PaymentOrder.objects.filter(reference=reference).exists():
            reference = generate_reference(timezone.localdate().year)
        order = PaymentOrder.objects.create(
            reference=reference, case_reference=case_reference, payer=payer, foreigner_id=foreigner_id, due_at=due_at
        )
        Leg.objects.bulk_create(
            Leg(order=order, tax_code=leg.tax_code, kind=leg.kind, amount_kurus=leg.amount_kurus, tariff=leg.tariff)
            for leg in quote.legs
        )
        ReceivableCall(order=order, message=ReceivableCall.Message.REGISTER).enqueue()
    return order


def lock_order(order_id: UUID) -> PaymentOrder:
    """The order as it is now, held until the transaction ends. Lock the case first."""
    return PaymentOrder.objects.select_for_update(of=("self",)).get(pk=order_id)


def settle_if_paid(order: PaymentOrder, legs: Iterable[Leg]) -> bool:
    """Close a locked, open order whose ``legs`` are all paid and say so; True when that happened."""
    if order.state != OrderState.OPEN or any(leg.state != LegState.PAID for leg in legs):
        return False
    order.state, order.settled_at = OrderState.SETTLED, timezone.now()
    order.save(update_fields=["state", "settled_at"])
    order_settled.send(PaymentOrder, order=order)
    return True


def void_order(order: PaymentOrder) -> PaymentOrder:
    """Ask for the money no longer. The caller holds the case's lock.

    Void already: nothing happens. Raises ``OrderRefusedError``: ``closed`` when settled or lapsed, ``leg_paid``
    when money has been taken.
    """
    return _close_order(order, OrderState.VOID)


def abandon_order(order: PaymentOrder) -> PaymentOrder:
    """As ``void_order``, whatever was paid: what it was for has ended. A paid leg stays paid; the desk sees to it."""
    return _close_order(order, OrderState.VOID, keeps_paid=True)


def reprice_order(case_reference: UUID, quote: Quote) -> PaymentOrder:
    """Ask for the unpaid legs what they cost by a new tariff; the last day stays (T13).

    The caller holds the case's lock. Money collected before the new tariff's first day is still measured by
    the old amount, however late it is reported. Legs already priced so stay as they are.
    Raises ``OrderRefusedError`` ``closed`` without an open order.
    """
    with transaction.atomic():
        order = (
            PaymentOrder.objects.select_for_update(of=("self",))
            .filter(case_reference=case_reference, state=OrderState.OPEN)
            .first()
        )
        if order is None:
            raise OrderRefusedError("closed")
        wanted = {leg.kind: leg for leg in quote.legs}
        changed = 0
        for leg in order.legs.select_for_update():
            new = wanted.get(FeeKind(leg.kind))
            if leg.state not in UNPAID_STATES or new is None or new.tariff == leg.tariff:
                continue
            leg.earlier_amount_kurus, leg.amount_kurus, leg.tariff = leg.amount_kurus, new.amount_kurus, new.tariff
            leg.repriced_at = timezone.make_aware(datetime.combine(new.tariff.valid_from, time()))
            leg.save(update_fields=["earlier_amount_kurus", "amount_kurus", "tariff", "repriced_at"])
            _reset_judged_lines(leg)
            changed += 1
        if changed:
            ReceivableCall(order=order, message=ReceivableCall.Message.REPRICE).enqueue()
    return order


def _reset_judged_lines(leg: Leg) -> None:
    """What came in the new year was measured by the old amount; whatever is not on its way back is measured anew."""
    new = leg.lines.filter(
        outcome__in=[LineOutcome.MISMATCHED, LineOutcome.SURPLUS],
        refund=RefundState.NONE,
        collected_at__gte=leg.repriced_at,
    )
    new.update(outcome=LineOutcome.WAITING, reason="", attention=Attention.NONE)
    if leg.state == LegState.MISMATCHED and not leg.lines.filter(outcome=LineOutcome.MISMATCHED).exists():
        Leg.objects.filter(pk=leg.pk).update(state=LegState.PENDING)


def extend_order(case_reference: UUID, due_at: datetime) -> None:
    """Give an open order a later last day. The caller holds the case's lock."""
    orders = PaymentOrder.objects.filter(case_reference=case_reference, state=OrderState.OPEN)
    orders.filter(due_at__lt=due_at).update(due_at=due_at)


def lapse_order(order: PaymentOrder) -> PaymentOrder:
    """Close an order nobody paid in time. The caller holds the case's lock.

    Raises ``OrderRefusedError``: ``closed``, ``not_due``, or ``feed_behind`` while a payment made in time may
    still be unread.
    """
    return _close_order(order, OrderState.LAPSED)


def _close_order(order: PaymentOrder, state: OrderState, keeps_paid: bool = False) -> PaymentOrder:
    with transaction.atomic():
        fresh = lock_order(order.pk)
        if fresh.state == state:
            return fresh
        if fresh.state != OrderState.OPEN:
            raise OrderRefusedError("closed")
        legs = list(fresh.legs.select_for_update())
        if state == OrderState.VOID and not keeps_paid and any(leg.state == LegState.PAID for leg in legs):
            raise OrderRefusedError("leg_paid")
        if state == OrderState.LAPSED:
            _refuse_early_lapse(fresh)
        fresh.state, fresh.closed_at = state, timezone.now()
        fresh.save(update_fields=["state", "closed_at"])
        # A paid leg of a lapsed or abandoned order stays paid: its refund is the tax office's business.
        fresh.legs.filter(state__in=UNPAID_STATES).update(state=LegState.VOID)
        CollectionLine.objects.filter(pays__order=fresh).update(attention=Attention.OPEN)
        ReceivableCall(order=fresh, message=ReceivableCall.Message.CANCEL).enqueue()
    return fresh


def _refuse_early_lapse(order: PaymentOrder) -> None:
    if timezone.now() <= order.due_at + LAPSE_GRACE:
        raise OrderRefusedError("not_due")
    through = find_feed_watermark()
    if through is None or through < order.due_at or _has_unjudged_lines(order):
        raise OrderRefusedError("feed_behind")


def _has_unjudged_lines(order: PaymentOrder) -> bool:
    return CollectionLine.objects.filter(outcome=LineOutcome.WAITING, collected_at__lte=order.due_at).exists()


def find_feed_watermark() -> datetime | None:
    """Every collection made up to here has been read; None when a feed was never read to its end."""
    marks = list(Feed.objects.values_list("imported_through", flat=True))
    read = [mark for mark in marks if mark is not None]
    return min(read) if read and len(read) == len(marks) else None


def find_overdue_orders(now: datetime | None = None) -> QuerySet[PaymentOrder]:
    """Open orders that may lapse now, the longest overdue first; for the sweep that lapses their cases."""
    through = find_feed_watermark()
    if through is None:
        return PaymentOrder.objects.none()
    last_due = min(through, (now or timezone.now()) - LAPSE_GRACE)
    return PaymentOrder.objects.filter(state=OrderState.OPEN, due_at__lt=last_due).order_by("due_at")


def find_orders_to_reprice(now: datetime | None = None) -> QuerySet[PaymentOrder]:
    """Open orders with an unpaid leg whose tariff ended before their last day; the oldest first (T13).

    One whose last day went by meanwhile is among them: its money of the new year cannot be judged before.
    """
    over = Leg.objects.filter(
        order=OuterRef("pk"),
        state__in=UNPAID_STATES,
        tariff__valid_to__lt=Least(OuterRef("due_on"), timezone.localdate(now or timezone.now())),
    )
    orders = PaymentOrder.objects.alias(due_on=TruncDate("due_at")).filter(state=OrderState.OPEN)
    return orders.filter(Exists(over)).order_by("due_at")
