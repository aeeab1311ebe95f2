"""The pages of an application, one table each; a row exists exactly when its page has been valid (guide 3.2)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Upload

from .application import Application
from .catalogue import DocumentKind

TITLE_LENGTH = 250  # of a company or an institution, as papers can print it


class ApplicationPage(models.Model):
    application = models.OneToOneField(Application, on_delete=models.CASCADE, primary_key=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class ClarificationRead(ApplicationPage):
    """Proof that the clarification text was given and read (Law 6698 art. 10; burden of proof on the controller)."""

    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    read_at = models.DateTimeField(default=timezone.now)
    address_hash = models.CharField(max_length=64)


class ExplicitConsent(ApplicationPage):
    """The separate, withdrawable consent (communiqué of 10 Mar 2018, art. 5): never one tick for both."""

    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    address_hash = models.CharField(max_length=64)


class Work(ApplicationPage):
    """İşyeri ve İşveren Bilgileri (R44-R62)."""

    class AddressKind(models.TextChoices):
        RESIDENCE = "residence", _("İkamet adresim")
        WORKPLACE = "workplace", _("Çalışacağım işyerinin adresi")
        OTHER = "other", _("Bunlardan farklı bir adres")

    class InsurancePayer(models.TextChoices):
        TURKEY = "turkey", _("Yurt içinden")
        ABROAD = "abroad", _("Yurt dışından")

    class StayBasis(models.TextChoices):
        VISA = "visa", _("Vize")
        VISA_WAIVER = "visa_waiver", _("Vize muafiyeti")
        RESIDENCE = "residence", _("İkamet izni")
        OTHER = "other", _("Başka bir hak")

    occupation = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    wants_card = models.BooleanField(null=True)  # asked only under three months; above, a card is always made
    uavt_code = models.CharField(max_length=10, blank=True)
    address_kind = models.CharField(max_length=10, choices=AddressKind.choices, blank=True)
    address_note = models.CharField(max_length=200, blank=True)
    # Asked of people inside Türkiye only (L5, regulation art. 49/3).
    stay_basis = models.CharField(max_length=12, choices=StayBasis.choices, blank=True)
    stay_until = models.DateField(null=True, blank=True)
    stay_proof = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    province = models.CharField(max_length=2)
    district = models.CharField(max_length=60)
    purpose = models.TextField(max_length=2000)
    has_employer = models.BooleanField()  # in Türkiye
    sgk_workplace_no = models.CharField(max_length=26, blank=True)
    employer_title = models.CharField(max_length=TITLE_LENGTH, blank=True)  # as declared; SGK's own counts first
    gross_monthly_wage = models.BigIntegerField(null=True, blank=True)  # kuruş
    contract = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    self_employed = models.BooleanField(default=False)
    # Sent by an employer or an institution abroad, to a host in Türkiye or to none.
    foreign_employer = models.CharField(max_length=TITLE_LENGTH, blank=True)
    foreign_employer_country = models.CharField(max_length=3, blank=True)
    foreign_wage = models.BigIntegerField(null=True, blank=True)  # kuruş a month
    host_name = models.CharField(max_length=TITLE_LENGTH, blank=True)
    host_province = models.CharField(max_length=2, blank=True)
    host_district = models.CharField(max_length=60, blank=True)
    insurance_payer = models.CharField(max_length=10, choices=InsurancePayer.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(name="work_period_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="work_employer_or_self",
                condition=Q(has_employer=True, self_employed=False, foreign_employer="")
                & ~Q(sgk_workplace_no="")
                & Q(gross_monthly_wage__gt=0, contract__isnull=False)
                | Q(has_employer=False, self_employed=True, sgk_workplace_no="", foreign_employer="")
                | Q(has_employer=False, self_employed=False, sgk_workplace_no="") & ~Q(foreign_employer=""),
            ),
            models.CheckConstraint(
                name="work_foreign_employer_is_whole",
                condition=Q(foreign_employer="", foreign_employer_country="", host_name="", foreign_wage__isnull=True)
                | ~Q(foreign_employer="") & ~Q(foreign_employer_country=""),
            ),
            models.CheckConstraint(
                name="work_host_is_whole",
                condition=Q(host_name="", host_province="", host_district="")
                | ~Q(host_name="") & ~Q(host_province="") & ~Q(host_district=""),
            ),
            models.CheckConstraint(
                name="work_stay_is_whole",
                condition=Q(stay_basis="", stay_until__isnull=True, stay_proof__isnull=True)
                | ~Q(stay_basis="") & Q(stay_until__isnull=False, stay_proof__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["sgk_workplace_no"], condition=~Q(sgk_workplace_no=""), name="work_by_workplace"),
            GinIndex(
                OpClass(Upper("foreign_employer"), "gin_trgm_ops"),
                condition=~Q(foreign_employer=""),
                name="work_by_foreign_employer",
            ),
        ]


class Papers(models.Model):
    """A documents page that has been valid: Kanıtlayıcı Belgeler or Ek Belgeler (R63, R64)."""

    class Page(models.TextChoices):
        SUPPORTING = "supporting", _("Kanıtlayıcı Belgeler")
        ADDITIONAL = "additional", _("Ek Belgeler")
        OBJECTION = "objection", _("İtiraz Belgeleri")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="paper_pages", db_index=False)
    page = models.CharField(max_length=12, choices=Page.choices)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "page"], name="papers_page_once")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.page}"


class Paper(models.Model):
    papers = models.ForeignKey(Papers, on_delete=models.CASCADE, related_name="items", db_index=False)
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["papers", "upload"], name="paper_once")]

    def __str__(self) -> str:
        return f"{self.papers_id}: {self.kind_id}"
