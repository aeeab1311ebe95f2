"""Issued documents at the desk: how many are still being made, what could not be, and once more where that helps."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.staff import audit
from emuafiyet.core.admin.paginator import bounded_counts
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.delivery import requeue_item
from emuafiyet.core.outbox.models import PENDING_STATES, OutboxState

from ..models import Certificate, Letter
from .problem_texts import describe_problem

MAX_COUNTED = 9999
STATE_LABELS = {
    OutboxState.ON_HOLD: ("grey", gettext_lazy("Bekletiliyor")),
    OutboxState.QUEUED: ("info", gettext_lazy("Sırada")),
    OutboxState.LEASED: ("info", gettext_lazy("Hazırlanıyor")),
    OutboxState.DELIVERED: ("ok", gettext_lazy("Hazır")),
    OutboxState.FAILED: ("error", gettext_lazy("Yapılamadı")),
}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("durum")
    parameter_name = "durum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("sirada", _("Sırada")), ("yapilamayan", _("Yapılamayan")), ("hazir", _("Hazır"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        states = {"sirada": PENDING_STATES, "yapilamayan": (OutboxState.FAILED,), "hazir": (OutboxState.DELIVERED,)}
        chosen = states.get(self.value() or "")
        return queryset.filter(promise_state__in=chosen) if chosen else queryset


class IssuedDocumentAdmin(ReadOnlyAdmin):
    """Papers are issued by decisions alone; here nobody adds, changes or withdraws one."""

    list_display = ("number", "application_column", "issued_at", "state_column", "tries_column", "error_column")
    list_display_links = ("number",)
    list_filter = (StateFilter,)
    ordering = ("-issued_at", "-id")
    sortable_by = ()
    search_fields = ("number__exact",)
    search_help_text = gettext_lazy("Belge numarası, tam olarak yazın.")
    fields = ("number", "application_column", "issued_at", "state_column", "tries_column", "error_column", "kept_at")
    readonly_fields = fields
    actions = ("make_again",)
    change_list_template = "admin/documents/papers.html"

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"documents.change_{self.opts.model_name}")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What the list shows and no more."""
        return (
            super()
            .get_queryset(request)
            .only("number", "facts", "issued_at", "promise_state", "attempts", "last_error", "kept_at")
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        rows = self.model._default_manager
        owed, failed = rows.filter(promise_state__in=PENDING_STATES), rows.filter(promise_state=OutboxState.FAILED)
        made = rows.filter(kept_at__gte=timezone.now() - timedelta(hours=1))
        waiting, dead, done = bounded_counts((owed, failed, made), MAX_COUNTED)
        here = reverse(f"admin:documents_{self.opts.model_name}_changelist")
        tiles = [
            {"title": _("Sırada"), "count": _format_count(waiting), "url": f"{here}?durum=sirada", "late": False},
            {
                "title": _("Yapılamayan"),
                "count": _format_count(dead),
                "url": f"{here}?durum=yapilamayan",
                "late": dead > 0,
            },
        ]
        share = 100 * done // (done + waiting) if waiting else 100
        more = {
            "title": capfirst(self.opts.verbose_name_plural),
            "tiles": tiles,
            "waiting": waiting,
            "done": _format_count(done),
            "share": share,
        }
        return super().changelist_view(request, more | (extra_context or {}))

    @admin.action(description=gettext_lazy("Yapılamayanları yeniden dene"), permissions=["again"])
    def make_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        failed = queryset.filter(promise_state=OutboxState.FAILED).values_list("pk", flat=True)
        again = [key for key in failed if requeue_item(self.model, key)]
        for key in again:
            audit.record_action(request, "made_again", require_value(self.opts.model_name), key)
        words = ngettext("%(n)d belge yeniden sırada.", "%(n)d belge yeniden sırada.", len(again))
        messages.info(request, words % {"n": len(again)})

    @admin.display(description=gettext_lazy("başvuru no"))
    def application_column(self, paper: Certificate | Letter) -> str:
        return paper.facts["application_number"]

    @admin.display(description=gettext_lazy("durum"))
    def state_column(self, paper: Certificate | Letter) -> str:
        return format_html('<span class="tag tag--{}">{}</span>', *STATE_LABELS[OutboxState(paper.promise_state)])

    @admin.display(description=gettext_lazy("deneme"))
    def tries_column(self, paper: Certificate | Letter) -> int:
        return paper.attempts

    @admin.display(description=gettext_lazy("sorun"))
    def error_column(self, paper: Certificate | Letter) -> str:
        return describe_problem(paper)


def _format_count(count: int) -> str:
    return str(count) if count <= MAX_COUNTED else f"{MAX_COUNTED}+"


admin.site.register(Certificate, IssuedDocumentAdmin)
admin.site.register(Letter, IssuedDocumentAdmin)
