"""The certificate: a paper with a span, a code to check it by, and an end if it has one."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .issued_document import IssuedDocument


class EndReason(models.TextChoices):
    """Why a certificate ended before its last day. Expiry is not among them: it follows from ``valid_to``."""

    TERMINATED = "terminated", _("sonlandırıldı")
    CANCELLED = "cancelled", _("iptal edildi")
    SUPERSEDED = "superseded", _("yerine yenisi düzenlendi")


class Certificate(IssuedDocument):
    """One "Çalışma İzni Muafiyetini Gösterir Belge". The trigger also keeps its code, its dates and, once written,
    the PDF and the end."""

    storage_folder = "certificates"
    told_card: Any  # no column: its exemption's card, put on it by applications/summaries/application_list.py

    case_reference = models.UUIDField(_("dosya"))
    number = models.CharField(_("belge numarası"), max_length=20, unique=True)
    verification_code = models.CharField(_("doğrulama kodu"), max_length=16, unique=True)
    valid_from = models.DateField(_("başlangıç"))
    valid_to = models.DateField(_("bitiş"))
    ended_on = models.DateField(_("geçersizleştiği gün"), null=True, blank=True)  # the first day it no longer counts
    end_reason = models.CharField(_("neden"), max_length=10, choices=EndReason.choices, blank=True)

    class Meta(IssuedDocument.Meta):
        verbose_name = _("muafiyet belgesi")
        verbose_name_plural = _("muafiyet belgeleri")
        # The one below holds only papers in force; a case is looked up with whatever papers it has.
        indexes = [*IssuedDocument.Meta.indexes, models.Index(fields=["case_reference"], name="certificate_of_case")]
        constraints = [
            *IssuedDocument.Meta.constraints,
            models.UniqueConstraint(
                fields=["case_reference"], condition=Q(ended_on__isnull=True), name="certificate_one_live_per_case"
            ),
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="certificate_starts_before_end"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, end_reason__in=EndReason.values),
                name="certificate_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(verification_code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="certificate_code_is_crockford"
            ),
        ]

    def counts_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day <= self.valid_to and (self.ended_on is None or day < self.ended_on)
