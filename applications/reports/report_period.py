"""What a report is about: days, a category, a nationality, as its address says it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.countries import nationality_choices
from emuafiyet.core.fields import get_choice_field, set_optional_mark

from ..eligibility.deadlines import ISTANBUL, today
from ..models import Category, Sector

MAX_PERIOD = timedelta(days=731)
DEFAULT_PERIOD = timedelta(weeks=12)


@dataclass(frozen=True)
class ReportScope:
    """Both days belong to it; empty names mean all."""

    first: date
    last: date
    sector: str = ""
    category: str = ""
    nationality: str = ""

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, ISTANBUL)

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time.min, ISTANBUL)

    def build_application_filter(self, prefix: str = "") -> Q:
        """The filter on applications, reached over ``prefix``."""
        found = Q()
        for column, value in (
            ("category__sector_id", self.sector),
            ("category_id", self.category),
            ("nationality_as_sent", self.nationality),
        ):
            if value:
                found &= Q(**{f"{prefix}{column}": value})
        return found

    def list_weeks(self) -> list[date]:
        """The Mondays of its weeks (ISO 8601, Istanbul)."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(weeks=n) for n in range((self.last - monday).days // 7 + 1)]


def build_date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ScopeForm(forms.Form):
    """The filter of the reports. Left empty it means the last twelve weeks of everything."""

    bas = build_date_field(_("İlk gün"))
    son = build_date_field(_("Son gün"))
    sektor = forms.ChoiceField(label=_("Sektör"), required=False)
    kategori = forms.ChoiceField(label=_("Kategori"), required=False)
    uyruk = forms.ChoiceField(label=_("Uyruk"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        every = [("", _("Tümü"))]
        get_choice_field(self, "sektor").choices = every + [(each.pk, each.name) for each in Sector.objects.all()]
        get_choice_field(self, "kategori").choices = every + [(each.pk, each.name) for each in Category.objects.all()]
        get_choice_field(self, "uyruk").choices = [*every, *nationality_choices()]
        for field in self.fields.values():
            set_optional_mark(field, False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        last = cleaned.get("son") or today()
        first = cleaned.get("bas") or last - DEFAULT_PERIOD
        if not self.errors:
            if first > last:
                self.add_error("bas", _("İlk gün son günden sonra olamaz."))
            elif last - first > MAX_PERIOD:
                self.add_error("bas", _("En çok iki yıllık bir dönem seçin."))
        cleaned["bas"], cleaned["son"] = first, last
        return cleaned

    def get_scope(self) -> ReportScope:
        given = self.cleaned_data
        return ReportScope(given["bas"], given["son"], given["sektor"], given["kategori"], given["uyruk"])


def get_default_scope() -> ReportScope:
    last = timezone.localdate(timezone=ISTANBUL)
    return ReportScope(last - DEFAULT_PERIOD, last)
