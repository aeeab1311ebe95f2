"""Sending on what waits for an outside system: one probe while it is away, then all, oldest first."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Value
from django.utils import timezone

from ..outside.breaker import find_probe_time
from ..outside.models import OutsideSystem
from .models import OutboxItem, OutboxState, outbox_models
from .publishing import publish_on_commit

# How many are sent on each time somebody looks: more would only lie in the broker, or fail together.
BATCH = 20


def release_waiting(now: datetime | None = None) -> int:
    """Send on the items whose system may be called; how many.

    Costs one query while nothing waits.
    """
    now = now or timezone.now()
    waiting = find_systems_waited_for()
    if not waiting:
        return 0
    breakers = OutsideSystem.objects.in_bulk(waiting)
    released = 0
    for system in sorted(waiting):
        probe_at = find_probe_time(breakers.get(system))
        if probe_at is None:
            released += _release(system, now, BATCH, "created_at")
        elif probe_at <= now:
            # In turn, so that one item that the system never bears does not stand in everybody's way.
            released += _release(system, now, 1, "next_attempt_at")
    return released


def find_systems_waited_for() -> set[str]:
    """The names of the systems that any item waits for."""
    rows = _union(
        model.objects.filter(promise_state=OutboxState.QUEUED).exclude(waits_for="").values_list("waits_for")
        for model in outbox_models()
    )
    return {system for (system,) in rows}


def _release(system: str, now: datetime, most: int, order: str) -> int:
    def find(model: type[OutboxItem]) -> QuerySet:
        rows = model.objects.filter(promise_state=OutboxState.QUEUED, waits_for=system, next_attempt_at__lte=now)
        label = Value(model._meta.label_lower)
        return rows.order_by(order).annotate(table=label).values_list("table", "pk", order)[:most]

    tables = {model._meta.label_lower: model for model in outbox_models()}
    found = sorted(_union(map(find, tables.values()), all=True), key=lambda row: row[2])[:most]
    for table, key, _moment in found:
        with transaction.atomic():
            rows = tables[table].objects.filter(pk=key, promise_state=OutboxState.QUEUED, waits_for=system)
            if rows.update(waits_for="", next_attempt_at=now, published_at=now):
                item = tables[table]()
                item.pk = key
                publish_on_commit(item)
    return len(found)


def _union(querysets, **options) -> QuerySet:
    first, *others = querysets
    return first.union(*others, **options)
