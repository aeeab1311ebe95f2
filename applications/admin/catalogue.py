"""The catalogue in the admin: the ministry changes names and rules; every change of rules is a version of its own."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from applicants.models import Officer

from ..catalogue.versions import mark_edited, record
from ..models import Category, CategoryDocument, CategoryVersion, DocumentKind, Sector


class CatalogueAdmin(admin.ModelAdmin):
    """Rows that applications point to: changed or closed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        mark_edited(form.instance)


@admin.register(Sector)
class SectorAdmin(CatalogueAdmin):
    list_display = ["name_tr", "name_en", "order"]


@admin.register(DocumentKind)
class DocumentKindAdmin(CatalogueAdmin):
    list_display = ["name_tr", "name_en", "formats"]
    search_fields = ["name_tr", "slug"]


class CategoryDocumentInline(admin.TabularInline):
    model = CategoryDocument
    extra = 0
    autocomplete_fields = ["kind"]


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    list_display = ["name_tr", "letter", "sector", "cap_months", "channel", "enabled", "version"]
    list_filter = ["channel", "enabled", "sector"]
    list_select_related = ["sector"]
    inlines = [CategoryDocumentInline]
    readonly_fields = ["version"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record(form.instance, cast(Officer, request.user))


@admin.register(CategoryVersion)
class CategoryVersionAdmin(admin.ModelAdmin):
    """Read only: what the rules were, since when and by whom."""

    list_display = ["category", "number", "made_at", "made_by"]
    list_select_related = ["category", "made_by"]
    list_filter = ["category"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
