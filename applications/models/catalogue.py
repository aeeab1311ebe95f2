"""The catalogue: sectors, categories and the papers each category asks for (domain 2)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
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


class Sector(Named):
    class Meta:
        verbose_name = _("sektör")
        verbose_name_plural = _("sektörler")
        ordering = ["order"]


class DocumentKind(Named):
    formats = ArrayField(models.CharField(max_length=4))

    class Meta:
        verbose_name = _("belge türü")
        verbose_name_plural = _("belge türleri")
        ordering = ["order"]


class Category(Named):
    """One kind of exemption (regulation art. 48/1) with the rules that hold for it."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Bu portaldan başvurulur")
        MFA = "mfa", _("Dışişleri Bakanlığına başvurulur")
        MOI_NOTIFICATION = "moi_notification", _("Başvuru yapılmaz; İçişleri Bakanlığı bildirir")

    class Cooldown(models.TextChoices):
        GRANT = "grant", _("veriliş tarihinden ay olarak")
        CALENDAR_YEAR = "calendar_year", _("takvim yılı")
        NONE = "none", _("yok")

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="categories")
    letter = models.CharField(_("bent"), max_length=2, blank=True)
    legal_ref = models.CharField(_("mevzuat"), max_length=120)
    who = models.JSONField(_("kimler için"), default=dict, blank=True)  # a sentence or two, by language
    cap_months = models.PositiveSmallIntegerField(_("üst süre (ay)"), null=True, blank=True)
    ends_with = models.CharField(_("süre neyle biter"), max_length=20, blank=True)
    calendar_year = models.BooleanField(_("üst süre takvim yılı içinde"), default=False)
    rolling_days = models.PositiveSmallIntegerField(null=True, blank=True)
    rolling_within = models.PositiveSmallIntegerField(null=True, blank=True)
    channel = models.CharField(_("kanal"), max_length=20, choices=Channel.choices)
    employer = models.CharField(max_length=10)
    self_employed_allowed = models.BooleanField(default=False)
    cooldown = models.CharField(max_length=15, choices=Cooldown.choices)
    cooldown_months = models.PositiveSmallIntegerField(null=True, blank=True)
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
        ]

    @property
    def open_here(self) -> bool:
        """Whether an application can be made in this portal (L8)."""
        return self.enabled and self.channel == self.Channel.PORTAL

    @property
    def who_fits(self) -> str:
        """Whom the category is for, in plain words (R3, R40)."""
        return self.who.get(get_language()) or self.who.get("en", "")

    @property
    def cap_text(self) -> str:
        if self.cap_months is None:
            return str(ENDS_WITH[self.ends_with])
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


ENDS_WITH = {
    "contract": _("sözleşme süresince"),
    "assignment": _("görev süresince"),
    "internship": _("staj süresince"),
    "training": _("eğitim süresince"),
    "notification": _("bildirilen süre boyunca"),
}


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
