"""Payment orders: what one person was asked to pay, by when, in up to two legs, and what GİB was told of it."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from emuafiyet.core.outbox.models import OutboxItem

from ..references import validate_reference
from .tariff import FeeKind, Tariff, TaxCode


class OrderState(models.TextChoices):
    OPEN = "open", _("Ödeme bekleniyor")
    SETTLED = "settled", _("Ödendi")
    LAPSED = "lapsed", _("Süresinde ödenmedi")
    VOID = "void", _("Kaldırıldı")


class LegState(models.TextChoices):
    PENDING = "pending", _("Ödeme bekleniyor")
    PAID = "paid", _("Ödendi")
    MISMATCHED = "mismatched", _("Tutar uyuşmadı")
    REFUNDING = "refunding", _("İade ediliyor")
    VOID = "void", _("Kaldırıldı")


UNPAID_STATES = (LegState.PENDING, LegState.MISMATCHED)


class PaymentOrder(models.Model):
    """One notice to pay. It knows a payer and a case's id, never the case (its owner listens to our signals)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        _("İşlem referans numarası"), max_length=14, unique=True, validators=[validate_reference]
    )
    case_reference = models.UUIDField(_("dosya"), db_index=True)
    payer = models.ForeignKey(
        Applicant, verbose_name=_("ödeyecek kişi"), on_delete=models.PROTECT, related_name="payment_orders"
    )
    # Copied, not looked up: a payment is matched by the number the person was told to pay with.
    foreigner_id = models.CharField(_("yabancı kimlik numarası"), max_length=11, db_index=True)
    opened_at = models.DateTimeField(_("bildirim zamanı"), default=timezone.now)
    due_at = models.DateTimeField(_("son ödeme zamanı"))
    state = models.CharField(_("durum"), max_length=8, choices=OrderState.choices, default=OrderState.OPEN)
    settled_at = models.DateTimeField(_("ödendiği an"), null=True)
    closed_at = models.DateTimeField(_("kapandığı an"), null=True)  # lapsed or void

    class Meta:
        verbose_name = _("ödeme emri")
        verbose_name_plural = _("ödeme emirleri")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_reference"], condition=Q(state=OrderState.OPEN), name="one_open_order_per_case"
            ),
            models.CheckConstraint(name="order_reference_form", condition=Q(reference__regex=r"^[0-9]{14}$")),
            models.CheckConstraint(name="order_foreigner_id_form", condition=Q(foreigner_id__regex=r"^99[0-9]{9}$")),
            models.CheckConstraint(name="order_due_after_opening", condition=Q(due_at__gt=F("opened_at"))),
            models.CheckConstraint(
                name="order_times_fit_state",
                condition=Q(state=OrderState.OPEN, settled_at__isnull=True, closed_at__isnull=True)
                | Q(state=OrderState.SETTLED, settled_at__isnull=False, closed_at__isnull=True)
                | Q(state__in=[OrderState.LAPSED, OrderState.VOID], settled_at__isnull=True, closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="order_newest"),  # the desk's list
            models.Index(fields=["due_at"], condition=Q(state=OrderState.OPEN), name="order_open_by_due"),
        ]

    def __str__(self) -> str:
        return self.reference


class Leg(models.Model):
    """One of the two payments of an order. ``paid`` only by one collection line, exact to the kuruş (domain 4.3)."""

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="legs", db_index=False)
    tax_code = models.CharField(_("vergi türü"), max_length=4, choices=TaxCode.choices)
    kind = models.CharField(_("tür"), max_length=20, choices=FeeKind.choices)
    amount_kurus = models.PositiveBigIntegerField(_("tutar (kuruş)"))
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="legs")
    # After a change of tariff: what was asked before, and the first moment at which it no longer is.
    earlier_amount_kurus = models.PositiveBigIntegerField(_("önceki tutar (kuruş)"), null=True, blank=True)
    repriced_at = models.DateTimeField(_("yeni tutarın geçerli olduğu an"), null=True, blank=True)
    state = models.CharField(_("durum"), max_length=10, choices=LegState.choices, default=LegState.PENDING)
    paid_by = models.OneToOneField(
        "CollectionLine", null=True, blank=True, on_delete=models.PROTECT, related_name="pays"
    )
    paid_at = models.DateTimeField(_("ödendiği an"), null=True, blank=True)  # when collected, not when reported

    class Meta:
        verbose_name = _("ödeme kalemi")
        verbose_name_plural = _("ödeme kalemleri")
        ordering = ["-tax_code"]  # the fee first, then the paper
        constraints = [
            models.UniqueConstraint(fields=["order", "tax_code"], name="leg_one_per_code"),
            models.CheckConstraint(name="leg_tax_code_known", condition=Q(tax_code__in=TaxCode.values)),
            models.CheckConstraint(name="leg_amount_positive", condition=Q(amount_kurus__gt=0)),
            models.CheckConstraint(
                name="leg_paid_by_a_line",
                condition=Q(state__in=[LegState.PAID, LegState.REFUNDING], paid_by__isnull=False, paid_at__isnull=False)
                | Q(
                    state__in=[LegState.PENDING, LegState.MISMATCHED, LegState.VOID],
                    paid_by__isnull=True,
                    paid_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="leg_repriced_from_an_amount",
                condition=Q(earlier_amount_kurus__isnull=True, repriced_at__isnull=True)
                | Q(earlier_amount_kurus__gt=0, earlier_amount_kurus__isnull=False, repriced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="leg_kind_fits_code",
                condition=Q(tax_code=TaxCode.FEE, kind__in=[FeeKind.HARC, FeeKind.HARC_HALF])
                | Q(tax_code=TaxCode.PAPER, kind=FeeKind.VALUABLE_PAPER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_code} {self.amount_kurus}"

    def amount_at(self, moment: datetime) -> int:
        """What was asked at ``moment``: money collected in December is measured by December's tariff."""
        if self.earlier_amount_kurus and self.repriced_at and moment < self.repriced_at:
            return self.earlier_amount_kurus
        return self.amount_kurus


class ReceivableCall(OutboxItem):
    """Something GİB still has to be told about an order. GİB knows it by its reference, so repeating is safe."""

    queue = "gateway"
    max_attempts = 40

    class Message(models.TextChoices):
        REGISTER = "register"  # this is owed: show it on the payment page
        REPRICE = "reprice"  # the legs not yet paid cost something else now
        CANCEL = "cancel"  # nothing is owed any more

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="calls")
    message = models.CharField(max_length=8, choices=Message.choices)

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            # What is owed may change again, when a payment is taken back after a new tariff came.
            models.UniqueConstraint(
                fields=["order", "message"], condition=~Q(message="reprice"), name="receivable_told_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
