"""Which order and leg a collection line belongs to, and what it does to them."""

import logging
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from ..models import (
    IDLE_OUTCOMES,
    Attention,
    CollectionLine,
    Leg,
    LegState,
    LineOutcome,
    LineReason,
    OrderState,
    PaymentOrder,
    RefundState,
)
from ..models.order import UNPAID_STATES
from ..orders import settle_if_paid
from ..signals import leg_mismatched

logger = logging.getLogger(__name__)

# From the line that nearly pays to the one that has least to do with the order.
_MISFITS_BY_NEARNESS = [
    None,
    LineReason.WRONG_AMOUNT,
    LineReason.OTHER_LEG,
    LineReason.CODE_NOT_DUE,
    LineReason.LATE,
    LineReason.TOO_EARLY,
    LineReason.WRONG_PERSON,
]
_MONEY_FOR_A_LEG = {LineReason.WRONG_AMOUNT, LineReason.OTHER_LEG, LineReason.CODE_NOT_DUE}


def find_order(line: CollectionLine) -> PaymentOrder | None:
    """The order a line speaks of: by reference, or from a bank the nearest of the person's orders.

    Nearest: an exact unpaid leg first and the oldest of those, then open orders, then the smallest misfit.
    A reversal belongs to the order of the line it undoes.
    """
    if line.reversal:
        undone = _find_line_to_undo(line)
        return undone.leg.order if undone and undone.leg else None
    if line.reference:
        return PaymentOrder.objects.filter(reference=line.reference).first()
    orders = PaymentOrder.objects.filter(foreigner_id=line.foreigner_id).prefetch_related("legs").order_by("opened_at")

    def distance(order: PaymentOrder) -> tuple[bool, bool, int]:
        legs = order.legs.all()
        reason = find_misfit(line, order, legs)
        pays = reason is None and order.state == OrderState.OPEN and _find_leg(line, legs).state in UNPAID_STATES
        return not pays, order.state != OrderState.OPEN and reason is not None, _MISFITS_BY_NEARNESS.index(reason)

    return min(orders, key=distance, default=None)


def find_misfit(line: CollectionLine, order: PaymentOrder, legs: Iterable[Leg]) -> LineReason | None:
    """Why the line cannot pay this order, judged by facts that never change; None when everything fits."""
    legs = list(legs)
    collected_at = line.collected_at.replace(microsecond=0)  # feeds count in seconds
    if line.foreigner_id != order.foreigner_id:
        return LineReason.WRONG_PERSON
    if collected_at < order.opened_at.replace(microsecond=0):
        return LineReason.TOO_EARLY
    if collected_at > order.due_at:
        return LineReason.LATE
    leg = next((leg for leg in legs if leg.tax_code == line.tax_code), None)
    if leg is None:
        return LineReason.CODE_NOT_DUE
    if line.amount_kurus != leg.amount_at(line.collected_at):
        swapped = any(other.amount_at(line.collected_at) == line.amount_kurus for other in legs)
        return LineReason.OTHER_LEG if swapped else LineReason.WRONG_AMOUNT
    return None


def judge_locked_line(line: CollectionLine, order: PaymentOrder | None) -> bool:
    """Write down what the locked line is; ``order`` is its locked order. Runs inside the caller's transaction.

    False, and the line goes on waiting, when the order has still to be priced by the tariff of the line's day.
    """
    if line.reversal:
        _undo_payment(line, order)
    elif waiting := _find_waiting_reversal(line):
        _mark_line(line, LineOutcome.REVERSED, LineReason.UNDONE, undone_by=waiting)
        _mark_line(waiting, LineOutcome.REVERSAL, LineReason.UNDOES_SURPLUS)
    elif order is None:
        known = LineReason.UNKNOWN_REFERENCE if line.reference else LineReason.UNKNOWN_PERSON
        _mark_line(line, LineOutcome.UNMATCHED, known)
    else:
        return _judge_against_order(
            line, order, list(order.legs.select_for_update(of=("self",)).select_related("tariff"))
        )
    return True


def _judge_against_order(line: CollectionLine, order: PaymentOrder, legs: Sequence[Leg]) -> bool:
    reason = find_misfit(line, order, legs)
    if reason == LineReason.WRONG_PERSON:
        _mark_line(line, LineOutcome.UNMATCHED, reason)
        return True
    leg = _find_leg(line, legs)
    for_a_leg = reason is None or reason in _MONEY_FOR_A_LEG
    if (
        for_a_leg
        and order.state == OrderState.OPEN
        and leg.state in UNPAID_STATES
        and _is_priced_by_old_tariff(leg, line)
    ):
        return False
    if reason in _MONEY_FOR_A_LEG:
        _mark_line(line, LineOutcome.MISMATCHED, reason, leg=leg)
        if order.state == OrderState.OPEN and leg.state in UNPAID_STATES:
            leg.state = LegState.MISMATCHED
            leg.save(update_fields=["state"])
            leg_mismatched.send(PaymentOrder, order=order, leg=leg, line=line)
    elif reason is not None:
        _mark_line(line, LineOutcome.UNMATCHED, reason, leg=leg)
    elif leg.state == LegState.PAID:
        _mark_line(line, LineOutcome.SURPLUS, LineReason.PAID_TWICE, leg=leg)
    elif order.state != OrderState.OPEN:
        _mark_line(line, LineOutcome.UNMATCHED, LineReason.ORDER_CLOSED, leg=leg)
    else:
        _pay_leg(line, leg)
        settle_if_paid(order, legs)
    return True


