"""Delivering outbox items: claim by a lease, try, and write down what became of it."""

import logging
import random
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from ..outside.breaker import record_failure
from ..outside.systems import System
from .errors import NotYetError, OutageError, PermanentError, find_outage_reason
from .handlers import deliver, handle_failure
from .models import OutboxItem, OutboxState
from .publishing import publish_on_commit
from .records import DeliveryRecord

logger = logging.getLogger(__name__)

MAX_BURIED_AT_ONCE = 50
# How often the last success of a table is written down.
RECORD_SECONDS = 5.0
_recorded_at: dict[str, float] = {}  # monotonic seconds by table


def retry_delay(attempts: int, longest: timedelta = timedelta(hours=1)) -> timedelta:
    """Full-jitter exponential wait before attempt ``attempts + 1``."""
    return timedelta(seconds=random.uniform(1, min(15 * 2 ** min(attempts, 8), longest.total_seconds())))


def claim_item(model: type[OutboxItem], key: UUID | str) -> OutboxItem | None:
    """Lease the row by one compare-and-set update; None when it is delivered, failed or in other hands.

    The claim counts as an attempt, so that an item which kills whoever works on it is counted as well. One that has
    had all its attempts is given up instead.
    """
    now = timezone.now()
    won = model.objects.filter(_free_rows(now), pk=key, attempts__lt=model.max_attempts).update(
        promise_state=OutboxState.LEASED,
        lease_until=now + model.lease_length,
        attempts=F("attempts") + 1,
        waits_for="",
    )
    if won:
        return model.objects.get(pk=key)
    give_up_exhausted(model, key=key)
    return None


def _free_rows(now: datetime) -> Q:
    return Q(promise_state=OutboxState.QUEUED) | Q(promise_state=OutboxState.LEASED, lease_until__lt=now)


def give_up_exhausted(model: type[OutboxItem], key: UUID | str | None = None) -> int:
    """Give up the items (or the one) that no process has come back from in all their attempts; how many."""
    found = model.objects.filter(_free_rows(timezone.now()), attempts__gte=model.max_attempts)
    if key is not None:
        found = found.filter(pk=key)
    buried = 0
    for item in found[:MAX_BURIED_AT_ONCE]:
        with transaction.atomic():
            row = found.select_for_update(of=("self",), skip_locked=True).filter(pk=item.pk)
            if row.first() is not None:
                _write_failure(item, row, "the process died at work")
                buried += 1
    return buried


def attempt_delivery(model: type[OutboxItem], key: UUID | str) -> bool:
    """Claim one item and try to deliver it; True when it is delivered now. Never raises."""
    item = claim_item(model, key)
    if item is None:
        return False
    try:
        deliver(item)
    except PermanentError as error:
        _dead_letter(item, str(error))
        return False
    except NotYetError as error:
        _return_to_queue(item, error)
        return False
    except OutageError as outage:
        _wait_for_system(item, outage)
        return False
    except Exception as error:
        if reason := find_outage_reason(error):
            # Nothing but the store is used without its guard: while a file is read that was opened within it.
            record_failure(System.STORE, reason)
            _wait_for_system(item, OutageError(System.STORE, reason))
            return False
        # The class and not the text: an exception's text may quote an address or a number.
        logger.warning("%s %s attempt %d: %s", model._meta.label, key, item.attempts, type(error).__name__)
        if settings.DEBUG:
            logger.exception("details")
        _schedule_retry(item, type(error).__name__)
        return False
    _mark_delivered(item)
    return True


def _mark_delivered(item: OutboxItem) -> None:
    """Whoever had the effect: a worker that was thought dead and comes late may say so too."""
    type(item).objects.filter(pk=item.pk, promise_state=OutboxState.LEASED).update(
        promise_state=OutboxState.DELIVERED, kept_at=timezone.now(), lease_until=None, last_error=""
    )
    _record_delivery(item._meta.label_lower)


