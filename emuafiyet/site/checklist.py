"""What you need: documents, amounts and last days for a category and a period, before anybody signs in.

A plain GET form, so that its answer can be kept as a bookmark, sent to somebody and printed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from applications.catalogue import rule_sentences
from applications.catalogue.read_catalogue import list_sectors
from applications.eligibility.deadlines import today
from applications.eligibility.period import PASSPORT_MARGIN, find_period_problems, is_card_required
from applications.models import Category, CategoryDocument
from payments.payment_periods import add_months
from payments.quotes import MissingTariffError, Quote, quote_stay

from ..core.dates import DatePartsField

MAX_MONTHS = 60
DATES, LENGTH = "dates", "length"
MISSING_MESSAGES = {
    "starts_on": _("Başlangıç tarihini yazın"),
    "ends_on": _("Bitiş tarihini yazın"),
    "months": _("Kaç ay süreceğini yazın"),
}


def categories_by_sector() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (sector.name, rows)
        for sector in list_sectors()
        if (rows := [(each.slug, each.name) for each in sector.category_list if each.open_here])
    ]


class ChecklistForm(forms.Form):
    """The five things on which papers, amounts and last days depend. Nothing personal is asked."""

    category = forms.ChoiceField(label=_("Başvuracağınız kategori"), error_messages={"required": _("Kategoriyi seçin")})
    period = forms.ChoiceField(
        label=_("Türkiye’de ne zaman çalışacağınızı biliyor musunuz?"),
        choices=[(DATES, _("Evet, tarihleri biliyorum")), (LENGTH, _("Hayır, yalnız ne kadar süreceğini biliyorum"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Tarihleri bilip bilmediğinizi seçin")},
    )
    starts_on = DatePartsField(label=_("Başlangıç tarihi"), required=False)
    ends_on = DatePartsField(label=_("Bitiş tarihi"), required=False)
    months = forms.IntegerField(
        label=_("Kaç ay sürecek?"),
        help_text=_("Bir aydan kısaysa 1 yazın."),
        required=False,
        min_value=1,
        max_value=MAX_MONTHS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3", "dir": "ltr"}),
        error_messages={
            "invalid": _("Ay sayısını rakamla yazın, örneğin 6"),
            "min_value": _("Ay sayısı en az 1 olmalı"),
            "max_value": _("Ay sayısı en çok 60 olmalı"),
        },
    )
    place = forms.ChoiceField(
        label=_("Başvururken nerede olacaksınız?"),
        choices=[("turkey", _("Türkiye’de")), ("abroad", _("Türkiye dışında"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Nerede olacağınızı seçin")},
    )
    shown_when = {
        "starts_on": ("period", frozenset({DATES})),
        "ends_on": ("period", frozenset({DATES})),
        "months": ("period", frozenset({LENGTH})),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["category"]).choices = [("", _("Seçin")), *categories_by_sector()]

    def clean(self) -> dict:
        data = super().clean() or {}
        for name, (parent, answers) in self.shown_when.items():
            if data.get(parent) not in answers:  # not asked, so not complained about
                self.errors.pop(name, None)
        if self.errors.keys() & {"category", "period", *self.shown_when}:
            return data
        known = data["period"] == DATES
        for name in ("starts_on", "ends_on") if known else ("months",):
            if not data.get(name):
                self.add_error(name, MISSING_MESSAGES[name])
        if self.errors:
            return data
        if not known:
            data["starts_on"] = today()
            data["ends_on"] = add_months(today(), data["months"]) - timedelta(days=1)
        data["chosen"] = Category.objects.select_related("sector").get(pk=data["category"])
        for name, problem in find_period_problems(data["chosen"], data["starts_on"], data["ends_on"], None):
            self.add_error(name if known else "months", problem)
        return data


@dataclass(frozen=True)
class Checklist:
    """The answer to one filled-in form."""

    category: Category
    starts_on: date
    ends_on: date
    months: int | None  # when only the length is known: the dates are examples then, from today on
    abroad: bool

    @property
    def dates_known(self) -> bool:
        return self.months is None

    @property
    def card_for_certain(self) -> bool:
        return is_card_required(self.starts_on, self.ends_on)

    @property
    def passport_until(self) -> date:
        return self.ends_on + PASSPORT_MARGIN

    @property
    def longest(self) -> str:
        return rule_sentences.describe_longest_stay(self.category)

    def list_documents(self) -> list[CategoryDocument]:
        return list(self.category.document_rules.select_related("kind"))

    def find_price(self) -> Quote | None:
        """With a card; a nationality may have its own amounts. None while no tariff is in force."""
        try:
            return quote_stay(start=self.starts_on, end=self.ends_on, card=True, nationality="", on=today())
        except MissingTariffError:
            return None


@require_safe
def what_you_need(request: HttpRequest) -> HttpResponse:
    """The form; once it is filled in and lawful, the list. ``change`` brings the form back with the answers in it."""
    asked = request.GET.keys() & {"period", "place"}
    form = ChecklistForm(request.GET) if asked else ChecklistForm(initial={"category": request.GET.get("category")})
    if not form.is_valid() or "change" in request.GET:
        return render(request, "portal/what_you_need.html", {"form": form})
    typed = form.cleaned_data
    needs = Checklist(
        category=typed["chosen"],
        starts_on=typed["starts_on"],
        ends_on=typed["ends_on"],
        months=None if typed["period"] == DATES else typed["months"],
        abroad=typed["place"] == "abroad",
    )
    query = request.GET.copy()
    query["change"] = "1"
    context = {
        "needs": needs,
        "papers": needs.list_documents(),
        "price": needs.find_price(),
        "today": today(),
        "change": "?" + query.urlencode(),
    }
    return render(request, "portal/needs.html", context)
