"""The physical card ("Çalışma İzni Muafiyeti Belgesi"): what is printed on it, where it goes, whether it counts."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant

from .tracking_numbers import validate_tracking_number


class CardState(models.TextChoices):
    """The way of a card (domain 5.4); printing and PTT move it between ``queued`` and ``delivered``."""

    QUEUED = "queued", _("Basım sırasında")
    PRINTED = "printed", _("Basıldı")
    HANDED_OVER = "handed_over", _("PTT’ye verildi")
    IN_TRANSIT = "in_transit", _("Yolda")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Dağıtımda")
    DELIVERED = "delivered", _("Teslim edildi")
    FAILED_ATTEMPT = "failed_attempt", _("Teslim edilemedi")
    HELD_AT_OFFICE = "held_at_office", _("PTT şubesinde bekliyor")
    RETURNED = "returned", _("Geri döndü")
    INVALIDATED = "invalidated", _("Geçersiz")


class InvalidReason(models.TextChoices):
    REPLACED = "replaced", _("yerine yenisi düzenlendi")
    TERMINATED = "terminated", _("muafiyet sonlandırıldı")
    CANCELLED = "cancelled", _("muafiyet iptal edildi")
    EXPIRED = "expired", _("muafiyetin süresi doldu")
    LOST = "lost", _("postada kayboldu")


class Card(models.Model):
    """One card of one exemption, known by an opaque reference. ``facts`` are frozen: what the print room prints.

    ``number`` and ``verification_code`` are printed too: the card's own, and that of the certificate which was in
    force when the card went to print, so that its QR code answers for the exemption.
    """

    refusal: str | None  # no column: what PTT answered last, put on it by the card office (admin/cards_admin.py)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="cards")
    case_reference = models.UUIDField(_("dosya"))
    number = models.CharField(_("kart no"), max_length=9, unique=True)
    verification_code = models.CharField(max_length=16, blank=True)
    state = models.CharField(_("durum"), max_length=20, choices=CardState.choices, default=CardState.QUEUED)
    facts = models.JSONField()
    uavt_code = models.CharField(_("mesken kodu"), max_length=10)
    address_kind = models.CharField(max_length=10)
    address_note = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    tracking_number = models.CharField(
        _("takip numarası"), max_length=13, blank=True, validators=[validate_tracking_number]
    )
    queued_at = models.DateTimeField(_("sıraya girdi"), default=timezone.now)
    printed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(_("son hareket"), default=timezone.now)  # in its present state since
    resends = models.PositiveSmallIntegerField(default=0)  # to a new address, after it came back
    invalidated_at = models.DateTimeField(null=True)
    invalid_reason = models.CharField(max_length=10, choices=InvalidReason.choices, blank=True)

    class Meta:
        verbose_name = _("kart")
        verbose_name_plural = _("kartlar")
        constraints = [
            models.CheckConstraint(name="card_state_known", condition=Q(state__in=CardState.values)),
            # The old card is dead the moment a new one is enqueued.
            models.UniqueConstraint(
                fields=["case_reference"], condition=~Q(state="invalidated"), name="card_one_live_per_case"
            ),
            models.CheckConstraint(name="card_number_form", condition=Q(number__regex=r"^M[0-9]{8}$")),
            models.CheckConstraint(
                name="card_with_ptt_has_tracking",
                condition=~Q(
                    state__in=["handed_over", "in_transit", "out_for_delivery", "failed_attempt", "held_at_office"]
                )
                | ~Q(tracking_number=""),
            ),
            models.CheckConstraint(
                name="card_invalid_since_and_why",
                condition=Q(state="invalidated", invalidated_at__isnull=False) & ~Q(invalid_reason="")
                | ~Q(state="invalidated") & Q(invalidated_at__isnull=True, invalid_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["queued_at", "id"], condition=Q(state="queued"), name="card_to_print"),
            models.Index(
                fields=["state", "moved_at"],
                condition=~Q(state__in=["delivered", "invalidated"]),
                name="card_under_way",
            ),
            models.Index(fields=["case_reference"], name="card_of_case"),
            models.Index(fields=["tracking_number"], condition=~Q(tracking_number=""), name="card_by_tracking"),
            models.Index(KeyTextTransform("number", "facts"), name="card_by_application"),
        ]

    def __str__(self) -> str:
        return self.number
