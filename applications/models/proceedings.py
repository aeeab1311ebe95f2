"""What accompanies a case on its way: revision items, the one objection, NVİ's number, the mission's copy."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applicants.models import Identity
from documents.models import Upload
from emuafiyet.core.outbox.models import OutboxItem

from .application import Application
from .status import Status

# How an application can end for the mission that gave its reference.
REPORTED_STATUSES = frozenset({Status.APPROVED, Status.REJECTED, Status.OBJECTION_REJECTED, Status.LAPSED_UNPAID})


class RevisionItem(models.Model):
    """One field or document that the officer asks to be mended, and why (R71, R72).

    Revision may be asked any number of times (A-10); the items of the round under way are those not closed.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="revision_items")
    step = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    explanation = models.TextField()
    translation = models.TextField(blank=True)  # the same in the reader's language, where there is one
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="revision_item_explained", condition=~Q(explanation="")),
            models.UniqueConstraint(
                fields=["application", "step", "field"],
                condition=Q(closed_at__isnull=True),
                name="revision_item_once_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.field}"


class Objection(models.Model):
    """The only objection a rejected application can ever have (R89): one row per application."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="objection")
    statement = models.TextField()
    # The files as they were sent: id, name and digest of each, as in the application's snapshot.
    evidence = models.JSONField(default=list)
    reason_read_at = models.DateTimeField()
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="objection_has_statement", condition=~Q(statement=""))]

    def __str__(self) -> str:
        return str(self.application_id)


class ObjectionDraft(models.Model):
    """An objection being written: nothing typed or handed in is lost while a file is checked or a session ends."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, primary_key=True, related_name="objection_draft"
    )
    reason_read_at = models.DateTimeField(default=timezone.now)
    statement = models.TextField(blank=True)
    evidence = models.ManyToManyField(Upload, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.application_id)


class Allotment(OutboxItem):
    """NVİ is asked for the person's identity number before any payment notice goes out (A-11, L9)."""

    queue = "gateway"
    max_attempts = 40

    identity = models.OneToOneField(Identity, on_delete=models.PROTECT, related_name="allotment")

    class Meta(OutboxItem.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class MissionCopy(OutboxItem):
    """The mission that gave the reference hears how the application ended (A-24, L16): once for each decision."""

    queue = "gateway"
    max_attempts = 40

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="mission_copies", db_index=False
    )
    decision = models.CharField(max_length=30)

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.UniqueConstraint(fields=["application", "decision"], name="mission_copied_once"),
            models.CheckConstraint(
                name="mission_copy_of_decision", condition=Q(decision__in=sorted(REPORTED_STATUSES))
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
