"""Collection lines: what GİB says was really paid. Facts are written once; only our judgement of them changes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .order import Leg


class LineOutcome(models.TextChoices):
    """What a line came to. ``waiting`` lines are stored but not judged yet; every pull judges them again."""

    WAITING = "waiting", _("İşlenecek")
    MATCHED = "matched", _("Eşleşti")
    MISMATCHED = "mismatched", _("Uyuşmadı")
    SURPLUS = "surplus", _("Fazla ödeme")
    UNMATCHED = "unmatched", _("Sahipsiz")
    REVERSAL = "reversal", _("Ters kayıt")
    REVERSED = "reversed", _("Geri alındı")
    REPLACED = "replaced", _("Değiştirildi")


# Money that came and paid nothing.
IDLE_OUTCOMES = (LineOutcome.MISMATCHED, LineOutcome.SURPLUS, LineOutcome.UNMATCHED)


class LineReason(models.TextChoices):
    """Why a line is not simply a payment; shown to the payments officer and, where it helps, to the payer."""

    WRONG_AMOUNT = "wrong_amount", _("Tutar kuruşu kuruşuna aynı değil")
    OTHER_LEG = "other_leg", _("Diğer kalemin tutarı bu vergi türüne yatırılmış")
    CODE_NOT_DUE = "code_not_due", _("Bu vergi türünden ödenecek kalem yok")
    UNKNOWN_REFERENCE = "unknown_reference", _("Referans numarası bilinmiyor")
    UNKNOWN_PERSON = "unknown_person", _("Bu kimlik numarasının bekleyen ödemesi yok")
    WRONG_PERSON = "wrong_person", _("Referans başka bir kimlik numarasına ait")
    LATE = "late", _("Son ödeme gününden sonra tahsil edilmiş")
    TOO_EARLY = "too_early", _("Ödeme bildiriminden önce tahsil edilmiş")
    PAID_TWICE = "paid_twice", _("Kalem daha önce ödenmiş")
    ORDER_CLOSED = "order_closed", _("Ödeme emri kapanmış")
    UNDONE = "undone", _("Tahsilat geri alındı")
    UNDOES_SURPLUS = "undoes_surplus", _("Eşleşmemiş bir tahsilatı geri aldı")
    UNDOES_PAYMENT = "undoes_payment", _("Ödenmiş bir kalemi geri aldı")
    UNDOES_SETTLED = "undoes_settled", _("Sonuçlanmış bir ödemeyi geri almak istiyor")
    UNDOES_NOTHING = "undoes_nothing", _("Geri alınacak tahsilat henüz gelmedi")
    REPLACED = "replaced", _("Dosyadan yanlış geldi; yerine doğrusu yazıldı")


class Attention(models.TextChoices):
    """Whether a person has to look. Money that paid nothing, or pays nothing any more, waits on the desk until
    an officer has said what became of it."""

    NONE = "", _("Gerekmiyor")
    OPEN = "open", _("Bekliyor")
    DONE = "done", _("Kapandı")


class RefundState(models.TextChoices):
    """How far giving the money back has come; the tax office gives it back, never the portal (A-12)."""

    NONE = "", _("Yok")
    ASKED = "asked", _("Vergi dairesine bildirildi")
    GIVEN = "given", _("İade edildi")


class CollectionLineQuerySet(models.QuerySet):
    def not_replaced(self) -> Self:
        """Lines that count: all but those which a correcting line has replaced."""
        return self.exclude(outcome=LineOutcome.REPLACED)


class CollectionLine(models.Model):
    """One line of a collections feed (domain 3.11).

    Everything up to ``replaces`` is what the feed said and can never be updated or deleted (a trigger
    sees to it), however odd it is: code and identity number are stored as sent. A line that a file brought
    wrong, and that paid nothing, stays as it is beside the one that ``replaces`` it.
    """

    source = models.CharField(_("kaynak"), max_length=20)
    collection_id = models.CharField(_("tahsilat numarası"), max_length=64)
    collected_at = models.DateTimeField(_("tahsil zamanı"))
    collector = models.CharField(_("tahsil eden"), max_length=64)  # bank code, or IVD
    tax_code = models.CharField(_("vergi türü"), max_length=20)
    foreigner_id = models.CharField(_("yabancı kimlik numarası"), max_length=40)
    reference = models.CharField(_("İşlem referans numarası"), max_length=40, null=True)  # noqa: DJ001 (as sent)
    amount_kurus = models.BigIntegerField(_("tutar (kuruş)"))
    reversal = models.BooleanField(_("ters kayıt"), default=False)
    received_at = models.DateTimeField(_("alındığı an"), default=timezone.now)
    # The file that brought it; null when the feed did.
    file = models.ForeignKey(
        "payments.CollectionsFile", verbose_name=_("dosya"), null=True, on_delete=models.PROTECT, related_name="lines"
    )
    replaces = models.OneToOneField(
        "self", verbose_name=_("yerine geçtiği satır"), null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    outcome = models.CharField(_("sonuç"), max_length=10, choices=LineOutcome.choices, default=LineOutcome.WAITING)
    reason = models.CharField(_("neden"), max_length=20, choices=LineReason.choices, blank=True)
    leg = models.ForeignKey(
        Leg, verbose_name=_("ödeme kalemi"), null=True, on_delete=models.PROTECT, related_name="lines"
    )
    # A reversal and the line it undid, each way.
    undone_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undid")

    attention = models.CharField(
        _("görevli"), max_length=4, choices=Attention.choices, blank=True, default=Attention.NONE
    )
    refund = models.CharField(
        _("İade"), max_length=5, choices=RefundState.choices, blank=True, default=RefundState.NONE
    )

    objects = CollectionLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("tahsilat satırı")
        verbose_name_plural = _("tahsilat satırları")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "collection_id"], condition=~Q(outcome=LineOutcome.REPLACED), name="line_stored_once"
            ),
            models.CheckConstraint(
                name="line_odd_has_reason",
                condition=Q(outcome__in=[LineOutcome.WAITING, LineOutcome.MATCHED], reason="")
                | (~Q(outcome__in=[LineOutcome.WAITING, LineOutcome.MATCHED]) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="line_matched_has_leg", condition=~Q(outcome=LineOutcome.MATCHED) | Q(leg__isnull=False)
            ),
            models.CheckConstraint(
                name="line_reversal_is_never_a_payment",
                condition=Q(reversal=False)
                | Q(outcome__in=[LineOutcome.WAITING, LineOutcome.REVERSAL, LineOutcome.REPLACED]),
            ),
            models.CheckConstraint(
                name="line_refund_of_money_that_came",
                condition=Q(refund=RefundState.NONE)
                | Q(reversal=False, outcome__in=[*IDLE_OUTCOMES, LineOutcome.MATCHED, LineOutcome.REVERSED]),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome=LineOutcome.WAITING), name="line_waiting"),
            models.Index(fields=["foreigner_id", "tax_code"], name="line_by_person"),
            models.Index(fields=["-id"], condition=Q(attention=Attention.OPEN), name="line_needs_a_person"),
            models.Index(fields=["collected_at"], name="line_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.collection_id}"


class Feed(models.Model):
    """How far a source has been read. No order lapses before its feed was read through its last day (5.8)."""

    source = models.CharField(_("kaynak"), max_length=20, primary_key=True)
    cursor = models.CharField(max_length=100, blank=True)
    imported_through = models.DateTimeField(_("şu ana kadar tam"), null=True)
    read_at = models.DateTimeField(_("son okuma"), null=True)

    class Meta:
        verbose_name = _("tahsilat kaynağı")
        verbose_name_plural = _("tahsilat kaynakları")

    def __str__(self) -> str:
        return self.source
