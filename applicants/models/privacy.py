"""A person's rights over their data (Law 6698): requests, the copy of everything, and what has been disposed of."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem

from .account import Applicant

ANSWER_TERM = timedelta(days=30)  # art. 13
EXPORT_LIFETIME = timedelta(hours=24)


def answer_due_date() -> date:
    return timezone.localdate() + ANSWER_TERM


class RightsRequest(models.Model):
    """One request under art. 11. It is answered free of charge within thirty days, by an officer."""

    class Right(models.TextChoices):
        INFORMATION = "information", _("Hangi verilerimin neden işlendiğini öğrenmek istiyorum")
        RECIPIENTS = "recipients", _("Verilerimin kimlere aktarıldığını öğrenmek istiyorum")
        CORRECTION = "correction", _("Eksik veya yanlış verilerimin düzeltilmesini istiyorum")
        ERASURE = "erasure", _("Verilerimin silinmesini istiyorum")
        NOTIFICATION = "notification", _("Düzeltme veya silmenin, verilerimi alanlara bildirilmesini istiyorum")
        OBJECTION = "objection", _("Yalnız otomatik inceleme sonucu aleyhime çıkan bir sonuca itiraz ediyorum")
        DAMAGES = "damages", _("Kanuna aykırı işleme nedeniyle zararımın giderilmesini istiyorum")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="rights_requests")
    right = models.CharField(_("hak"), max_length=12, choices=Right.choices)
    text = models.TextField(_("İstek"), max_length=4000)
    made_at = models.DateTimeField(_("yapıldı"), default=timezone.now)
    due_on = models.DateField(_("yanıt için son gün"), default=answer_due_date)
    answer = models.TextField(_("yanıt"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("yanıtlandı"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("KVKK isteği")
        verbose_name_plural = _("KVKK istekleri")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="rights_request_answer_is_whole",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="rights_request_says_something"),
            # A second press of the button finds the first one's request.
            models.UniqueConstraint(
                fields=["applicant", "right"],
                condition=Q(answered_at__isnull=True),
                name="rights_request_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DataExport(OutboxItem):
    """The copy of everything we hold about a person, made by a worker and kept for a day."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="exports", db_index=False)
    file = models.CharField(max_length=200, blank=True)  # a name in the private store
    ready_until = models.DateTimeField(null=True)

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.UniqueConstraint(fields=["applicant"], name="export_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(file="", ready_until__isnull=True) | ~Q(file="") & Q(ready_until__isnull=False),
                name="export_file_has_end",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_ready(self) -> bool:
        return bool(self.file)

    @property
    def is_over(self) -> bool:
        return self.ready_until is not None and self.ready_until <= timezone.now()

    def stored_files(self) -> dict[str, str]:
        """For clearing up; a copy is not copied into the next one."""
        return {}

    @staticmethod
    def compute_expiry() -> datetime:
        return timezone.now() + EXPORT_LIFETIME


class DisposalEntry(models.Model):
    """What was destroyed, how many, when and by which rule; nothing about whom. A trigger keeps it as written.

    The regulation of 28 October 2017 asks that it be kept for three years at least.
    """

    what = models.CharField(_("ne"), max_length=40)
    rule = models.CharField(_("kural"), max_length=120)
    count = models.PositiveIntegerField(_("sayı"))
    done_at = models.DateTimeField(_("yapıldı"), default=timezone.now)

    class Meta:
        verbose_name = _("İmha kaydı")
        verbose_name_plural = _("İmha kayıtları")
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="disposal_of_something")]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"
