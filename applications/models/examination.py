"""What officers find while they read a file: a verdict on each answer and upload, and notes to each other. Internal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .application import Application
from .reason import ReasonTemplate


class Verdict(models.Model):
    """What an officer found on one question. Only ever added to: the newest of a question is the one that holds.

    ``seen`` names what the answer was: when it is another by now, the verdict was on an earlier version.
    """

    class Finding(models.TextChoices):
        FINE = "fine", _("Uygun")
        TO_MEND = "to_mend", _("Düzeltilsin")
        UNCLEAR = "unclear", _("Belirsiz")

    # For the person's own copy of their data: officers' working notes are no part of it (Law 6698, art. 28/2).
    not_exported = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    step = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    finding = models.CharField(max_length=10, choices=Finding.choices)
    reason = models.ForeignKey(ReasonTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, max_length=2000)
    seen = models.CharField(max_length=16)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["application", "step", "field", "-id"], name="verdict_newest")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.step} {self.field}"


class OfficerNote(models.Model):
    """A note from officers to officers on a file. A trigger keeps it as it was written."""

    not_exported = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes", db_index=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="officer_note_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["application", "-at"], name="note_of_application")]

    def __str__(self) -> str:
        return str(self.pk)
