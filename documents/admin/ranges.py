"""The numbers that PTT allotted: added when they run low, never changed, because parcels carry them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.staff import audit
from emuafiyet.core.admin.read_only_admin import ReadOnlyAdmin

from ..models import TrackingRange


class RangeForm(forms.ModelForm):
    class Meta:
        model = TrackingRange
        fields = ("first", "last")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first", ""), data.get("last", "")
        if not (len(first) == len(last) == 12 and (first + last).isascii() and (first + last).isdigit()):
            raise forms.ValidationError(_("Numaralar 12 rakamdır; denetim rakamı olmadan yazın."))
        if first > last:
            raise forms.ValidationError(_("İlk numara sondan büyük olamaz."))
        if TrackingRange.objects.filter(Q(first__lte=last), last__gte=first).exists():
            raise forms.ValidationError(_("Bu aralık kayıtlı bir aralıkla çakışıyor."))
        return data


@admin.register(TrackingRange)
class TrackingRangeAdmin(ReadOnlyAdmin):
    form = RangeForm
    list_display = ("first", "last", "used", "left_column", "added_at")
    list_display_links = None
    ordering = ("-added_at",)
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("documents.add_trackingrange")

    def save_model(self, request: HttpRequest, obj: TrackingRange, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record_action(request, "added_tracking_range", "tracking_range", obj.pk)

    @admin.display(description=gettext_lazy("kalan"))
    def left_column(self, row: TrackingRange) -> int:
        return row.left
