"""A register that officers look at and act on through its own pages, never through a form of its columns."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .paginator import BoundedPaginator
from .text_fields import TEXTS


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows change through the functions that own them; lists stay cheap however long they grow."""

    formfield_overrides = TEXTS
    show_full_result_count = False
    list_per_page = 50
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER  # each number would be a count of the whole table
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
