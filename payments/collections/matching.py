"""Which order and leg a collection line belongs to, and what it does to them."""

import logging
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from ..models import IDLE, Attention, CollectionLine, Leg, LegState, OrderState, Outcome, PaymentOrder, Reason, Refund
from ..models.order import UNPAID
from ..orders import settle_if_paid
from ..signals import leg_mismatched

logger = logging.getLogger(__name__)

# From the line that nearly pays to the one that has least to do with the order.
_NEARNESS = [
    None,
    Reason.WRONG_AMOUNT,
    Reason.OTHER_LEG,
    Reason.CODE_NOT_DUE,
    Reason.LATE,
    Reason.TOO_EARLY,
    Reason.WRONG_PERSON,
]
_MONEY_FOR_A_LEG = {Reason.WRONG_AMOUNT, Reason.OTHER_LEG, Reason.CODE_NOT_DUE}


def order_for(line: CollectionLine) -> PaymentOrder | None:
    """The order a line speaks of: by reference, or from a bank the nearest of the person's orders.

    Nearest: an exact unpaid leg first and the oldest of those, then open orders, then the smallest misfit.
    A reversal belongs to the order of the line it undoes.
    """
    if line.reversal:
        undone = _line_to_undo(line)
        return undone.leg.order if undone and undone.leg else None
    if line.reference:
        return PaymentOrder.objects.filter(reference=line.reference).first()
    orders = PaymentOrder.objects.filter(foreigner_id=line.foreigner_id).prefetch_related("legs").order_by("opened_at")

    def distance(order: PaymentOrder) -> tuple[bool, bool, int]:
        legs = order.legs.all()
        reason = misfit(line, order, legs)
        pays = reason is None and order.state == OrderState.OPEN and _leg_of(line, legs).state in UNPAID
        return not pays, order.state != OrderState.OPEN and reason is not None, _NEARNESS.index(reason)

    return min(orders, key=distance, default=None)


def misfit(line: CollectionLine, order: PaymentOrder, legs: Iterable[Leg]) -> Reason | None:
    """Why the line cannot pay this order, judged by facts that never change; None when everything fits."""
    legs = list(legs)
    collected_at = line.collected_at.replace(microsecond=0)  # feeds count in seconds
    if line.foreigner_id != order.foreigner_id:
        return Reason.WRONG_PERSON
    if collected_at < order.opened_at.replace(microsecond=0):
        return Reason.TOO_EARLY
    if collected_at > order.due_at:
        return Reason.LATE
    leg = next((leg for leg in legs if leg.tax_code == line.tax_code), None)
    if leg is None:
        return Reason.CODE_NOT_DUE
    if line.amount_kurus != leg.amount_at(line.collected_at):
        swapped = any(other.amount_at(line.collected_at) == line.amount_kurus for other in legs)
        return Reason.OTHER_LEG if swapped else Reason.WRONG_AMOUNT
    return None


def judge_locked(line: CollectionLine, order: PaymentOrder | None) -> bool:
    """Write down what the locked line is; ``order`` is its locked order. Runs inside the caller's transaction.

    False, and the line goes on waiting, when the order has still to be priced by the tariff of the line's day.
    """
    if line.reversal:
        _undo(line, order)
    elif waiting := _reversal_waiting_for(line):
        _mark(line, Outcome.REVERSED, Reason.UNDONE, undone_by=waiting)
        _mark(waiting, Outcome.REVERSAL, Reason.UNDOES_SURPLUS)
    elif order is None:
        known = Reason.UNKNOWN_REFERENCE if line.reference else Reason.UNKNOWN_PERSON
        _mark(line, Outcome.UNMATCHED, known)
    else:
        return _weigh(line, order, list(order.legs.select_for_update(of=("self",)).select_related("tariff")))
    return True


def _weigh(line: CollectionLine, order: PaymentOrder, legs: Sequence[Leg]) -> bool:
    reason = misfit(line, order, legs)
    if reason == Reason.WRONG_PERSON:
        _mark(line, Outcome.UNMATCHED, reason)
        return True
    leg = _leg_of(line, legs)
    for_a_leg = reason is None or reason in _MONEY_FOR_A_LEG
    if for_a_leg and order.state == OrderState.OPEN and leg.state in UNPAID and _priced_by_an_old_tariff(leg, line):
        return False
    if reason in _MONEY_FOR_A_LEG:
        _mark(line, Outcome.MISMATCHED, reason, leg=leg)
        if order.state == OrderState.OPEN and leg.state in UNPAID:
            leg.state = LegState.MISMATCHED
            leg.save(update_fields=["state"])
            leg_mismatched.send(PaymentOrder, order=order, leg=leg, line=line)
    elif reason is not None:
        _mark(line, Outcome.UNMATCHED, reason, leg=leg)
    elif leg.state == LegState.PAID:
        _mark(line, Outcome.SURPLUS, Reason.PAID_TWICE, leg=leg)
    elif order.state != OrderState.OPEN:
        _mark(line, Outcome.UNMATCHED, Reason.ORDER_CLOSED, leg=leg)
    else:
        _pay(line, leg)
        settle_if_paid(order, legs)
    return True


