"""The auditor's desk: who saw and did what to which file; read, filtered and exported, never changed."""

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.models import AuditEntry, Officer
from applicants.notices import inbox
from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin

from ..eligibility.deadlines import ISTANBUL
from ..models import Application
from .notices import NOTICE_KINDS
from .period_filter import PeriodFilter

MAX_EXPORTED_ROWS = 100_000
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")

# What an entry is about, by the word under which it is kept.
SUBJECTS = {
    "application": gettext_lazy("başvuru"),
    "approval": gettext_lazy("ikinci kişi onayı"),
    "batch": gettext_lazy("basım partisi"),
    "card": gettext_lazy("kart"),
    "certificate": gettext_lazy("belge"),
    "collection": gettext_lazy("tahsilat"),
    "collections_file": gettext_lazy("tahsilat dosyası"),
    "letter": gettext_lazy("karar yazısı"),
    "notice": gettext_lazy("bildirim"),
    "officer": gettext_lazy("görevli"),
    "payment_order": gettext_lazy("ödeme"),
    "reissue": gettext_lazy("yeni kart talebi"),
    "report": gettext_lazy("rapor"),
    "termination": gettext_lazy("sonlandırma talebi"),
    "tracking_range": gettext_lazy("gönderi numaraları"),
}


@cache
def _list_model_names() -> dict[str, Any]:
    """Tables by the names under which pages in general are kept."""
    return {str(model._meta.model_name)[:20]: model._meta.verbose_name for model in apps.get_models()}


class ActionFilter(admin.SimpleListFilter):
    title = gettext_lazy("ne yapıldı")
    parameter_name = "islem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(audit.ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(action=self.value()) if self.value() in audit.ACTIONS else queryset


class OfficerFilter(admin.SimpleListFilter):
    title = gettext_lazy("görevli")
    parameter_name = "gorevli"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        people = Officer.objects.order_by("username").values_list("pk", "username")[:500]
        return [(str(key), name) for key, name in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or ""
        return queryset.filter(officer_id=int(chosen)) if chosen.isascii() and chosen.isdigit() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Newest first. A search finds what was done with one application, by its number."""

    list_display = ("at", "officer", "action_column", "subject_column", "detail_column", "address")
    list_display_links = None
    list_filter = (PeriodFilter, ActionFilter, OfficerFilter)
    list_select_related = ("officer",)
    list_per_page = 50
    ordering = ("-at", "-id")
    sortable_by = ()
    search_fields = ("key",)
    search_help_text = gettext_lazy("Başvuru numarası, tam olarak yazın.")
    change_list_template = "admin/applications/audit.html"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term:
            return queryset, False
        case = Application.objects.filter(number=search_term.strip()).values_list("pk", flat=True).first()
        return (queryset.filter(key=str(case)) if case else queryset.none()), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        audit.record_action(request, "saw_audit", detail=request.GET.urlencode()[:200])
        export = reverse("admin:audit_export") + (f"?{request.GET.urlencode()}" if request.GET else "")
        return super().changelist_view(request, {"export_url": export, **(extra_context or {})})

    def get_urls(self) -> list:
        return [path("disa-aktar/", self.admin_site.admin_view(self.export), name="audit_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """The entries that the list's filters choose, as CSV, newest first, in one pass over the database."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        audit.record_action(request, "exported_audit", detail=request.GET.urlencode()[:200])
        rows = self.get_changelist_instance(request).get_queryset(request)[:MAX_EXPORTED_ROWS]
        return StreamingHttpResponse(
            _render_csv_lines(rows.iterator(chunk_size=2000)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="denetim-kayitlari.csv"'},
        )

    @admin.display(description=gettext_lazy("ne yapıldı"))
    def action_column(self, entry: AuditEntry) -> Any:
        return audit.ACTIONS.get(entry.action, entry.action)

    @admin.display(description=gettext_lazy("neye"))
    def subject_column(self, entry: AuditEntry) -> str:
        """A link to the file where there is one; whoever may not open it is told so there."""
        if entry.subject == "application" and entry.key:
            return format_html('<a href="{}">{}</a>', reverse("admin:review", args=[entry.key]), _("başvuru"))
        word = SUBJECTS.get(entry.subject) or _list_model_names().get(entry.subject, entry.subject)
        return f"{word} {entry.key}".strip()

    @admin.display(description=gettext_lazy("ayrıntı"))
    def detail_column(self, entry: AuditEntry) -> str:
        """A notice by its title; all else as it was written down."""
        if entry.subject == "notice" and entry.detail in NOTICE_KINDS:
            return inbox.render_notice_title(entry.detail)
        return entry.detail


class _Echo:
    def write(self, line: str) -> str:
        return line


def _render_csv_lines(rows: Iterator[AuditEntry]) -> Iterator[str]:
    """A byte order mark first: Excel reads UTF-8 by it."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(["zaman", "görevli", "işlem", "ne", "anahtar", "ayrıntı", "adres"])
    for each in rows:
        at = timezone.localtime(each.at, ISTANBUL).isoformat(timespec="seconds")
        officer = each.officer.username if each.officer else ""
        told = [at, officer, each.action, each.subject, each.key, each.detail, each.address or ""]
        yield writer.writerow([_escape_formula(value) for value in told])


def _escape_formula(value: str) -> str:
    """A cell that a spreadsheet would take for a formula stays text."""
    return f"'{value}" if value.startswith(FORMULA_PREFIXES) else value
