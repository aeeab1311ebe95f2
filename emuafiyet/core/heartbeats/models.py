"""The last sign of life of each process that works behind the pages."""

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """One process by its name, for example ``worker-mail@host``; a new start takes over the row."""

    name = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
