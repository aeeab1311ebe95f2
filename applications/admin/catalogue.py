"""The catalogue in the admin."""

from django.contrib import admin

from ..models import Category, CategoryDocument, DocumentKind, Sector


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin):
    list_display = ["name_tr", "name_en", "order"]


@admin.register(DocumentKind)
class DocumentKindAdmin(admin.ModelAdmin):
    list_display = ["name_tr", "name_en", "formats"]
    search_fields = ["name_tr", "slug"]


class CategoryDocumentInline(admin.TabularInline):
    model = CategoryDocument
    extra = 0
    autocomplete_fields = ["kind"]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name_tr", "letter", "sector", "cap_months", "channel", "enabled"]
    list_filter = ["channel", "enabled", "sector"]
    list_select_related = ["sector"]
    inlines = [CategoryDocumentInline]