def _priced_by_an_old_tariff(leg: Leg, line: CollectionLine) -> bool:
    """Paid in a year whose amounts the leg has not been given yet: it cannot be judged by the old ones."""
    last_day = leg.tariff.valid_to
    return last_day is not None and timezone.localdate(line.collected_at) > last_day


def _leg_of(line: CollectionLine, legs: Iterable[Leg]) -> Leg:
    """The leg the payer meant: that of the code, else that of the amount, else the first."""
    legs = list(legs)
    by_code = [leg for leg in legs if leg.tax_code == line.tax_code]
    by_amount = [leg for leg in legs if leg.amount_at(line.collected_at) == line.amount_kurus]
    return (by_code or by_amount or legs)[0]


def _pay(line: CollectionLine, leg: Leg) -> None:
    _mark(line, Outcome.MATCHED, "", leg=leg)
    leg.state, leg.paid_by, leg.paid_at = LegState.PAID, line, line.collected_at
    leg.save(update_fields=["state", "paid_by", "paid_at"])


def _undo(reversal: CollectionLine, order: PaymentOrder | None) -> None:
    undone = _line_to_undo(reversal)
    if undone is None:
        _mark(reversal, Outcome.REVERSAL, Reason.UNDOES_NOTHING)
        return
    leg = undone.leg
    if undone.outcome == Outcome.MATCHED and order is not None and order.state == OrderState.SETTLED:
        # The exemption is granted: nothing moves by itself, a person must look (domain 4.3).
        _mark(reversal, Outcome.REVERSAL, Reason.UNDOES_SETTLED, leg=leg)
        logger.error("collection line %s wants to take back the payment of a settled order", reversal.pk)
        return
    paid_it = undone.outcome == Outcome.MATCHED
    reason = Reason.UNDOES_PAYMENT if paid_it else Reason.UNDOES_SURPLUS
    _mark(reversal, Outcome.REVERSAL, reason, leg=leg)
    if leg is not None:
        leg = Leg.objects.select_for_update(of=("self",)).select_related("tariff").get(pk=leg.pk)
        if paid_it:
            leg.state, leg.paid_by, leg.paid_at = _unpaid_state(leg, order), None, None
            leg.save(update_fields=["state", "paid_by", "paid_at"])
    _mark(undone, Outcome.REVERSED, Reason.UNDONE, undone_by=reversal)
    if leg is None or order is None or order.state != OrderState.OPEN or leg.state == LegState.PAID:
        return
    # Money on its way back to the payer pays nothing here any more.
    spare = leg.lines.filter(outcome=Outcome.SURPLUS, refund=Refund.NONE).order_by("collected_at", "id").first()
    if spare and not _priced_by_an_old_tariff(leg, spare):
        _pay(spare, leg)
        settle_if_paid(order, order.legs.all())
    else:
        leg.state = _unpaid_state(leg, order)
        leg.save(update_fields=["state"])


def _unpaid_state(leg: Leg, order: PaymentOrder | None) -> LegState:
    if order is None or order.state != OrderState.OPEN:
        return LegState.VOID
    wrong = leg.lines.filter(outcome=Outcome.MISMATCHED).exists()
    return LegState.MISMATCHED if wrong else LegState.PENDING


def _same_money(line: CollectionLine) -> QuerySet[CollectionLine]:
    """Lines about the same payment: a reversal names no collection id, only the payment's own facts."""
    return CollectionLine.objects.filter(
        source=line.source,
        collector=line.collector,
        tax_code=line.tax_code,
        foreigner_id=line.foreigner_id,
        reference=line.reference,
        amount_kurus=line.amount_kurus,
    )


def _line_to_undo(reversal: CollectionLine) -> CollectionLine | None:
    """The collection a reversal takes back: one that paid nothing if there is one, else the one that paid."""
    judged = _same_money(reversal).filter(
        reversal=False, undone_by__isnull=True, collected_at__lte=reversal.collected_at
    )
    candidates = (
        judged.exclude(outcome__in=[Outcome.WAITING, Outcome.REPLACED])
        .select_related("leg__order")
        .order_by("collected_at", "id")
    )
    return min(candidates, key=lambda line: line.outcome == Outcome.MATCHED, default=None)


def _reversal_waiting_for(line: CollectionLine) -> CollectionLine | None:
    """A reversal that came before the collection it takes back."""
    waiting = _same_money(line).filter(reversal=True, reason=Reason.UNDOES_NOTHING, collected_at__gte=line.collected_at)
    return waiting.select_for_update(of=("self",)).order_by("collected_at", "id").first()


def _mark(line: CollectionLine, outcome: Outcome, reason: str, **more: object) -> None:
    line.outcome, line.reason = outcome, reason
    asks = outcome in IDLE or reason in {Reason.UNDOES_NOTHING, Reason.UNDOES_SETTLED}
    line.attention = Attention.OPEN if asks else Attention.NONE
    for name, value in more.items():
        setattr(line, name, value)
    line.save(update_fields=["outcome", "reason", "attention", *more])
