"""Who of the ministry saw and did what, when and from where. A trigger keeps the rows as they were written."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that one officer saw or did. What it was about is named by kind and key, never by a person's data.

    The trigger refuses UPDATE and TRUNCATE, and DELETE of whatever is younger than two years (domain 1.8, access log).
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("görevli"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    action = models.CharField(_("ne yapıldı"), max_length=40)  # a key of audit.ACTIONS
    subject = models.CharField(_("neye"), max_length=20, blank=True)  # "application", "notice", "officer", …
    key = models.CharField(max_length=40, blank=True)  # of the row it was about
    detail = models.CharField(_("ayrıntı"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("ağ adresi"), null=True)
    at = models.DateTimeField(_("ne zaman"), default=timezone.now)

    class Meta:
        verbose_name = _("denetim kaydı")
        verbose_name_plural = _("denetim kayıtları")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["officer", "-at"], name="audit_of_officer"),
            models.Index(fields=["key", "-at"], name="audit_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.key}".strip()
