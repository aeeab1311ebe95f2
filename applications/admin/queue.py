"""The queue: what waits for a decision, oldest deadline first, in a constant number of queries."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.countries import country_name

from ..deadlines import days_left
from ..listing import TAGS
from ..models import Application
from ..status import Status
from . import review

WAITING = (Status.UNDER_EVALUATION, Status.OBJECTION_UNDER_EVALUATION)


class BoundedPaginator(Paginator):
    """Counts a thousand rows at most: a million applications must not be counted to show twenty-five."""

    most = 1000

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.most].count()


class StatusFilter(admin.SimpleListFilter):
    """Without a choice the queue shows only what waits for a decision."""

    title = gettext_lazy("durum")
    parameter_name = "durum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", gettext_lazy("Tümü"))] + [
            (status.value, status.label) for status in Status if status != Status.DRAFT
        ]

    def choices(self, changelist: Any):
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("Karar bekleyenler")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset.filter(status__in=WAITING)
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


@admin.register(Application)
class QueueAdmin(admin.ModelAdmin):
    list_display = [
        "number_column",
        "name_as_sent",
        "nationality_column",
        "category_column",
        "status_column",
        "due_column",
    ]
    list_display_links = ["number_column"]
    list_filter = [StatusFilter]
    list_select_related = ["category"]
    list_per_page = 25
    ordering = ["evaluation_due_at", "id"]
    paginator = BoundedPaginator
    show_full_result_count = False
    # Exact matches on unique or indexed columns only.
    search_fields = ["=number", "=applicant__identity__foreigner_id", "=applicant__passport__number"]
    search_help_text = gettext_lazy("Başvuru, yabancı kimlik veya pasaport numarası; tam olarak yazın.")
    actions = None

    def get_queryset(self, request: HttpRequest):
        """Drafts are nobody's business but their owner's."""
        return super().get_queryset(request).exclude(status=Status.DRAFT).defer("snapshot", "rules", "decision_text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits an application; decisions are moves on the review page."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Başvurular"), **(extra_context or {})})

    def get_urls(self) -> list:
        mine = [
            path("<uuid:application_id>/change/", self.admin_site.admin_view(review.page), name="review"),
            path("<uuid:application_id>/karar/<slug:move>/", self.admin_site.admin_view(review.decide), name="decide"),
            path(
                "<uuid:application_id>/dosya/<uuid:upload_id>/",
                self.admin_site.admin_view(review.file),
                name="review_file",
            ),
        ]
        return mine + super().get_urls()

    @admin.display(description=gettext_lazy("Başvuru no"), ordering="number")
    def number_column(self, case: Application) -> str:
        return case.number

    @admin.display(description=gettext_lazy("Uyruk"))
    def nationality_column(self, case: Application) -> str:
        return country_name(case.nationality_as_sent)

    @admin.display(description=gettext_lazy("Kategori"))
    def category_column(self, case: Application) -> str:
        return case.category.name

    @admin.display(description=gettext_lazy("Durum"))
    def status_column(self, case: Application) -> str:
        return format_html(
            '<span class="tag tag--{}">{}</span>', TAGS.get(case.status, "grey"), case.get_status_display()
        )

    @admin.display(description=gettext_lazy("Karar için"), ordering="evaluation_due_at")
    def due_column(self, case: Application) -> str:
        if case.status not in WAITING:
            return "–"
        left = days_left(case.evaluation_due_at)
        if left < 0:
            return format_html('<strong class="overdue">{}</strong>', _("%(n)d gün geçti") % {"n": -left})
        return _("bugün") if left == 0 else _("%(n)d gün") % {"n": left}
