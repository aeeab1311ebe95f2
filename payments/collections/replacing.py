"""Putting the right line in the place of one that a file brought wrong and that paid nothing.

Both stay in the ledger: the wrong one counts no more, the right one refers to it.
"""

from collections.abc import Mapping

from django.db import transaction

from applicants.models import Officer

from ..models import IDLE, Attention, CollectionLine, Deed, Leg, LegState, LineDeed, OrderState, Outcome, Reason, Refund
from ..orders import lock
from .feed import FACTS, CollectedLine, judge_waiting


class CannotReplaceError(Exception):
    """The line is no longer one that can be replaced."""


class NumberTakenError(Exception):
    """Another line that counts has the same collection number; ``line`` is that one."""

    def __init__(self, line: CollectionLine):
        super().__init__("the collection number is taken")
        self.line = line


def can_be_replaced(line: CollectionLine) -> bool:
    """It came by a file and has paid nothing, taken nothing back and is not on its way back to the payer."""
    if line.file_id is None or line.refund != Refund.NONE:
        return False
    return line.outcome in IDLE or (line.outcome == Outcome.REVERSAL and line.reason == Reason.UNDOES_NOTHING)


def replace_line(key: int, facts: Mapping[str, object], officer: Officer, note: str) -> CollectionLine:
    """Store the right line in the place of the wrong one and judge it. The line as it was judged.

    Raises ``CannotReplaceError``, ``NumberTakenError``, and ``ValueError`` without a note or without any change.
    """
    note = note.strip()
    if not note:
        raise ValueError("say why")
    with transaction.atomic():
        order_key = CollectionLine.objects.filter(pk=key).values_list("leg__order", flat=True).first()
        order = lock(order_key) if order_key else None  # the order before its line, as everywhere
        wrong = CollectionLine.objects.select_for_update(of=("self",)).select_related("leg").get(pk=key)
        if not can_be_replaced(wrong):
            raise CannotReplaceError
        right = CollectedLine(source=wrong.source, **facts)  # type: ignore[arg-type]
        if right.collection_id == wrong.collection_id and all(getattr(right, f) == getattr(wrong, f) for f in FACTS):
            raise ValueError("nothing changes")
        same_number = CollectionLine.objects.standing().filter(source=wrong.source, collection_id=right.collection_id)
        if taken := same_number.exclude(pk=wrong.pk).first():
            raise NumberTakenError(taken)
        was = wrong.outcome
        wrong.outcome, wrong.reason, wrong.attention = Outcome.REPLACED, Reason.REPLACED, Attention.NONE
        wrong.save(update_fields=["outcome", "reason", "attention"])
        line = CollectionLine.objects.create(
            source=wrong.source,
            collection_id=right.collection_id,
            **{fact: getattr(right, fact) for fact in FACTS},
            file=wrong.file,
            replaces=wrong,
        )
        LineDeed.objects.create(line=wrong, deed=Deed.REPLACED, note=note[:500], officer=officer)
        if was == Outcome.MISMATCHED and order is not None and order.state == OrderState.OPEN:
            _forget_mismatch(wrong)
    judge_waiting()
    line.refresh_from_db()
    return line


def _forget_mismatch(wrong: CollectionLine) -> None:
    """The leg waits again as if the wrong line had never come, unless another one does not fit either."""
    leg = Leg.objects.select_for_update(of=("self",)).get(pk=wrong.leg_id)
    others = leg.lines.filter(outcome=Outcome.MISMATCHED).exists()
    if leg.state == LegState.MISMATCHED and not others:
        leg.state = LegState.PENDING
        leg.save(update_fields=["state"])
