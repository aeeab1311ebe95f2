"""What the payments desk adds to what the feed said: who did what about a line, and files read by hand."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.outbox import Promise

from .collection import CollectionLine

if TYPE_CHECKING:
    from ..collections.statement import Statement


class Deed(models.TextChoices):
    """What an officer can say became of a line."""

    NOTED = "noted", _("Not düştü")
    REFUND_ASKED = "refund_asked", _("İadesini vergi dairesine bildirdi")
    REFUND_GIVEN = "refund_given", _("İade edildiğini işledi")
    CLOSED = "closed", _("İnceleyip kapattı")
    REOPENED = "reopened", _("Yeniden açtı")
    REPLACED = "replaced", _("Doğrusuyla değiştirdi")


class LineDeed(models.Model):
    """One thing an officer did about one line; only ever added to (a trigger sees to it)."""

    line = models.ForeignKey(CollectionLine, on_delete=models.PROTECT, related_name="deeds")
    deed = models.CharField(_("İşlem"), max_length=12, choices=Deed.choices)
    note = models.CharField(_("açıklama"), max_length=500, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tahsilat işlemi")
        verbose_name_plural = _("tahsilat işlemleri")
        ordering = ["id"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.deed


class CollectionsFile(Promise):
    """A day's collections as a file, read where the feed cannot be: held until an officer has seen what is in it.

    Taking it in is safe to repeat, and lines that the feed brought too are stored once: both are GİB's, so a
    line has the same collection number in either.
    """

    queue = "gateway"
    lease_length = timedelta(minutes=10)

    name = models.CharField(_("dosya"), max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField(blank=True)  # as it was handed in, if it was a text
    reading = models.JSONField(null=True)  # what was read from it: the officer and the worker see the same
    line_count = models.PositiveIntegerField(_("satır"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What taking it in came to; null before.
    judged = models.PositiveIntegerField(_("İşlenen"), null=True)
    contradicting = models.PositiveIntegerField(_("çelişen"), null=True)

    class Meta(Promise.Meta):
        verbose_name = _("tahsilat dosyası")
        verbose_name_plural = _("tahsilat dosyaları")
        ordering = ["-created_at"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.name

    def load_statement(self) -> "Statement":
        from ..collections.statement import read
        from ..collections.statement.statement_storage import load_statement

        return load_statement(self.reading) if self.reading else read(self.content)

    def keep(self) -> None:
        from ..collections.feed import take_in
        from ..collections.statement import preview

        found = preview(self.load_statement().lines)
        tally = take_in(found.fresh, file=self)
        CollectionsFile.objects.filter(pk=self.pk).update(
            judged=tally.judged, contradicting=tally.contradicting + len(found.contradicting)
        )
