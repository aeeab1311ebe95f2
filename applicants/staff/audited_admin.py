"""What every page of the desk does beside its own work: it leaves an entry in the audit log.

``DeskSite`` puts this around every page that a model's admin serves and under every model's admin, so no page is
forgotten. A view that has written an entry of its own, which says more, is left at that.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from emuafiyet.core.nullable import require_value

from . import audit
from .sealed_search import open_words, seal_words

SEARCH = "_search"  # the field that tells a posted search from a posted action
MAX_SUBJECT = 20
KEYS = ("object_id", "id")


def record_page(view: Callable) -> Callable:
    """Record that the page was opened, unless it did so itself. Pages of the site as a whole show no one's data."""
    model_admin = getattr(view, "__self__", None)
    opts = getattr(model_admin, "opts", None)
    if opts is None:
        return view

    @wraps(view)
    def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not getattr(request, "is_in_audit", False):
            given = [str(value) for name, value in kwargs.items() if name in KEYS or name.endswith("_id")]
            key = given[0] if given else str(args[0]) if args else ""
            is_list = getattr(view, "__name__", "") == "changelist_view"
            action = ("searched_list" if request.GET.get("q") else "saw_list") if is_list else "saw_page"
            # The names of the filters; their values may be somebody's.
            detail = ", ".join(sorted(request.GET)) if is_list else ""
            audit.record_action(request, action, opts.model_name[:MAX_SUBJECT], key[:40], detail=detail)
        return response

    return recorded


if TYPE_CHECKING:  # only ever put under an admin: what it calls is there
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object


class AuditedAdmin(Base):
    """Put under a model's admin: changes of rows are recorded, and searches leave no words in addresses."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "added_row", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not getattr(request, "is_in_audit", False):
            self._record(request, "changed_row", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._record(request, "deleted_row", obj, [])
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, action: str, obj: Any, message: Any) -> None:
        audit.record_action(
            request,
            action,
            require_value(self.opts.model_name)[:MAX_SUBJECT],
            str(obj.pk)[:40],
            detail=describe_change(message),
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, open_words(search_term))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist: Any = super().get_changelist_instance(request)
        changelist.words = open_words(changelist.query)
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST" and SEARCH in request.POST:
            own = {SEARCH, "csrfmiddlewaretoken", "q"}
            kept = {name: value for name, value in request.POST.items() if name not in own}
            words = request.POST.get("q", "").strip()
            query = urlencode(kept | ({"q": seal_words(words)} if words else {}))
            return redirect(f"{request.path}?{query}" if query else request.path)
        return super().changelist_view(request, extra_context)


def describe_change(message: Any) -> str:
    """Which fields of the row and of the rows on its page."""
    if isinstance(message, str):
        try:
            message = json.loads(message)
        except ValueError:
            return message[:200]
    told = []
    for part in message:
        for verb, about in part.items():
            fields = ", ".join(str(field) for field in about.get("fields", ()))
            named = " ".join(filter(None, (str(about.get("name", "")), str(about.get("object", "")))))
            told.append(": ".join(filter(None, (f"{verb} {named}".strip() if named else "", fields))))
    return "; ".join(filter(None, told))[:200]
