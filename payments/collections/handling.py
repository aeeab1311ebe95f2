"""What an officer may do about a line that paid nothing, or pays nothing any more: say it, never move money by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer

from ..models import IDLE, Attention, CollectionLine, Deed, Leg, LegState, LineDeed, OrderState, Outcome, Refund


class NotNow(Exception):
    """The line is no longer where this can be said of it; the text is for the officer."""


@dataclass(frozen=True)
class Act:
    """``may``: whether it can be said of a line now. ``refund`` and ``attention``: what the line shows afterwards."""

    words: Any
    may: Callable[[CollectionLine], bool]
    attention: Attention | None = None
    refund: Refund | None = None
    needs_note: bool = True


def can_be_refunded(line: CollectionLine) -> bool:
    """Money that bought nothing: idle lines, and the paid leg of an order that lapsed all the same (A-12)."""
    if line.reversal:
        return False
    if line.outcome in IDLE:
        return True
    return (
        line.outcome == Outcome.MATCHED
        and line.leg is not None
        and line.leg.order.state
        in {
            OrderState.LAPSED,
            OrderState.VOID,
        }
    )


def _open(line: CollectionLine) -> bool:
    return line.attention == Attention.OPEN


# THE TABLE of what can be said of a line.
ACTS = {
    Deed.REFUND_ASKED: Act(
        _("İadesi vergi dairesine bildirildi"),
        lambda line: _open(line) and can_be_refunded(line) and line.refund == Refund.NONE,
        refund=Refund.ASKED,
    ),
    Deed.REFUND_GIVEN: Act(
        _("İade edildi"),
        lambda line: _open(line) and can_be_refunded(line) and line.refund != Refund.GIVEN,
        Attention.DONE,
        Refund.GIVEN,
    ),
    Deed.CLOSED: Act(_("İncelendi; başka işlem gerekmiyor"), _open, Attention.DONE),
    Deed.NOTED: Act(_("Yalnız not düş"), lambda line: True),
    Deed.REOPENED: Act(_("Yeniden aç"), lambda line: line.attention == Attention.DONE, Attention.OPEN),
}


def offered(line: CollectionLine) -> list[tuple[Deed, Any]]:
    return [(deed, act.words) for deed, act in ACTS.items() if act.may(line)]


def attend(key: int, deed: Deed, officer: Officer, note: str) -> CollectionLine:
    """Write down what an officer did about a line. Raises ``NotNow``, and ``ValueError`` without a note.

    The line's money stays where it is: it is the tax office that gives back. A line whose refund has begun never
    steps in for another payment.
    """
    act, note = ACTS[deed], note.strip()
    if act.needs_note and not note:
        raise ValueError("say why")
    with transaction.atomic():
        order = CollectionLine.objects.filter(pk=key).values_list("leg__order", flat=True).first()
        if order:
            from ..orders import lock

            lock(order)  # the order before its line, as everywhere
        line = CollectionLine.objects.select_for_update(of=("self",)).select_related("leg__order").get(pk=key)
        if not act.may(line):
            raise NotNow
        if act.attention is not None:
            line.attention = act.attention
        if act.refund is not None:
            line.refund = act.refund
        line.save(update_fields=["attention", "refund"])
        if act.refund is not None and line.outcome == Outcome.MATCHED:
            Leg.objects.filter(paid_by=line).update(state=LegState.REFUNDING)
        LineDeed.objects.create(line=line, deed=deed, note=note[:500], officer=officer)
    return line
