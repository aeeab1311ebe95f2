"""The outbox: a row is a promise to somebody, the broker only the fast way to keep it.

Losing Redis, a worker or a message costs time, never a promise: the row says what is still owed,
the relay (``manage.py relay``) finds every unfinished row, and time (retries, leases) is kept in
PostgreSQL alone, so no task ever carries an eta, a countdown or a retry.
"""

import logging
import random
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

logger = logging.getLogger(__name__)


class Hopeless(Exception):
    """Raised by ``keep`` when trying again can never help; the promise goes to the desk of a person."""


class NotYetError(Exception):
    """Raised by ``keep`` when its turn has not come: the promise goes back for ``wait``, and no attempt is counted."""

    def __init__(self, wait: timedelta, reason: str = "not yet"):
        super().__init__(reason)
        self.wait = wait


class PromiseState(models.TextChoices):
    HELD = "held"  # waits for another promise (an approval mail waits for its PDF)
    QUEUED = "queued"
    LEASED = "leased"
    KEPT = "kept"
    DEAD = "dead"


OWED = (PromiseState.QUEUED, PromiseState.LEASED)


class Promise(models.Model):
    """One effect owed: a mail, a certificate, a scan, a call to an outside system.

    ``keep`` performs it outside any transaction and may run more than once (a worker can die
    after the effect and before the row says so), so it must be safe to repeat.
    """

    queue: ClassVar[str] = "default"
    lease_length: ClassVar[timedelta] = timedelta(minutes=2)
    most_attempts: ClassVar[int] = 12
    longest_wait: ClassVar[timedelta] = timedelta(hours=1)
    # Kept by the relay itself when the broker is away: people are waiting at the screen.
    urgent: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    promise_state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_kept_has_time",
                condition=Q(promise_state="kept", kept_at__isnull=False)
                | (~Q(promise_state="kept") & Q(kept_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_lease_has_end",
                condition=~Q(promise_state="leased") | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(promise_state__in=["queued", "leased"]),
                name="%(app_label)s_%(class)s_owed",
            )
        ]

    def keep(self) -> None:
        """Perform the effect.

        Raise ``Hopeless`` to give up, ``NotYetError`` to wait without an attempt, anything else to be tried again
        later.
        """
        raise NotImplementedError

    def give_up(self) -> None:
        """Called once, in the transaction that declares the promise dead."""

    def make(self) -> Self:
        """Save the row in the caller's transaction and tell the broker once that has committed."""
        self.save(force_insert=True)
        if self.promise_state == PromiseState.QUEUED:
            publish_on_commit(self)
        return self

    def release(self) -> None:
        """Let a held promise go out."""
        moved = type(self).objects.filter(pk=self.pk, promise_state=PromiseState.HELD)
        if moved.update(promise_state=PromiseState.QUEUED, next_attempt_at=timezone.now()):
            publish_on_commit(self)


def promise_models() -> Iterator[type[Promise]]:
    """Every table of promises, urgent ones first."""
    tables = [model for model in apps.get_models() if issubclass(model, Promise)]
    return iter(sorted(tables, key=lambda model: not model.urgent))


def publish_on_commit(promise: Promise) -> None:
    label, key, queue = promise._meta.label_lower, str(promise.pk), promise.queue
    transaction.on_commit(lambda: publish(label, key, queue), robust=True)


# Until when (monotonic seconds) nobody of this process asks a broker that did not answer: a broker that
# hangs costs a second, and only the first request is to pay it.
_broker_rests_until = 0.0
BROKER_REST = 5.0


def publish(label: str, key: str, queue: str) -> bool:
    """Tell the broker; False when it is away. Never raises: the relay will find the row."""
    global _broker_rests_until
    from .tasks import keep_promise

    if time.monotonic() < _broker_rests_until:
        return False
    try:
        keep_promise.apply_async((label, key), queue=queue)
    except Exception as error:  # noqa: BLE001 (the client raises many kinds; none may undo what has committed)
        logger.warning("broker away, %s waits for the relay: %s", label, type(error).__name__)
        _broker_rests_until = time.monotonic() + BROKER_REST
        return False
    return True


def backoff(attempts: int, longest: timedelta = timedelta(hours=1)) -> timedelta:
    """Full-jitter exponential wait before attempt ``attempts + 1``."""
    return timedelta(seconds=random.uniform(1, min(15 * 2 ** min(attempts, 8), longest.total_seconds())))


