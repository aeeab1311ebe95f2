"""What every issued paper is: facts frozen when it was decided, and the item that makes, seals and sends its PDF."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Notice
from emuafiyet.core.outbox.models import OutboxItem

from .seal import SealCertificate


class IssuedDocument(OutboxItem):
    """``facts`` holds all that is printed, and a database trigger of each paper keeps it from changing: what was
    handed out must stay provable whatever happens to the case. The case is known by an opaque reference only.
    """

    queue = "pdf"
    lease_length = timedelta(minutes=3)
    # Folder in the private store.
    storage_folder: ClassVar[str]

    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="%(class)ss")
    facts = models.JSONField()
    issued_at = models.DateTimeField(_("düzenlenme zamanı"))
    pdf = models.CharField(max_length=200, blank=True)  # name in the private store
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    seal = models.ForeignKey(SealCertificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Held back until the PDF can be attached.
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(OutboxItem.Meta):
        abstract = True
        indexes = [
            *OutboxItem.Meta.indexes,
            models.Index(fields=["-issued_at", "-id"], name="%(class)s_newest"),
            models.Index(fields=["kept_at"], name="%(class)s_made"),
            models.Index(fields=["-issued_at"], condition=Q(promise_state="dead"), name="%(class)s_failed"),
        ]
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(pdf="", pdf_sha256="") | (~Q(pdf="") & Q(pdf_sha256__regex=r"^[0-9a-f]{64}$")),
                name="%(class)s_pdf_has_hash",
            ),
            models.CheckConstraint(condition=~Q(promise_state="kept") | ~Q(pdf=""), name="%(class)s_kept_has_pdf"),
        ]

    number: str  # each paper's own field

    def __str__(self) -> str:
        return self.number

    @property
    def is_ready(self) -> bool:
        return bool(self.pdf)

    @property
    def file_name(self) -> str:
        return f"{self.number}.pdf"

    def stored_files(self) -> dict[str, str]:
        """Its file in the private store, by a name for its person."""
        return {self.file_name: self.pdf} if self.pdf else {}

    def attach_to_notice(self, notice: Notice) -> None:
        """Let ``notice``, made with ``held=True``, go out with the PDF attached once that is stored; in the
        transaction that issued the paper."""
        self.notice = notice
        self.save(update_fields=["notice"])
