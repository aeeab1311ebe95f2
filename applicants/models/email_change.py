"""The change of a registered e-mail, proven at both ends before anything changes (R26)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from .account import Applicant


class EmailChange(models.Model):
    """First a code to the old address, then one to the new; the row says how far it is. One open at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="email_changes")
    old_email = models.EmailField(max_length=254)
    new_email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)
    old_proven_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(changed_at__isnull=True, cancelled_at__isnull=True),
                name="email_change_one_open",
            ),
            models.CheckConstraint(
                condition=Q(new_email=Lower("new_email")) & ~Q(new_email=F("old_email")), name="email_change_is_one"
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True) | Q(old_proven_at__isnull=False, cancelled_at__isnull=True),
                name="email_change_proven_at_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
