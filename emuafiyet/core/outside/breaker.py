"""A circuit breaker for each outside system, kept in PostgreSQL so that all processes know the same.

Closed: everybody calls. After a few failures one after the other it opens: calls end at once as an outage, and only
one call at a time, the probe, goes through every few seconds. The first that succeeds closes it again.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from ..nullable import require_value
from ..outbox.errors import OutageError, find_outage_reason
from .models import BreakerState, OutsideSystem
from .systems import System

logger = logging.getLogger(__name__)

FAILURES_TO_OPEN = 3
# From one probe to the next: a quarter of how long it has been away, within these.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)
# A probe that is not heard of for so long has died, and another goes.
PROBE_LIFETIME = timedelta(seconds=60)
# A success that follows another this soon is not written down.
SUCCESS_RESOLUTION = timedelta(seconds=10)


@contextmanager
def guard(system: System) -> Iterator[None]:
    """A call to ``system``. Raises ``OutageError`` at once while it is known to be away, and for every error of the
    call that means an outage; other errors pass, and count as an answer."""
    row = _admit(system)
    try:
        yield
    except OutageError as outage:
        if outage.system == system:
            record_failure(system, outage.reason)
        raise
    except Exception as error:
        reason = find_outage_reason(error)
        if reason is None:
            record_success(system, row)
            raise
        record_failure(system, reason)
        raise OutageError(system, reason) from None  # the error's own text may quote an address or a number
    record_success(system, row)


def _admit(system: System) -> OutsideSystem | None:
    """The system's row, if a call may go through now; whoever comes when a probe is due makes it."""
    row = OutsideSystem.objects.filter(pk=system).first()
    if row is None or row.state == BreakerState.CLOSED:
        return row
    now = timezone.now()
    if require_value(row.next_probe_at) <= now:
        due = OutsideSystem.objects.filter(pk=system, next_probe_at=row.next_probe_at)
        if due.exclude(state=BreakerState.CLOSED).update(
            state=BreakerState.HALF_OPEN, next_probe_at=now + PROBE_LIFETIME
        ):
            return row
    raise OutageError(system, row.reason or "open")


def record_success(system: System, row: OutsideSystem | None = None) -> None:
    """The system has answered. ``row``: as it was before the call, which saves asking again."""
    now = timezone.now()
    well = row is not None and row.state == BreakerState.CLOSED and row.failures == 0
    if row is not None and well and row.last_success_at and now - row.last_success_at < SUCCESS_RESOLUTION:
        return
    with _locked_row(system) as locked:
        if locked is None:
            return
        if locked.state != BreakerState.CLOSED:
            logger.warning("%s answers again, away since %s", system, locked.since.isoformat(timespec="seconds"))
            locked.state, locked.since, locked.next_probe_at = BreakerState.CLOSED, now, None
        locked.failures, locked.last_success_at = 0, now
        locked.save()


def record_failure(system: System, reason: str) -> None:
    """The system was not reached, or served nobody."""
    now = timezone.now()
    with _locked_row(system) as locked:
        if locked is None:
            return
        locked.failures, locked.last_failure_at, locked.reason = locked.failures + 1, now, reason[:40]
        if locked.state == BreakerState.CLOSED and locked.failures >= FAILURES_TO_OPEN:
            logger.warning("%s does not answer: %s", system, reason)
            locked.state, locked.since = BreakerState.OPEN, now
            locked.next_probe_at = now + SHORTEST_PAUSE
        elif locked.state != BreakerState.CLOSED:
            locked.state = BreakerState.OPEN
            locked.next_probe_at = now + compute_pause(now - locked.since)
        locked.save()


def compute_pause(away: timedelta) -> timedelta:
    """How long to leave a system alone that has been away so long, with some jitter."""
    return min(max(away / 4, SHORTEST_PAUSE), LONGEST_PAUSE) * random.uniform(0.8, 1.2)


@contextmanager
def _locked_row(system: System) -> Iterator[OutsideSystem | None]:
    """The row under a lock, made if there is none; None when another process is writing the same news just now, or
    when the caller's transaction is broken."""
    if connection.in_atomic_block and connection.needs_rollback:
        yield None
        return
    with transaction.atomic():
        rows = OutsideSystem.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=system).first()
        if row is None:
            OutsideSystem.objects.bulk_create([OutsideSystem(name=system)], ignore_conflicts=True)
            row = rows.filter(pk=system).first()
        yield row


def find_probe_time(row: OutsideSystem | None) -> datetime | None:
    """When the next call may go through; None while everybody may."""
    return None if row is None or row.state == BreakerState.CLOSED else row.next_probe_at
