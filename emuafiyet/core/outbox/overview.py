"""What lies in the outbox, in numbers: one query over all of its tables."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Value
from django.utils import timezone

from .models import PENDING_STATES, OutboxItem, OutboxState, outbox_models

# A failure that a person has looked at and closed, with the reason after it.
CLOSED = "closed: "


@dataclass
class TableFigures:
    """The items of one table that are not delivered. ``waiting``: how many wait for which outside system."""

    model: type[OutboxItem]
    pending: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    on_hold: int = 0
    held_too_long: int = 0
    failed: int = 0
    oldest_pending: datetime | None = None

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def is_troubled(self) -> bool:
        return bool(self.failed or self.held_too_long)


def count_items() -> list[TableFigures]:
    """Every table of the outbox, in the order of their queues. One query."""
    now = timezone.now()
    tables = {model._meta.label_lower: TableFigures(model) for model in outbox_models()}
    first, *others = (_count(table.model, now) for table in tables.values())
    for label, state, system, count, oldest, failed, late in first.union(*others, all=True):
        table = tables[label]
        table.failed += failed
        table.held_too_long += late
        if state == OutboxState.ON_HOLD:
            table.on_hold += count
        elif state in PENDING_STATES:
            table.pending += count
            table.oldest_pending = min(filter(None, (table.oldest_pending, oldest)))
            if system:
                table.waiting[system] = table.waiting.get(system, 0) + count
    return sorted(tables.values(), key=lambda table: (table.model.queue, table.label))


def _count(model: type[OutboxItem], now: datetime) -> QuerySet:
    rows = model.objects.order_by().exclude(promise_state=OutboxState.DELIVERED)
    return (
        rows.annotate(table=Value(model._meta.label_lower))
        .values("table", "promise_state", "waits_for")
        .annotate(
            count=Count("pk"),
            oldest=Min("created_at"),
            failed=Count("pk", filter=is_alarming_failure(model)),
            late=Count("pk", filter=is_held_too_long(model, now)),
        )
        .values_list("table", "promise_state", "waits_for", "count", "oldest", "failed", "late")
    )


def is_alarming_failure(model: type[OutboxItem]) -> Q:
    """Failed, not as a matter of course (a code that ran out), and not closed by a person yet."""
    expected = Q(last_error__in=model.expected_failures) | Q(last_error__startswith=CLOSED)
    return Q(promise_state=OutboxState.FAILED) & ~expected


def is_held_too_long(model: type[OutboxItem], now: datetime) -> Q:
    if model.longest_hold is None:
        return Q(pk__in=[])
    return Q(promise_state=OutboxState.ON_HOLD, created_at__lt=now - model.longest_hold)


class TroubledItem(NamedTuple):
    table: str
    key: Any
    state: str
    created_at: datetime
    attempts: int
    last_error: str


def list_troubled_items(most: int) -> list[TroubledItem]:
    """The oldest items that a person has to look at: given up, or held for too long. One query."""
    now = timezone.now()
    first, *others = (
        model.objects.filter(is_alarming_failure(model) | is_held_too_long(model, now))
        .annotate(table=Value(model._meta.label_lower))
        .order_by("created_at")
        .values_list("table", "pk", "promise_state", "created_at", "attempts", "last_error")[:most]
        for model in outbox_models()
    )
    rows = sorted(first.union(*others, all=True), key=lambda row: row[3])
    return [TroubledItem(*row) for row in rows[:most]]
