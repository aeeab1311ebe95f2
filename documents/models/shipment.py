"""What is sent by PTT: the numbers it allotted us, a parcel for each time a card goes out, the parcel's movements."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import ean

from emuafiyet.core.outbox.models import OutboxItem
from emuafiyet.core.outbox.publishing import publish_on_commit

from .card import Card
from .tracking_numbers import validate_tracking_number

LOST_AFTER = timedelta(days=15)  # without a movement (domain 6.6)


class RangeExhaustedError(Exception):
    """Every number that PTT allotted has been used: ask PTT for more and enter them."""


class TrackingRange(models.Model):
    """Twelve-digit numbers allotted by PTT, both ends among them; a check digit makes each a tracking number."""

    first = models.CharField(_("İlk numara"), max_length=12)
    last = models.CharField(_("son numara"), max_length=12)
    used = models.PositiveIntegerField(_("kullanılan"), default=0, editable=False)
    added_at = models.DateTimeField(_("eklendi"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("PTT barkod aralığı")
        verbose_name_plural = _("PTT barkod aralıkları")
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                name="range_of_twelve_digits",
                condition=Q(first__regex=r"^[0-9]{12}$", last__regex=r"^[0-9]{12}$", first__lte=F("last")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

    @property
    def size(self) -> int:
        return int(self.last) - int(self.first) + 1

    @property
    def left(self) -> int:
        return self.size - self.used

    @classmethod
    def allot_number(cls) -> str:
        """The next tracking number, in the caller's transaction; nobody else gets the same. Raises
        ``RangeExhaustedError``."""
        for row in cls.objects.select_for_update().order_by("added_at", "id"):
            if row.left > 0:
                body = f"{int(row.first) + row.used:012d}"
                cls.objects.filter(pk=row.pk).update(used=F("used") + 1)
                return body + ean.calc_check_digit(body)
        raise RangeExhaustedError

    @classmethod
    def count_remaining(cls) -> int:
        return sum(row.left for row in cls.objects.all())


class Shipment(OutboxItem):
    """One parcel with one card: the item that registers it at PTT, and afterwards the way it takes.

    The card counts as handed over only when PTT has said that it knows the parcel.
    """

    queue = "gateway"
    max_attempts = 40

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="shipments")
    tracking_number = models.CharField(
        _("takip numarası"), max_length=13, unique=True, validators=[validate_tracking_number]
    )
    registered_at = models.DateTimeField(_("PTT’ye bildirildi"), null=True)
    ended_at = models.DateTimeField(null=True)  # delivered, back, withdrawn or refused: nobody looks any more
    look_at = models.DateTimeField(default=timezone.now)  # when PTT is asked next
    last_movement_at = models.DateTimeField(null=True)

    class Meta(OutboxItem.Meta):
        verbose_name = _("gönderi")
        verbose_name_plural = _("gönderiler")
        constraints = [
            *OutboxItem.Meta.constraints,
            models.UniqueConstraint(fields=["card"], condition=Q(ended_at__isnull=True), name="one_parcel_under_way"),
        ]
        indexes = [
            *OutboxItem.Meta.indexes,
            models.Index(
                fields=["look_at"],
                condition=Q(registered_at__isnull=False, ended_at__isnull=True),
                name="shipment_to_follow",
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number

    @property
    def is_silent(self) -> bool:
        """With PTT, and nothing heard of it for so long that it is probably lost."""
        heard = self.last_movement_at or self.registered_at
        return self.ended_at is None and heard is not None and heard < timezone.now() - LOST_AFTER

    @classmethod
    def withdraw_parcel(cls, card_id: object) -> None:
        """The card is void: withdraw its parcel if PTT has been told of it and has not taken it, in the caller's
        transaction."""
        row = cls.objects.select_for_update().filter(card=card_id, ended_at__isnull=True).first()
        if row is None or row.last_movement_at is not None:
            return
        cls.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        # Enqueued even when no answer has come yet: the registration may be on its way at this moment.
        withdrawal, made = Withdrawal.objects.get_or_create(shipment=row)
        if made:
            publish_on_commit(withdrawal)

    @classmethod
    def end_tracking(cls, card_id: object) -> None:
        """Nobody asks after the card's parcel any more, in the caller's transaction."""
        cls.objects.filter(card=card_id, ended_at__isnull=True).update(ended_at=timezone.now())


class Withdrawal(OutboxItem):
    """PTT is told that a registered parcel will not come."""

    queue = "gateway"
    max_attempts = 40

    shipment = models.OneToOneField(Shipment, on_delete=models.CASCADE)

    class Meta(OutboxItem.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class Movement(models.Model):
    """One line of a parcel's way as PTT tells it, stored once; ``words`` are PTT's own."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="movements", db_index=False)
    sequence = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    office = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["shipment", "sequence"], name="movement_once")]

    def __str__(self) -> str:
        return self.words


def probably_lost_filter(now: datetime | None = None) -> Q:
    """Shipments with no movement for so long that they have to be looked for (domain 6.6)."""
    before = (now or timezone.now()) - LOST_AFTER
    silent = Q(last_movement_at__lt=before) | Q(last_movement_at__isnull=True, registered_at__lt=before)
    return silent & Q(registered_at__isnull=False, ended_at__isnull=True)
