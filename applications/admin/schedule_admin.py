"""The schedule and the calendar at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin
from emuafiyet.core.admin.text_fields import TEXTS

from ..eligibility.deadlines import today
from ..models import ClockJob, Holiday
from ..schedule import JOBS


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Days to come can be entered and changed; a day that has passed was counted by already."""

    formfield_overrides = TEXTS
    list_display = ("day", "name", "estimated")
    list_filter = ("estimated",)
    ordering = ("-day",)
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.day > today())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.day > today())


@admin.register(ClockJob)
class ClockJobAdmin(ReadOnlyAdmin):
    """What the schedule does, when it last looked and what came of it."""

    list_display = ("title", "last_run_at", "last_work_at", "last_done", "last_failed", "last_error")
    list_display_links = None

    @admin.display(description=gettext_lazy("İş"))
    def title(self, row: ClockJob) -> Any:
        return JOBS[row.name].title if row.name in JOBS else row.name
