"""The calendar that last days are counted by, and what the schedule has done."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Notice


class Holiday(models.Model):
    """A public holiday: a last day that falls on it moves on. Half days are working days and move nothing."""

    day = models.DateField(_("gün"), unique=True)
    name = models.CharField(_("ad"), max_length=120)
    estimated = models.BooleanField(
        _("tahminî"), default=False, help_text=_("Dinî bayram; takvimi henüz kesinleşmedi.")
    )

    class Meta:
        verbose_name = _("resmî tatil")
        verbose_name_plural = _("resmî tatiller")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


class SuspendedDeadline(models.Model):
    """A deadline that stood still because the notice that began it reached no address of the person (A-14)."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="suspended_deadlines")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="suspended_deadline")
    was_due_at = models.DateTimeField()
    suspended_at = models.DateTimeField(default=timezone.now)
    # When the person was on the portal, or a repeat was handed over; and the last day since then, if it still ran.
    restarted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["application"], condition=Q(restarted_at__isnull=True), name="deadline_standing_still")
        ]

    def __str__(self) -> str:
        return str(self.application_id)


class ClockJob(models.Model):
    """When a scheduled job ran last and what came of it; one row per job of the table (schedule/jobs.py)."""

    name = models.CharField(_("İş"), max_length=40, primary_key=True)
    last_run_at = models.DateTimeField(_("son çalışma"), null=True)
    last_done = models.PositiveIntegerField(_("yapılan"), default=0)
    last_failed = models.PositiveIntegerField(_("yapılamayan"), default=0)
    last_error = models.CharField(_("hata türü"), max_length=80, blank=True)  # a class, never its text
    last_work_at = models.DateTimeField(_("son iş"), null=True)  # when it last had something to do
    # Its time was used up before everything was done: it is run again at the next minute.
    has_more = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("saat işi")
        verbose_name_plural = _("saat işleri")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
