"""What an officer may do about a line that paid nothing, or pays nothing any more: say it, never move money by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..models import (
    IDLE_OUTCOMES,
    Attention,
    CollectionLine,
    HandlingStep,
    Leg,
    LegState,
    LineDeed,
    LineOutcome,
    OrderState,
    RefundState,
)
from ..orders import lock_order


class InvalidLineStateError(Exception):
    """The line is no longer where this can be said of it; the text is for the officer."""


@dataclass(frozen=True)
class StepRule:
    """``may``: whether it can be said of a line now. ``refund`` and ``attention``: what the line shows afterwards."""

    words: Any
    may: Callable[[CollectionLine], bool]
    attention: Attention | None = None
    refund: RefundState | None = None
    needs_note: bool = True


def can_be_refunded(line: CollectionLine) -> bool:
    """Money that bought nothing: idle lines, and the paid leg of an order that lapsed all the same (A-12)."""
    if line.reversal:
        return False
    if line.outcome in IDLE_OUTCOMES:
        return True
    return (
        line.outcome == LineOutcome.MATCHED
        and line.leg is not None
        and line.leg.order.state
        in {
            OrderState.LAPSED,
            OrderState.VOID,
        }
    )


def _is_open(line: CollectionLine) -> bool:
    return line.attention == Attention.OPEN


# THE TABLE of what can be said of a line.
STEP_RULES = {
    HandlingStep.REFUND_ASKED: StepRule(
        _("İadesi vergi dairesine bildirildi"),
        lambda line: _is_open(line) and can_be_refunded(line) and line.refund == RefundState.NONE,
        refund=RefundState.ASKED,
    ),
    HandlingStep.REFUND_GIVEN: StepRule(
        _("İade edildi"),
        lambda line: _is_open(line) and can_be_refunded(line) and line.refund != RefundState.GIVEN,
        Attention.DONE,
        RefundState.GIVEN,
    ),
    HandlingStep.CLOSED: StepRule(_("İncelendi; başka işlem gerekmiyor"), _is_open, Attention.DONE),
    HandlingStep.NOTED: StepRule(_("Yalnız not düş"), lambda line: True),
    HandlingStep.REOPENED: StepRule(_("Yeniden aç"), lambda line: line.attention == Attention.DONE, Attention.OPEN),
}


def list_possible_steps(line: CollectionLine) -> list[tuple[HandlingStep, Any]]:
    return [(deed, act.words) for deed, act in STEP_RULES.items() if act.may(line)]


def handle_line(key: int, deed: HandlingStep, officer: Officer, note: str) -> CollectionLine:
    """Write down what an officer did about a line. Raises ``InvalidLineStateError``, and ``ValueError`` without a note.

    The line's money stays where it is: it is the tax office that gives back. A line whose refund has begun never
    steps in for another payment.
    """
    act, note = STEP_RULES[deed], note.strip()
    if act.needs_note and not note:
        raise ValueError("say why")
    with transaction.atomic():
        order = CollectionLine.objects.filter(pk=key).values_list("leg__order", flat=True).first()
        if order:
            lock_order(order)  # the order before its line, as everywhere
        line = CollectionLine.objects.select_for_update(of=("self",)).select_related("leg__order").get(pk=key)
        if not act.may(line):
            raise InvalidLineStateError
        if act.attention is not None:
            line.attention = act.attention
        if act.refund is not None:
            line.refund = act.refund
        line.save(update_fields=["attention", "refund"])
        if act.refund is not None and line.outcome == LineOutcome.MATCHED:
            Leg.objects.filter(paid_by=line).update(state=LegState.REFUNDING)
        LineDeed.objects.create(line=line, deed=deed, note=note[:500], officer=officer)
    return line
