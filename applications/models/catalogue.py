"""The catalogue: sectors, categories and the papers each category asks for (domain 2)."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from documents.upload_rules import rules

MAX_MONTHS = 600
MAX_DAYS = 3660
MAX_TEXT_LENGTH = 1000
LANGUAGES = frozenset({"tr", "en", "ru", "ar"})
UPLOAD_FORMATS = tuple(rules.FORMATS)
FORMAT_CHOICES = [(slug, each.label) for slug, each in rules.FORMATS.items()]


def build_range_validators(least: int, most: int) -> list[Any]:
    return [MinValueValidator(least), MaxValueValidator(most)]


def validate_who(value: Any) -> None:
    """A sentence or two by language, and nothing else."""
    if not isinstance(value, dict) or not LANGUAGES.issuperset(value):
        raise ValidationError(_("Dillere göre metin yazın."), code="who")
    for text in value.values():
        if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH or "\x00" in text or not _can_be_stored(text):
            raise ValidationError(_("Dillere göre metin yazın."), code="who")


def _can_be_stored(text: str) -> bool:
    """Whether it is text at all: half of a pair of surrogates is not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class CatalogueEntry(models.Model):
    """A thing with a name per language; a language without one reads English, then Turkish."""

    slug = models.SlugField(primary_key=True, max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    name_tr = models.CharField(_("Türkçe adı"), max_length=200)
    name_en = models.CharField(_("İngilizce adı"), max_length=200)
    name_ru = models.CharField(_("Rusça adı"), max_length=200, blank=True)
    name_ar = models.CharField(_("Arapça adı"), max_length=200, blank=True)
    # Set by the first change in the admin: from then on the file of the program no longer writes here.
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return getattr(self, f"name_{get_language()}", "") or self.name_en or self.name_tr


class Sector(CatalogueEntry):
    category_list: list["Category"]  # put on it by list_sectors of catalogue/read_catalogue.py

    class Meta:
        verbose_name = _("sektör")
        verbose_name_plural = _("sektörler")
        ordering = ["order"]


class DocumentKind(CatalogueEntry):
    # What may be handed in; what is kept of it is a PDF, and of a photo a JPEG (domain 7.1, 7.2).
    formats = ArrayField(
        models.CharField(max_length=4, choices=FORMAT_CHOICES), verbose_name=_("yüklenebilecek dosya türleri")
    )

    class Meta:
        verbose_name = _("belge türü")
        verbose_name_plural = _("belge türleri")
        ordering = ["order"]

    def clean(self) -> None:
        if self.slug == rules.PHOTO_KIND and "pdf" in (self.formats or ()):
            raise ValidationError({"formats": _("Biyometrik fotoğraf resim olarak yüklenir; PDF seçmeyin.")})


def find_kinds(*rows: models.Model | None) -> dict[str, DocumentKind] | None:
    """Every kind by slug, of the first of the rows that they came along with; None when they came with none."""
    told = next((vars(each)["kind_rows"] for each in rows if hasattr(each, "kind_rows")), None)
    return None if told is None else {row["slug"]: DocumentKind(**row) for row in told}


class Category(CatalogueEntry):
    """One kind of exemption (regulation art. 48/1) with the rules that hold for it."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Bu portaldan başvurulur")
        MFA = "mfa", _("Dışişleri Bakanlığına başvurulur")
        MOI_NOTIFICATION = "moi_notification", _("Başvuru yapılmaz; İçişleri Bakanlığı bildirir")

    class Cooldown(models.TextChoices):
        GRANT = "grant", _("veriliş tarihinden ay olarak")
        CALENDAR_YEAR = "calendar_year", _("takvim yılı")
        NONE = "none", _("yok")

    class Employer(models.TextChoices):
        REQUIRED = "required", _("belli olmalıdır")
        USUAL = "usual", _("çoğunlukla vardır")
        POSSIBLE = "possible", _("olabilir de olmayabilir de")
        UNUSUAL = "unusual", _("çoğunlukla yoktur")

    class EndsWith(models.TextChoices):
        CONTRACT = "contract", _("sözleşme süresince")
        ASSIGNMENT = "assignment", _("görev süresince")
        INTERNSHIP = "internship", _("staj süresince")
        TRAINING = "training", _("eğitim süresince")
        NOTIFICATION = "notification", _("bildirilen süre boyunca")

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="categories")
    letter = models.CharField(_("bent"), max_length=2, blank=True)
    legal_ref = models.CharField(_("mevzuat"), max_length=120)
    who = models.JSONField(_("kimler için"), default=dict, blank=True, validators=[validate_who])
    cap_months = models.PositiveSmallIntegerField(
        _("üst süre (ay)"), null=True, blank=True, validators=build_range_validators(1, MAX_MONTHS)
    )
    ends_with = models.CharField(_("süre neyle biter"), max_length=20, blank=True, choices=EndsWith.choices)
    calendar_year = models.BooleanField(_("üst süre takvim yılı içinde"), default=False)
    rolling_days = models.PositiveSmallIntegerField(
        _("bir dönemdeki en çok gün"), null=True, blank=True, validators=build_range_validators(1, MAX_DAYS)
    )
    rolling_within = models.PositiveSmallIntegerField(
        _("dönemin uzunluğu (gün)"), null=True, blank=True, validators=build_range_validators(1, MAX_DAYS)
    )
    channel = models.CharField(_("kanal"), max_length=20, choices=Channel.choices)
    employer = models.CharField(_("Türkiye’de işveren"), max_length=10, choices=Employer.choices)
    self_employed_allowed = models.BooleanField(default=False)
    cooldown = models.CharField(max_length=15, choices=Cooldown.choices)
    cooldown_months = models.PositiveSmallIntegerField(
        _("bekleme süresi (ay)"), null=True, blank=True, validators=build_range_validators(1, MAX_MONTHS)
    )
    enabled = models.BooleanField(_("açık"), default=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    documents = models.ManyToManyField(DocumentKind, through="CategoryDocument")

    class Meta:
        verbose_name = _("kategori")
        verbose_name_plural = _("kategoriler")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="category_has_an_end", condition=Q(cap_months__isnull=False) | ~Q(ends_with="")
            ),
            models.CheckConstraint(
                name="category_cooldown_has_length",
                condition=~Q(cooldown="grant") | Q(cooldown_months__isnull=False),
            ),
            models.CheckConstraint(
                name="category_words_known",
                condition=Q(
                    employer__in=["required", "usual", "possible", "unusual"],
                    channel__in=["portal", "mfa", "moi_notification"],
                    cooldown__in=["grant", "calendar_year", "none"],
                    ends_with__in=["", "contract", "assignment", "internship", "training", "notification"],
                ),
                violation_error_message=_("İşveren, kanal, bekleme veya süre sonu bilinen değerlerden biri olmalı."),
            ),
            models.CheckConstraint(
                name="category_who_by_language",
                condition=Exact(
                    Func("who", function="jsonb_typeof", output_field=TextField()), Value("object", TextField())
                ),
                violation_error_message=_("Dillere göre metin yazın."),
            ),
            models.CheckConstraint(
                name="category_window_is_whole",
                condition=Q(rolling_days__isnull=True, rolling_within__isnull=True)
                | Q(
                    rolling_days__isnull=False,
                    rolling_within__isnull=False,
                    rolling_days__gte=1,
                    rolling_within__gte=F("rolling_days"),
                ),
                violation_error_message=_("Dönemin uzunluğu ve içindeki en çok gün birlikte yazılır."),
            ),
            models.CheckConstraint(
                name="category_year_has_cap",
                condition=Q(calendar_year=False) | Q(cap_months__isnull=False),
                violation_error_message=_("Takvim yılı içindeki üst sürenin ay sayısını yazın."),
            ),
            models.CheckConstraint(
                name="category_lengths_are_some",
                condition=(Q(cap_months__isnull=True) | Q(cap_months__gte=1))
                & (Q(cooldown_months__isnull=True) | Q(cooldown_months__gte=1)),
            ),
        ]

    def clean(self) -> None:
        # Fields that are empty are not validated: an empty list is no text by language either.
        self.who = self.who or {}

    @property
    def open_here(self) -> bool:
        """Whether an application can be made in this portal (L8)."""
        return self.enabled and self.channel == self.Channel.PORTAL

    @property
    def who_fits(self) -> str:
        """Whom the category is for, in plain words (R3, R40)."""
        words = self.who if isinstance(self.who, dict) else {}
        return str(words.get(get_language()) or words.get("en") or words.get("tr") or "")

    @property
    def cap_text(self) -> str:
        if self.cap_months is None:
            return str(ENDS_WITH.get(self.ends_with, ""))
        if self.calendar_year:
            return gettext("takvim yılı içinde en çok %(n)d ay") % {"n": self.cap_months}
        return gettext("en çok %(n)d ay") % {"n": self.cap_months}


class CategoryVersion(models.Model):
    """The rules of a category from one moment on: who made them so. Only ever added to."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kategori sürümü")
        verbose_name_plural = _("kategori sürümleri")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["category", "number"], name="category_version_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.number}"


ENDS_WITH: dict[str, Any] = {each.value: each.label for each in Category.EndsWith}


class CategoryDocument(models.Model):
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="document_rules")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT)
    required = models.BooleanField(_("zorunlu"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["category", "kind"], name="category_document_once")]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.kind_id}"
