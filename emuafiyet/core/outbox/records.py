"""When each table of the outbox last delivered something."""

from django.db import models


class DeliveryRecord(models.Model):
    """``table`` is the label of an outbox table; written every few seconds at the most."""

    table = models.CharField(max_length=60, primary_key=True)
    delivered_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.table
