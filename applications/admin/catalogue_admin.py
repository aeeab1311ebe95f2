"""The catalogue in the admin: the ministry changes names and rules; every change of rules is a version of its own."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import Officer
from documents.upload_rules.reason_texts import join_format_names
from documents.uploads.kind_formats import choose_formats
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.admin.text_fields import TEXTS
from emuafiyet.core.fields import TextField

from ..catalogue.versions import mark_edited, record_version
from ..models import Category, CategoryDocument, CategoryVersion, DocumentKind, ReasonTemplate, Sector
from ..models.catalogue import FORMAT_CHOICES, LANGUAGES, MAX_TEXT_LENGTH, UPLOAD_FORMATS
from ..models.status import CancellationGround, RejectionGround


class CatalogueAdmin(admin.ModelAdmin):
    """Rows that applications point to: changed or closed, never deleted, and known by the same word for good."""

    formfield_overrides = TEXTS

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        mark_edited(form.instance)


def _build_audience_field(label: Any) -> forms.CharField:
    return TextField(
        label=label, required=False, max_length=MAX_TEXT_LENGTH, widget=forms.Textarea({"rows": 3, "cols": 80})
    )


@admin.register(Sector)
class SectorAdmin(CatalogueAdmin):
    list_display = ["name_tr", "name_en", "order"]


class DocumentKindForm(forms.ModelForm):
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Yüklenebilecek dosya türleri"),
        help_text=gettext_lazy(
            "İşaretli türdeki dosyalar yüklenebilir, işaretsiz olanlar geri çevrilir; dosyanın adına değil içeriğine"
            " bakılır. Resimler tek PDF’de birleştirilip saklanır; biyometrik fotoğraf resim olarak kalır. Değişiklik"
            " açık taslaklar için de geçerlidir: artık uymayan dosya ön izlemede söylenir."
        ),
        choices=FORMAT_CHOICES,
        initial=list(UPLOAD_FORMATS),  # a telephone's pictures are kept out on purpose or not at all
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(DocumentKind)
class DocumentKindAdmin(CatalogueAdmin):
    form = DocumentKindForm
    list_display = ["name_tr", "name_en", "format_names"]
    search_fields = ["name_tr", "slug"]

    @admin.display(description=gettext_lazy("Yüklenebilecek dosya türleri"))
    def format_names(self, kind: DocumentKind) -> str:
        return join_format_names(choose_formats(kind.slug, kind.formats))


class CategoryForm(forms.ModelForm):
    """A category; whom it is for is a text in each language."""

    who_tr = _build_audience_field(gettext_lazy("Kimler için (Türkçe)"))
    who_en = _build_audience_field(gettext_lazy("Kimler için (İngilizce)"))
    who_ru = _build_audience_field(gettext_lazy("Kimler için (Rusça)"))
    who_ar = _build_audience_field(gettext_lazy("Kimler için (Arapça)"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = self.instance.who if isinstance(self.instance.who, dict) else {}
        for language in LANGUAGES:
            self.initial.setdefault(f"who_{language}", held.get(language, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        texts = {language: cleaned.get(f"who_{language}") for language in sorted(LANGUAGES)}
        self.instance.who = {language: text for language, text in texts.items() if text}
        return cleaned


class CategoryDocumentInline(admin.TabularInline):
    model = CategoryDocument
    extra = 0
    autocomplete_fields = ["kind"]


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    form = CategoryForm
    exclude = ("who",)  # asked by language instead
    list_display = ["name_tr", "letter", "sector", "cap_months", "channel", "enabled", "version"]
    list_filter = ["channel", "enabled", "sector"]
    list_select_related = ["sector"]
    inlines = [CategoryDocumentInline]
    readonly_fields = ("version",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record_version(form.instance, cast(Officer, request.user))


class ReasonForm(forms.ModelForm):
    """A reason belongs to a ground of its own decision, or to none."""

    CANCELLATION_PREFIX = "cancel:"  # two lists share names: forged papers are a ground of both
    GROUNDS_BY_USE: ClassVar = {
        ReasonTemplate.Use.REJECTION: RejectionGround,
        ReasonTemplate.Use.CANCELLATION: CancellationGround,
    }

    ground = forms.ChoiceField(
        label=gettext_lazy("neden"),
        required=False,
        choices=[
            ("", "---------"),
            (gettext_lazy("Ret nedenleri"), RejectionGround.choices),
            (
                gettext_lazy("İptal nedenleri"),
                [(f"cancel:{value}", label) for value, label in CancellationGround.choices],
            ),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.use == ReasonTemplate.Use.CANCELLATION and self.instance.ground:
            self.initial["ground"] = f"{self.CANCELLATION_PREFIX}{self.instance.ground}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("ground", "")
        cancels = chosen.startswith(self.CANCELLATION_PREFIX)
        grounds = self.GROUNDS_BY_USE.get(cleaned.get("use", ""))
        if chosen and grounds is not (CancellationGround if cancels else RejectionGround):
            self.add_error("ground", _("Bu neden, seçilen kararın nedenlerinden değil."))
        cleaned["ground"] = chosen.removeprefix(self.CANCELLATION_PREFIX)
        if cleaned.get("about") and cleaned.get("use") != ReasonTemplate.Use.REVISION:
            self.add_error("about", _("Konu yalnız revizyon gerekçelerinde seçilir."))
        return cleaned


@admin.register(ReasonTemplate)
class ReasonTemplateAdmin(CatalogueAdmin):
    """The reasons that officers choose from; one that is no longer wanted is taken out of use, not deleted."""

    form = ReasonForm
    list_display = ("title", "use", "about", "ground_column", "enabled")
    list_filter = ("use", "enabled")
    fields = ("slug", "use", "about", "ground", "title", "text_tr", "text_en", "text_ru", "text_ar", "order", "enabled")

    @admin.display(description=gettext_lazy("neden"))
    def ground_column(self, reason: ReasonTemplate) -> Any:
        grounds = CancellationGround if reason.use == ReasonTemplate.Use.CANCELLATION else RejectionGround
        return dict(grounds.choices).get(reason.ground, "")


@admin.register(CategoryVersion)
class CategoryVersionAdmin(ReadOnlyAdmin):
    """Read only: what the rules were, since when and by whom."""

    list_display = ["category", "number", "made_at", "made_by"]
    list_select_related = ["category", "made_by"]
    list_filter = ["category"]
