"""A file of collections that an officer handed in, as a row and an outbox item."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem


class CollectionsFile(OutboxItem):
    """A day's collections as a file, read where the feed cannot be: held until an officer has seen what is in it.

    Taking it in is safe to repeat, and lines that the feed brought too are stored once: both are GİB's, so a
    line has the same collection number in either.
    """

    lease_length = timedelta(minutes=10)
    longest_hold = timedelta(days=3)  # an officer looks through it first

    name = models.CharField(_("dosya"), max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField(blank=True)  # as it was handed in, if it was a text
    reading = models.JSONField(null=True)  # what was read from it: the officer and the worker see the same
    line_count = models.PositiveIntegerField(_("satır"))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What taking it in came to; null before.
    judged = models.PositiveIntegerField(_("İşlenen"), null=True)
    contradicting = models.PositiveIntegerField(_("çelişen"), null=True)

    class Meta(OutboxItem.Meta):
        verbose_name = _("tahsilat dosyası")
        verbose_name_plural = _("tahsilat dosyaları")
        ordering = ["-created_at"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.name
