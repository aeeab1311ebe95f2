"""Batches of cards for the print room: one PDF of many, made by a worker, thrown away once it is printed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem

from .card import Card


class PrintBatch(OutboxItem):
    """One PDF, each card's front and back in turn. ``done`` of ``size`` cards are laid out; at the end it is there.

    The PDF holds many people's data, so it goes when the batch is closed; its hash stays.
    """

    queue = "pdf"
    lease_length = timedelta(minutes=10)
    max_attempts = 4
    max_retry_delay = timedelta(minutes=1)

    number = models.PositiveIntegerField(_("parti no"), unique=True, editable=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveSmallIntegerField(_("kart sayısı"))
    done = models.PositiveSmallIntegerField(default=0)
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(_("basıldı"), null=True)

    class Meta(OutboxItem.Meta):
        verbose_name = _("basım partisi")
        verbose_name_plural = _("basım partileri")
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(name="batch_done_of_size", condition=Q(done__lte=F("size"), size__gt=0)),
            models.CheckConstraint(name="batch_kept_has_hash", condition=~Q(promise_state="kept") | ~Q(pdf_sha256="")),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_ready(self) -> bool:
        return bool(self.pdf)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.size


class BatchCard(models.Model):
    """A card in a batch. A card lies in one open batch at a time; ``spoiled`` says why a print was thrown away."""

    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="rows", db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="batches")
    position = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    spoiled = models.CharField(_("neden bozuldu"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
            models.UniqueConstraint(fields=["card"], condition=Q(is_open=True), name="card_in_one_open_batch"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
