"""What accompanies a case on its way: revision items, the one objection, and the identity number from NVİ."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applicants.models import Identity
from applicants.promises import Promise

from .application import Application


class RevisionItem(models.Model):
    """One field or document that the officer asks to be mended, and why (R71, R72)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="revision_items")
    step = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    explanation = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="revision_item_explained", condition=~Q(explanation=""))]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.field}"


class Objection(models.Model):
    """The only objection a rejected application can ever have (R89): one row per application."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="objection")
    statement = models.TextField()
    reason_read_at = models.DateTimeField()
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="objection_has_statement", condition=~Q(statement=""))]

    def __str__(self) -> str:
        return str(self.application_id)


class Allotment(Promise):
    """NVİ is asked for the person's identity number before any payment notice goes out (A-11, L9)."""

    queue = "gateway"
    most_attempts = 200

    identity = models.OneToOneField(Identity, on_delete=models.PROTECT, related_name="allotment")

    class Meta(Promise.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)

    def keep(self) -> None:
        from ..registry import allot

        Identity.objects.filter(pk=self.identity_id, foreigner_id__isnull=True).update(
            foreigner_id=allot(self.identity)
        )