def claim(model: type[Promise], key: object) -> Promise | None:
    """Lease the row by one compare-and-set update; None when it is kept, dead or in other hands."""
    now = timezone.now()
    free = Q(promise_state=PromiseState.QUEUED) | Q(promise_state=PromiseState.LEASED, lease_until__lt=now)
    won = model.objects.filter(free, pk=key).update(
        promise_state=PromiseState.LEASED, lease_until=now + model.lease_length, attempts=F("attempts") + 1
    )
    return model.objects.get(pk=key) if won else None


def attempt(model: type[Promise], key: object) -> bool:
    """Claim one promise and try to keep it; True when it is kept now. Never raises."""
    promise = claim(model, key)
    if promise is None:
        return False
    try:
        promise.keep()
    except Hopeless as error:
        _bury(promise, str(error))
        return False
    except NotYetError as error:
        _put_back(promise, error)
        return False
    except Exception as error:
        # The class and not the text: an exception's text may quote an address or a number.
        logger.warning("%s %s attempt %d: %s", model._meta.label, key, promise.attempts, type(error).__name__)
        if settings.DEBUG:
            logger.exception("details")
        _postpone(promise, type(error).__name__)
        return False
    _mark_kept(promise)
    return True


def _mark_kept(promise: Promise) -> None:
    """Whoever had the effect: a worker that was thought dead and comes late may say so too."""
    type(promise).objects.filter(pk=promise.pk, promise_state=PromiseState.LEASED).update(
        promise_state=PromiseState.KEPT, kept_at=timezone.now(), lease_until=None, last_error=""
    )


def _still_ours(promise: Promise) -> models.QuerySet:
    """The row, unless our lease ran out and another worker has taken it since: then failing is no news."""
    return type(promise).objects.filter(pk=promise.pk, promise_state=PromiseState.LEASED, attempts=promise.attempts)


def _postpone(promise: Promise, error: str) -> None:
    if promise.attempts >= promise.most_attempts:
        _bury(promise, error)
        return
    _still_ours(promise).update(
        promise_state=PromiseState.QUEUED,
        lease_until=None,
        next_attempt_at=timezone.now() + backoff(promise.attempts, promise.longest_wait),
        published_at=None,
        last_error=error[:200],
    )


def _put_back(promise: Promise, error: NotYetError) -> None:
    """As if it had never been claimed, but for its time."""
    _still_ours(promise).update(
        promise_state=PromiseState.QUEUED,
        attempts=F("attempts") - 1,
        lease_until=None,
        next_attempt_at=timezone.now() + error.wait,
        published_at=None,
        last_error=str(error)[:200],
    )


def hurry(model: type[Promise], key: object) -> None:
    """Have a promise kept at once that waited for something that is there now."""
    moved = model.objects.filter(pk=key, promise_state=PromiseState.QUEUED)
    if moved.update(next_attempt_at=timezone.now(), published_at=None):
        publish_on_commit(model(pk=key))


def _bury(promise: Promise, error: str) -> None:
    with transaction.atomic():
        if _still_ours(promise).update(promise_state=PromiseState.DEAD, lease_until=None, last_error=error[:200]):
            logger.error("%s %s given up after %d: %s", promise._meta.label, promise.pk, promise.attempts, error)
            promise.give_up()


def revive(model: type[Promise], key: object) -> bool:
    """Owe a given-up promise once more, because a person has removed what stood in its way; False when it is not dead.

    What ``give_up`` did stays done: ``keep`` has to bear that.
    """
    with transaction.atomic():
        given_up = model.objects.filter(pk=key, promise_state=PromiseState.DEAD)
        if not given_up.update(
            promise_state=PromiseState.QUEUED, attempts=0, next_attempt_at=timezone.now(), last_error=""
        ):
            return False
        publish_on_commit(model.objects.get(pk=key))
    return True


def owed(model: type[Promise], now: datetime) -> models.QuerySet:
    """Unfinished rows whose time has come: due and queued, or leased to a worker that died."""
    queued = Q(promise_state=PromiseState.QUEUED, next_attempt_at__lte=now)
    abandoned = Q(promise_state=PromiseState.LEASED, lease_until__lt=now, next_attempt_at__lte=now)
    return model.objects.filter(queued | abandoned).order_by("next_attempt_at")
