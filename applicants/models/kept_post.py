"""What somebody had typed when their session was gone: kept for an hour, for them alone, and read once."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from .account import Applicant

KEPT_FOR = timedelta(hours=1)


def kept_until() -> datetime:
    return timezone.now() + KEPT_FOR


class KeptPost(models.Model):
    """The fields of one form, never its files. Deleted when the page is drawn from it, or when its hour is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = models.TextField()  # as a browser would send them
    expires_at = models.DateTimeField(default=kept_until)

    def __str__(self) -> str:
        return str(self.pk)
