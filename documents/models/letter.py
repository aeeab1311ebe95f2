"""A decision letter: its facts frozen, and the promise to make its PDF."""

from datetime import timedelta
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Notice
from applicants.promises import Hopeless, Promise, PromiseState

from .. import storage
from .seal import SealCertificate


class Letter(Promise):
    """One letter about one decision; the case is known by an opaque reference only. A trigger keeps it as it is."""

    queue = "pdf"
    lease_length = timedelta(minutes=3)
    most_attempts = 6
    longest_wait = timedelta(minutes=5)

    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="letters")
    case_reference = models.UUIDField(_("dosya"), db_index=True)
    kind = models.CharField(max_length=20)
    number = models.CharField(_("karar no"), max_length=20, unique=True)
    facts = models.JSONField()
    issued_at = models.DateTimeField(_("düzenlenme zamanı"))
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    seal = models.ForeignKey(SealCertificate, null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Promise.Meta):
        verbose_name = _("karar yazısı")
        verbose_name_plural = _("karar yazıları")
        indexes = [
            *Promise.Meta.indexes,
            models.Index(fields=["-issued_at", "-id"], name="letter_newest"),
            models.Index(fields=["kept_at"], name="letter_made"),
            models.Index(fields=["-issued_at"], condition=Q(promise_state="dead"), name="letter_failed"),
        ]
        constraints = [
            *Promise.Meta.constraints,
            models.CheckConstraint(
                condition=Q(pdf="", pdf_sha256="") | (~Q(pdf="") & Q(pdf_sha256__regex=r"^[0-9a-f]{64}$")),
                name="letter_pdf_has_hash",
            ),
            models.CheckConstraint(condition=~Q(promise_state="kept") | ~Q(pdf=""), name="letter_kept_has_pdf"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        return f"{self.number}.pdf"

    def stored_files(self) -> dict[str, str]:
        return {self.file_name: self.pdf} if self.pdf else {}

    def keep(self) -> None:
        """Make, seal and store the PDF, and let the notice go out with it; done twice it leaves the same state."""
        if self.pdf:
            return
        from ..letters.render import renderer
        from ..press.engine import CannotRender
        from ..seal.putting import sealed

        try:
            page = renderer().pdf(self.facts)
        except CannotRender as error:
            raise Hopeless(str(error)) from error
        content, ours = sealed(page)
        name = storage.store("letters", content, ".pdf")
        with transaction.atomic():
            first = Letter.objects.filter(pk=self.pk, pdf="").update(
                pdf=name, pdf_sha256=sha256(content).hexdigest(), seal=ours
            )
            if first and self.notice:
                held = Notice.objects.filter(pk=self.notice.pk, promise_state=PromiseState.HELD)
                held.update(attachment=name, attachment_name=self.file_name)  # else it went out without the letter
                self.notice.release()
        if not first:  # another worker was faster
            storage.remove(name)

    def give_up(self) -> None:
        """The mail says all that the letter says: it goes out without it, and a person looks at the letter."""
        if self.notice:
            self.notice.release()
