"""The filter of the last day, week or month, which several lists of the desk share."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy


class PeriodFilter(admin.SimpleListFilter):
    title = gettext_lazy("ne zaman")
    parameter_name = "donem"
    column = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("1", gettext_lazy("Son 24 saat")),
            ("7", gettext_lazy("Son 7 gün")),
            ("30", gettext_lazy("Son 30 gün")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = self.value()
        return (
            queryset.filter(**{f"{self.column}__gt": timezone.now() - timedelta(days=int(days))})
            if days in {"1", "7", "30"}
            else queryset
        )
