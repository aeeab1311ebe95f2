"""What is written down of a finished day of the audit log."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem

from .seal import SealCertificate


class AuditSeal(OutboxItem):
    """The head of one day, Istanbul time. Delivering it seals it and hands it to the two places outside the database.

    A trigger refuses to change or delete what it says; the signature and the name of the stored copy come later, once.
    """

    queue = "pdf"  # whoever seals has the seal's library loaded

    day = models.DateField(_("gün"), unique=True)
    entries = models.PositiveIntegerField(_("kayıt sayısı"))
    previous = models.CharField(_("önceki günün özeti"), max_length=64)
    head = models.CharField(_("günün özeti"), max_length=64)
    signature = models.BinaryField(default=bytes)  # CMS, detached, DER
    seal = models.ForeignKey(
        SealCertificate, verbose_name=_("mühür sertifikası"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.CharField(_("depodaki kopya"), max_length=60, blank=True)

    class Meta(OutboxItem.Meta):
        verbose_name = _("denetim günü mührü")
        verbose_name_plural = _("denetim günü mühürleri")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.day.isoformat()


def name_copy(day: date) -> str:
    """Where a day's copy lies in the private store: found without the database."""
    return f"audit/{day:%Y}/{day.isoformat()}.json"
