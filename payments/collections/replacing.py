"""Putting the right line in the place of one that a file brought wrong and that paid nothing.

Both stay in the ledger: the wrong one counts no more, the right one refers to it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from applicants.models import Officer
from emuafiyet.core.nullable import require_value

from ..collected_line import FACT_FIELDS, CollectedLine
from ..models import (
    IDLE_OUTCOMES,
    Attention,
    CollectionLine,
    HandlingStep,
    Leg,
    LegState,
    LineDeed,
    LineOutcome,
    LineReason,
    OrderState,
    RefundState,
)
from ..orders import lock_order
from .feed import judge_waiting_lines


class CannotReplaceError(Exception):
    """The line is no longer one that can be replaced."""


class NumberTakenError(Exception):
    """Another line that counts has the same collection number; ``line`` is that one."""

    def __init__(self, line: CollectionLine):
        super().__init__("the collection number is taken")
        self.line = line


def can_be_replaced(line: CollectionLine) -> bool:
    """It came by a file and has paid nothing, taken nothing back and is not on its way back to the payer."""
    if line.file_id is None or line.refund != RefundState.NONE:
        return False
    return line.outcome in IDLE_OUTCOMES or (
        line.outcome == LineOutcome.REVERSAL and line.reason == LineReason.UNDOES_NOTHING
    )


def replace_line(key: int, facts: Mapping[str, Any], officer: Officer, note: str) -> CollectionLine:
    """Store the right line in the place of the wrong one and judge it. The line as it was judged.

    Raises ``CannotReplaceError``, ``NumberTakenError``, and ``ValueError`` without a note or without any change.
    """
    note = note.strip()
    if not note:
        raise ValueError("say why")
    with transaction.atomic():
        order_key = CollectionLine.objects.filter(pk=key).values_list("leg__order", flat=True).first()
        order = lock_order(order_key) if order_key else None  # the order before its line, as everywhere
        wrong = CollectionLine.objects.select_for_update(of=("self",)).select_related("leg").get(pk=key)
        if not can_be_replaced(wrong):
            raise CannotReplaceError
        right = CollectedLine(source=wrong.source, **facts)
        if right.collection_id == wrong.collection_id and all(
            getattr(right, f) == getattr(wrong, f) for f in FACT_FIELDS
        ):
            raise ValueError("nothing changes")
        same_number = CollectionLine.objects.not_replaced().filter(
            source=wrong.source, collection_id=right.collection_id
        )
        if taken := same_number.exclude(pk=wrong.pk).first():
            raise NumberTakenError(taken)
        was = wrong.outcome
        wrong.outcome, wrong.reason, wrong.attention = LineOutcome.REPLACED, LineReason.REPLACED, Attention.NONE
        wrong.save(update_fields=["outcome", "reason", "attention"])
        line = CollectionLine.objects.create(
            source=wrong.source,
            collection_id=right.collection_id,
            **{fact: getattr(right, fact) for fact in FACT_FIELDS},
            file=wrong.file,
            replaces=wrong,
        )
        LineDeed.objects.create(line=wrong, deed=HandlingStep.REPLACED, note=note[:500], officer=officer)
        if was == LineOutcome.MISMATCHED and order is not None and order.state == OrderState.OPEN:
            _forget_mismatch(wrong)
    judge_waiting_lines()
    line.refresh_from_db()
    return line


def _forget_mismatch(wrong: CollectionLine) -> None:
    """The leg waits again as if the wrong line had never come, unless another one does not fit either."""
    leg = Leg.objects.select_for_update(of=("self",)).get(pk=require_value(wrong.leg_id))
    others = leg.lines.filter(outcome=LineOutcome.MISMATCHED).exists()
    if leg.state == LegState.MISMATCHED and not others:
        leg.state = LegState.PENDING
        leg.save(update_fields=["state"])
