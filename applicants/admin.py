"""People's rights requests and the disposal log. Applicants are edited by nobody."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.admin.text_fields import TEXTS

from .models import DisposalEntry, Officer, RightsRequest
from .privacy import rights
from .staff import accounts, approval_admin


class NoAddOrDeleteAdmin(admin.ModelAdmin):
    """Rows that come from elsewhere and stay."""

    formfield_overrides = TEXTS
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


__all__ = ["accounts", "approval_admin"]


FIELDS: Any = ["right", "person", "text", "made_at", "due_on", "answer", "answered_at", "answered_by"]


@admin.register(RightsRequest)
class RightsRequestAdmin(NoAddOrDeleteAdmin):
    """Requests under Law 6698, the most pressing first. An officer writes the answer and nothing else, once."""

    list_display = ["right", "made_at", "due_on", "answered_at"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "right"]
    ordering = ["answered_at", "due_on"]
    fields = FIELDS
    list_select_related = ["applicant__identity"]

    @admin.display(description=gettext_lazy("başvuru sahibi"))
    def person(self, made: RightsRequest) -> str:
        return f"{made.applicant.identity.full_name}, {made.applicant.email}"

    def get_readonly_fields(self, request: HttpRequest, obj: RightsRequest | None = None) -> list[str]:
        return [name for name in FIELDS if name != "answer" or (obj and obj.answered_at)]

    def get_form(self, request: HttpRequest, obj: RightsRequest | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change, **kwargs)
        if "answer" in form.base_fields:
            form.base_fields["answer"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: RightsRequest, form: Any, change: bool) -> None:
        if form.cleaned_data.get("answer") and not rights.answer_rights_request(
            obj, cast(Officer, request.user), obj.answer
        ):
            messages.warning(request, _("Bu istek az önce başka bir görevlice yanıtlandı."))


@admin.register(DisposalEntry)
class DisposalEntryAdmin(NoAddOrDeleteAdmin):
    list_display = ["done_at", "what", "rule", "count"]
    list_filter = ["what"]
    ordering = ["-done_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
