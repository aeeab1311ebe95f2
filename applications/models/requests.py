"""What the holder of an exemption may ask for: its end (guide 4.6) and a new card (guide 4.9). Small machines of
their own beside the application's; ``status`` has the same one writer, ``workflow``."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Upload

from .answers import Work
from .application import Application


class TerminationStatus(models.TextChoices):
    REQUESTED = "requested", _("Sonlandırma isteniyor")
    ACCEPTED = "accepted", _("Sonlandırma kabul edildi")
    REFUSED = "refused", _("Sonlandırma kabul edilmedi")


class TerminationGround(models.TextChoices):
    """Why a holder ends an exemption (domain 5.5)."""

    NEVER_STARTED = "never_started", _("İşe hiç başlanmadı")
    ENDED_EARLY = "ended_early", _("İş erken bitti")
    LEFT = "left", _("Türkiye’den ayrılıyorum")
    OTHER_STATUS = "other_status", _("Çalışma iznine veya başka bir statüye geçtim")
    CONTRACT_CANCELLED = "contract_cancelled", _("Sözleşme feshedildi")
    OTHER = "other", _("Başka bir neden")


class ReissueStatus(models.TextChoices):
    DRAFT = "draft", _("Yeni kart: taslak")
    UNDER_REVIEW = "under_review", _("Yeni kart: incelemede")
    AWAITING_PAYMENT = "awaiting_payment", _("Yeni kart: ödeme bekleniyor")
    APPROVED = "approved", _("Yeni kart: onaylandı")
    LAPSED = "lapsed", _("Yeni kart: ödeme yapılmadı")
    CLOSED = "closed", _("Yeni kart: kapandı")
    WITHDRAWN = "withdrawn", _("Yeni kart: geri alındı")


class ReissueGround(models.TextChoices):
    """The three exclusive grounds of guide 4.9."""

    LOST = "lost", _("Kayıp / çalıntı sebebiyle yeni kart talebi")
    DATA_CHANGE = "data_change", _("Kişisel bilgilerde oluşan değişiklik sebebiyle yeni kart talebi")
    ADMIN_FAULT = "admin_fault", _("İdarenin kusuru sebebiyle hatalı basılan kartın yenilenmesi")


OPEN_REISSUE_STATUSES = ("draft", "under_review", "awaiting_payment")


class HolderRequest(models.Model):
    """One request on one granted exemption. Addresses use ``id``."""

    application: "models.ForeignKey[Application, Application]"  # each table has its own, under its own name
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("gönderildi"), null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    finding = models.TextField(blank=True, editable=False)  # the officer's words to the applicant
    finding_translation = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def applicant_id(self) -> uuid.UUID:
        return self.application.applicant_id


class TerminationRequest(HolderRequest):
    """ "Muafiyet Sonlandırma": a request, decided by an officer (A-18)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="termination_requests")
    status = models.CharField(
        _("durum"),
        max_length=20,
        choices=TerminationStatus.choices,
        default=TerminationStatus.REQUESTED,
        editable=False,
    )
    ground = models.CharField(_("gerekçe"), max_length=20, choices=TerminationGround.choices)
    ground_note = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField(_("sona ereceği gün"))
    petition = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("sonlandırma talebi")
        verbose_name_plural = _("sonlandırma talepleri")
        constraints = [
            models.CheckConstraint(name="termination_status_known", condition=Q(status__in=TerminationStatus.values)),
            models.UniqueConstraint(
                fields=["application"], condition=Q(status="requested"), name="termination_one_pending"
            ),
            models.CheckConstraint(
                name="termination_other_explained", condition=~Q(ground="other") | ~Q(ground_note="")
            ),
            models.CheckConstraint(
                name="termination_decided",
                condition=Q(status="requested", decided_at__isnull=True)
                | ~Q(status="requested") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="termination_refusal_reasoned", condition=~Q(status="refused") | ~Q(finding="")
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(status="requested"), name="termination_queue"),
        ]


class ReissueRequest(HolderRequest):
    """ "Yeni Kart Başvurusu" (guide 4.9): the exemption stays as it is, only the card is made anew."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reissue_requests")
    status = models.CharField(
        _("durum"), max_length=20, choices=ReissueStatus.choices, default=ReissueStatus.DRAFT, editable=False
    )
    ground = models.CharField(_("gerekçe"), max_length=12, choices=ReissueGround.choices)
    # Where the new card goes; empty until the page has been valid.
    uavt_code = models.CharField(max_length=10, blank=True)
    address_kind = models.CharField(max_length=10, choices=Work.AddressKind.choices, blank=True)
    address_note = models.CharField(max_length=200, blank=True)
    # b: the registry's record as it was compared with the card and confirmed by the holder.
    record = models.JSONField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # c: what went wrong and its proof.
    explanation = models.TextField(blank=True)
    proof = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    card_front = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    card_back = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    fault_confirmed = models.BooleanField(null=True, editable=False)
    # What the officer put right: printed facts by their names, and what shows that they were wrong.
    corrections = models.JSONField(default=dict, editable=False)
    evidence = models.TextField(blank=True, editable=False)
    payment_due_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("yeni kart talebi")
        verbose_name_plural = _("yeni kart talepleri")
        constraints = [
            models.CheckConstraint(name="reissue_status_known", condition=Q(status__in=ReissueStatus.values)),
            models.UniqueConstraint(
                fields=["application"], condition=Q(status__in=OPEN_REISSUE_STATUSES), name="reissue_one_open"
            ),
            models.CheckConstraint(
                name="reissue_sent_has_address",
                condition=Q(status__in=["draft", "closed"]) | ~Q(uavt_code="") & Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reissue_payment_has_deadline",
                condition=~Q(status="awaiting_payment") | Q(payment_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reissue_corrections_have_evidence",
                condition=Q(corrections={}) | Q(fault_confirmed=True) & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="reissue_fault_found_after_review",
                condition=Q(fault_confirmed__isnull=True)
                | Q(ground="admin_fault", decided_at__isnull=False) & ~Q(finding=""),
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(status="under_review"), name="reissue_queue"),
        ]
