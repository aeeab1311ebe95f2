"""An outbox row: what we owe, in which state it is, and when it is tried next.

Losing Redis, a worker or a message costs time and never an item: the row says what is still owed, ``deliver_outbox``
finds every unfinished row, and time (retries, leases) is kept in PostgreSQL alone, so that no task ever carries an
eta, a countdown or a retry.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .publishing import publish_on_commit


class OutboxState(models.TextChoices):
    ON_HOLD = "held", "Held"  # waits for another item (an approval mail waits for its PDF)
    QUEUED = "queued"
    LEASED = "leased"
    DELIVERED = "kept", "Kept"
    FAILED = "dead", "Dead"


PENDING_STATES = (OutboxState.QUEUED, OutboxState.LEASED)


class OutboxItem(models.Model):
    """One effect that we owe somebody: a mail, a certificate, a check of a file, a call to an outside system.

    The app's ``tasks.py`` says how a table's items are delivered (``@handler``). A handler runs outside any
    transaction and may run more than once (a worker can die after the effect and before the row says so), so it
    must be safe to repeat.
    """

    queue: ClassVar[str] = "default"
    lease_length: ClassVar[timedelta] = timedelta(minutes=2)
    max_attempts: ClassVar[int] = 12
    max_retry_delay: ClassVar[timedelta] = timedelta(hours=1)
    # ``deliver_outbox`` delivers these itself while the broker is away: people are waiting at the screen.
    urgent: ClassVar[bool] = False
    # ``deliver_outbox`` delivers what has waited so long itself, broker and workers or not; None: never.
    delivered_directly_after: ClassVar[timedelta | None] = None
    # On hold for longer than this is an alarm; None where a person may take as long as they like.
    longest_hold: ClassVar[timedelta | None] = timedelta(hours=1)

    # Reasons with which an item fails as a matter of course: nobody has to look.
    expected_failures: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    promise_state = models.CharField(max_length=8, choices=OutboxState.choices, default=OutboxState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    # The outside system that has to answer before the item is tried again; see outside/systems.py.
    waits_for = models.CharField(max_length=12, blank=True, default="", db_default="")
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
            ),
            models.Index(
                fields=["promise_state", "created_at"],
                condition=~Q(promise_state="kept"),
                name="%(app_label)s_%(class)s_open",
            ),
        ]

    # Every table of the outbox has one; an abstract model has none of its own.
    objects: ClassVar[models.Manager[Self]]

    @property
    def was_tried(self) -> bool:
        """Whether an earlier attempt may have had its effect although nobody wrote that down."""
        moved = self.next_attempt_at - self.created_at > timedelta(seconds=1)
        return self.attempts > 1 or bool(self.last_error) or moved

    def enqueue(self) -> Self:
        """Save the row in the caller's transaction and tell the broker once that has committed."""
        self.save(force_insert=True)
        if self.promise_state == OutboxState.QUEUED:
            publish_on_commit(self)
        return self

    def unhold(self) -> None:
        """Let an item go out that was on hold."""
        moved = type(self).objects.filter(pk=self.pk, promise_state=OutboxState.ON_HOLD)
        if moved.update(promise_state=OutboxState.QUEUED, next_attempt_at=timezone.now()):
            publish_on_commit(self)


def outbox_models() -> Iterator[type[OutboxItem]]:
    """Every table of the outbox, urgent ones first."""
    tables = [model for model in apps.get_models() if issubclass(model, OutboxItem)]
    return iter(sorted(tables, key=lambda model: not model.urgent))