def _is_priced_by_old_tariff(leg: Leg, line: CollectionLine) -> bool:
    """Paid in a year whose amounts the leg has not been given yet: it cannot be judged by the old ones."""
    last_day = leg.tariff.valid_to
    return last_day is not None and timezone.localdate(line.collected_at) > last_day


def _find_leg(line: CollectionLine, legs: Iterable[Leg]) -> Leg:
    """The leg the payer meant: that of the code, else that of the amount, else the first."""
    legs = list(legs)
    by_code = [leg for leg in legs if leg.tax_code == line.tax_code]
    by_amount = [leg for leg in legs if leg.amount_at(line.collected_at) == line.amount_kurus]
    return (by_code or by_amount or legs)[0]


def _pay_leg(line: CollectionLine, leg: Leg) -> None:
    _mark_line(line, LineOutcome.MATCHED, "", leg=leg)
    leg.state, leg.paid_by, leg.paid_at = LegState.PAID, line, line.collected_at
    leg.save(update_fields=["state", "paid_by", "paid_at"])


def _undo_payment(reversal: CollectionLine, order: PaymentOrder | None) -> None:
    undone = _find_line_to_undo(reversal)
    if undone is None:
        _mark_line(reversal, LineOutcome.REVERSAL, LineReason.UNDOES_NOTHING)
        return
    leg = undone.leg
    if undone.outcome == LineOutcome.MATCHED and order is not None and order.state == OrderState.SETTLED:
        # The exemption is granted: nothing moves by itself, a person must look (domain 4.3).
        _mark_line(reversal, LineOutcome.REVERSAL, LineReason.UNDOES_SETTLED, leg=leg)
        logger.error("collection line %s wants to take back the payment of a settled order", reversal.pk)
        return
    paid_it = undone.outcome == LineOutcome.MATCHED
    reason = LineReason.UNDOES_PAYMENT if paid_it else LineReason.UNDOES_SURPLUS
    _mark_line(reversal, LineOutcome.REVERSAL, reason, leg=leg)
    if leg is not None:
        leg = Leg.objects.select_for_update(of=("self",)).select_related("tariff").get(pk=leg.pk)
        if paid_it:
            leg.state, leg.paid_by, leg.paid_at = _find_unpaid_state(leg, order), None, None
            leg.save(update_fields=["state", "paid_by", "paid_at"])
    _mark_line(undone, LineOutcome.REVERSED, LineReason.UNDONE, undone_by=reversal)
    if leg is None or order is None or order.state != OrderState.OPEN or leg.state == LegState.PAID:
        return
    # Money on its way back to the payer pays nothing here any more.
    spare = (
        leg.lines.filter(outcome=LineOutcome.SURPLUS, refund=RefundState.NONE).order_by("collected_at", "id").first()
    )
    if spare and not _is_priced_by_old_tariff(leg, spare):
        _pay_leg(spare, leg)
        settle_if_paid(order, order.legs.all())
    else:
        leg.state = _find_unpaid_state(leg, order)
        leg.save(update_fields=["state"])


def _find_unpaid_state(leg: Leg, order: PaymentOrder | None) -> LegState:
    if order is None or order.state != OrderState.OPEN:
        return LegState.VOID
    wrong = leg.lines.filter(outcome=LineOutcome.MISMATCHED).exists()
    return LegState.MISMATCHED if wrong else LegState.PENDING


def _lines_of_same_payment(line: CollectionLine) -> QuerySet[CollectionLine]:
    """Lines about the same payment: a reversal names no collection id, only the payment's own facts."""
    return CollectionLine.objects.filter(
        source=line.source,
        collector=line.collector,
        tax_code=line.tax_code,
        foreigner_id=line.foreigner_id,
        reference=line.reference,
        amount_kurus=line.amount_kurus,
    )


def _find_line_to_undo(reversal: CollectionLine) -> CollectionLine | None:
    """The collection a reversal takes back: one that paid nothing if there is one, else the one that paid."""
    judged = _lines_of_same_payment(reversal).filter(
        reversal=False, undone_by__isnull=True, collected_at__lte=reversal.collected_at
    )
    candidates = (
        judged.exclude(outcome__in=[LineOutcome.WAITING, LineOutcome.REPLACED])
        .select_related("leg__order")
        .order_by("collected_at", "id")
    )
    return min(candidates, key=lambda line: line.outcome == LineOutcome.MATCHED, default=None)


def _find_waiting_reversal(line: CollectionLine) -> CollectionLine | None:
    """A reversal that came before the collection it takes back."""
    waiting = _lines_of_same_payment(line).filter(
        reversal=True, reason=LineReason.UNDOES_NOTHING, collected_at__gte=line.collected_at
    )
    return waiting.select_for_update(of=("self",)).order_by("collected_at", "id").first()


def _mark_line(line: CollectionLine, outcome: LineOutcome, reason: str, **more: object) -> None:
    line.outcome, line.reason = outcome, reason
    asks = outcome in IDLE_OUTCOMES or reason in {LineReason.UNDOES_NOTHING, LineReason.UNDOES_SETTLED}
    line.attention = Attention.OPEN if asks else Attention.NONE
    for name, value in more.items():
        setattr(line, name, value)
    line.save(update_fields=["outcome", "reason", "attention", *more])
