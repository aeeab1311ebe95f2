"""An issued paper: its facts frozen, its end if it has one, and the promise to make its PDF."""

from datetime import date, timedelta
from hashlib import sha256

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Notice
from applicants.promises import Hopeless, Promise

from .. import storage
from .seal import SealCertificate
from .upload import Upload


class EndReason(models.TextChoices):
    """Why a certificate ended before its last day. Expiry is not among them: it follows from ``valid_to``."""

    TERMINATED = "terminated", _("sonlandırıldı")
    CANCELLED = "cancelled", _("iptal edildi")
    SUPERSEDED = "superseded", _("yerine yenisi düzenlendi")


class Certificate(Promise):
    """One "Çalışma İzni Muafiyetini Gösterir Belge".

    ``facts`` holds all that is printed and a database trigger keeps it from changing, with the number, the
    code, the dates and, once written, the PDF and the end: what was handed out must stay provable whatever
    happens to the case. The case is known by an opaque reference only.
    """

    queue = "pdf"
    lease_length = timedelta(minutes=3)

    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="certificates")
    case_reference = models.UUIDField(_("dosya"))
    number = models.CharField(_("belge numarası"), max_length=20, unique=True)
    verification_code = models.CharField(_("doğrulama kodu"), max_length=16, unique=True)
    facts = models.JSONField()
    issued_at = models.DateTimeField(_("düzenlenme zamanı"))
    valid_from = models.DateField(_("başlangıç"))
    valid_to = models.DateField(_("bitiş"))
    ended_on = models.DateField(_("geçersizleştiği gün"), null=True, blank=True)  # the first day it no longer counts
    end_reason = models.CharField(_("neden"), max_length=10, choices=EndReason.choices, blank=True)
    pdf = models.CharField(max_length=200, blank=True)  # name in the private store
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    seal = models.ForeignKey(SealCertificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Held back until the PDF can be attached.
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Promise.Meta):
        verbose_name = _("muafiyet belgesi")
        verbose_name_plural = _("muafiyet belgeleri")
        indexes = [
            *Promise.Meta.indexes,
            models.Index(fields=["-issued_at", "-id"], name="certificate_newest"),
            models.Index(fields=["kept_at"], name="certificate_made"),
            models.Index(fields=["-issued_at"], condition=Q(promise_state="dead"), name="certificate_failed"),
        ]
        constraints = [
            *Promise.Meta.constraints,
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
                condition=Q(pdf="", pdf_sha256="") | (~Q(pdf="") & Q(pdf_sha256__regex=r"^[0-9a-f]{64}$")),
                name="certificate_pdf_has_hash",
            ),
            models.CheckConstraint(condition=~Q(promise_state="kept") | ~Q(pdf=""), name="certificate_kept_has_pdf"),
            models.CheckConstraint(
                condition=Q(verification_code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="certificate_code_is_crockford"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def stored_files(self) -> dict[str, str]:
        """Its file in the private store, by a name for its person."""
        return {self.file_name: self.pdf} if self.pdf else {}

    @property
    def is_ready(self) -> bool:
        return bool(self.pdf)

    @property
    def file_name(self) -> str:
        return f"{self.number}.pdf"

    def counts_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day <= self.valid_to and (self.ended_on is None or day < self.ended_on)

    def keep(self) -> None:
        """Make the PDF, seal and store it, and let the notice go out with it; done twice it leaves the same state."""
        if self.pdf:
            return
        from ..certificate.render import CannotRender, renderer
        from ..seal.putting import sealed

        photo = Upload.objects.get(pk=self.facts["photo"])
        try:
            page = renderer().pdf(self.facts, storage.read(photo.rebuilt))
        except CannotRender as error:  # it would fail the same way each time: a person has to look
            raise Hopeless(str(error)) from error
        content, ours = sealed(page)
        name = storage.store("certificates", content, ".pdf")
        with transaction.atomic():
            first = Certificate.objects.filter(pk=self.pk, pdf="").update(
                pdf=name, pdf_sha256=sha256(content).hexdigest(), seal=ours
            )
            if first and self.notice:
                Notice.objects.filter(pk=self.notice.pk).update(attachment=name, attachment_name=self.file_name)
                self.notice.release()
        if not first:  # another worker was faster
            storage.remove(name)
