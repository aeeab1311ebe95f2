"""What the portal remembers of an outside system: whether it answers, since when, and when it is tried again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class BreakerState(models.TextChoices):
    CLOSED = "closed"  # it answers
    OPEN = "open"  # it does not: nobody calls until the next probe
    HALF_OPEN = "half_open"  # one call is on its way to find out


class OutsideSystem(models.Model):
    """The circuit breaker of one outside system. A row comes with the first call; no row means that it answers."""

    name = models.CharField(max_length=12, primary_key=True)  # of ``System``
    state = models.CharField(max_length=9, choices=BreakerState.choices, default=BreakerState.CLOSED)
    since = models.DateTimeField(default=timezone.now)  # of closed or not closed; a probe changes nothing
    failures = models.PositiveIntegerField(default=0)  # one after the other, up to now
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)  # of the last failure: a code, nothing about a person
    next_probe_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("operate_outbox", "Can operate the outbox")]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="system_probed_unless_closed",
                condition=Q(state="closed") | Q(next_probe_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def answers(self) -> bool:
        return self.state == BreakerState.CLOSED
