"""What waits for a second person: the list, and one proposal with the buttons of whoever looks at it."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin

from ..models import Officer, StaffApproval
from . import approvals
from .approvals import APPROVAL_ACTIONS, ApprovalError


class OutcomeFilter(admin.SimpleListFilter):
    title = gettext_lazy("sonuç")
    parameter_name = "sonuc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("bekleyen", _("Bekleyenler")), ("biten", _("Sonuçlananlar ve süresi dolanlar"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        waiting = {"outcome": "", "expires_at__gte": timezone.now()}
        if self.value() == "bekleyen":
            return queryset.filter(**waiting)
        return queryset.exclude(**waiting) if self.value() == "biten" else queryset


@admin.register(StaffApproval)
class StaffApprovalAdmin(ReadOnlyAdmin):
    list_display = ("action_column", "officer", "proposed_by", "proposed_at", "state_column", "settled_by")
    list_display_links = None
    list_filter = (OutcomeFilter,)
    list_select_related = ("officer", "proposed_by", "settled_by")
    ordering = ("-proposed_at",)
    sortable_by = ()

    @admin.display(description=gettext_lazy("işlem"))
    def action_column(self, approval: StaffApproval) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:approval", args=[approval.pk]), _get_label(approval))

    @admin.display(description=gettext_lazy("sonuç"))
    def state_column(self, approval: StaffApproval) -> Any:
        return describe_state(approval)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<uuid:approval_id>/", view(self.show), name="approval"),
            path("<uuid:approval_id>/onayla/", view(self.confirm), name="approval_confirm"),
            path("<uuid:approval_id>/geri-cevir/", view(self.refuse), name="approval_refuse"),
            *super().get_urls(),
        ]

    def show(self, request: HttpRequest, approval_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = StaffApproval.objects.select_related("officer", "proposed_by", "settled_by")
        approval = rows.filter(pk=approval_id).first()
        if approval is None:
            raise Http404
        officer = cast(Officer, request.user)
        action = APPROVAL_ACTIONS.get(approval.action)
        may_act = action is not None and officer.has_perm(action.permission) and officer.pk != approval.officer_id
        context = {
            **self.admin_site.each_context(request),
            "title": _get_label(approval),
            "opts": self.opts,
            "approval": approval,
            "what": action.describe(approval) if action else "",
            "state": describe_state(approval),
            "refused": approvals.explain_refused_confirmation(approval, officer) if may_act else "",
            "may_act": may_act and approval.is_open,
            "own": approval.proposed_by_id == officer.pk,
        }
        return render(request, "admin/staff/approval.html", context)

    def confirm(self, request: HttpRequest, approval_id: UUID) -> HttpResponse:
        return self._settle(request, approval_id, approvals.confirm_change, _("Onaylandı ve yapıldı."))

    def refuse(self, request: HttpRequest, approval_id: UUID) -> HttpResponse:
        return self._settle(request, approval_id, approvals.refuse_change, _("Öneri sonlandırıldı; bir şey değişmedi."))

    def _settle(self, request: HttpRequest, approval_id: UUID, settle: Callable, done: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        approval = StaffApproval.objects.filter(pk=approval_id).first()
        action = APPROVAL_ACTIONS.get(approval.action) if approval else None
        if action is None or not request.user.has_perm(action.permission):
            raise PermissionDenied
        try:
            settle(approval_id, cast(Officer, request.user), request)
        except ApprovalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
        return redirect("admin:approval", approval_id)


def describe_state(approval: StaffApproval) -> Any:
    if approval.outcome == StaffApproval.Outcome.OPEN and not approval.is_open:
        return _("süresi doldu")
    return StaffApproval.Outcome(approval.outcome).label


def _get_label(approval: StaffApproval) -> str:
    action = APPROVAL_ACTIONS.get(approval.action)
    return str(action.label) if action else approval.action