def _record_delivery(table: str) -> None:
    now = time.monotonic()
    if now - _recorded_at.get(table, -RECORD_SECONDS) >= RECORD_SECONDS:
        _recorded_at[table] = now
        DeliveryRecord.objects.update_or_create(table=table, defaults={"delivered_at": timezone.now()})


def _rows_leased_by_us(item: OutboxItem) -> models.QuerySet:
    """The row, unless our lease ran out and another worker has taken it since: then failing is no news."""
    return type(item).objects.filter(pk=item.pk, promise_state=OutboxState.LEASED, attempts=item.attempts)


def _schedule_retry(item: OutboxItem, error: str) -> None:
    if item.attempts >= item.max_attempts:
        _dead_letter(item, error)
        return
    _rows_leased_by_us(item).update(
        promise_state=OutboxState.QUEUED,
        lease_until=None,
        next_attempt_at=timezone.now() + retry_delay(item.attempts, item.max_retry_delay),
        published_at=None,
        last_error=error[:200],
    )


def _return_to_queue(item: OutboxItem, error: NotYetError) -> None:
    """As if it had never been claimed, but for its time."""
    _rows_leased_by_us(item).update(
        promise_state=OutboxState.QUEUED,
        attempts=F("attempts") - 1,
        lease_until=None,
        next_attempt_at=timezone.now() + error.wait,
        published_at=None,
        last_error=str(error)[:200],
    )


def _wait_for_system(item: OutboxItem, outage: OutageError) -> None:
    """Not the item's fault: no attempt is counted, and ``deliver_outbox`` sends it on when the system answers."""
    waited = timezone.now() - item.created_at
    # While the breaker is still closed, the item itself tries again, the older the more slowly.
    pause = min(max(waited.total_seconds() / 20, 2.0), 60.0) * random.uniform(0.5, 1.0)
    _rows_leased_by_us(item).update(
        promise_state=OutboxState.QUEUED,
        attempts=F("attempts") - 1,
        lease_until=None,
        next_attempt_at=timezone.now() + timedelta(seconds=pause),
        published_at=None,
        waits_for=outage.system,
        last_error=str(outage)[:200],
    )


def expedite_item(model: type[OutboxItem], key: UUID | str) -> None:
    """Deliver an item at once that waited for something that is there now."""
    moved = model.objects.filter(pk=key, promise_state=OutboxState.QUEUED)
    if moved.update(next_attempt_at=timezone.now(), published_at=None, waits_for=""):
        item = model()
        item.pk = key
        publish_on_commit(item)


def _dead_letter(item: OutboxItem, error: str) -> None:
    with transaction.atomic():
        _write_failure(item, _rows_leased_by_us(item), error)


def _write_failure(item: OutboxItem, rows: models.QuerySet, error: str) -> None:
    """Give up the item if it is still among ``rows``; in the caller's transaction."""
    if rows.update(promise_state=OutboxState.FAILED, lease_until=None, last_error=error[:200]):
        logger.error("%s %s given up after %d: %s", item._meta.label, item.pk, item.attempts, error)
        handle_failure(item)


def requeue_item(model: type[OutboxItem], key: UUID | str) -> bool:
    """Try a failed item anew, because a person has removed what stood in its way; False when it has not failed.

    What its failure handler did stays done: the handler has to bear that.
    """
    with transaction.atomic():
        given_up = model.objects.filter(pk=key, promise_state=OutboxState.FAILED)
        if not given_up.update(
            promise_state=OutboxState.QUEUED, attempts=0, next_attempt_at=timezone.now(), last_error=""
        ):
            return False
        publish_on_commit(model.objects.get(pk=key))
    return True


def pending_items(model: type[OutboxItem], now: datetime) -> models.QuerySet:
    """Unfinished rows whose time has come: due and queued, or leased to a worker that died.

    Those that wait for an outside system are not among them (``releasing.py``).
    """
    queued = Q(promise_state=OutboxState.QUEUED, next_attempt_at__lte=now, waits_for="")
    abandoned = Q(promise_state=OutboxState.LEASED, lease_until__lt=now, next_attempt_at__lte=now)
    return model.objects.filter(queued | abandoned).order_by("next_attempt_at")
