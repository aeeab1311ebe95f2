"""Who may apply (R3): the sectors, one sector, one category with all that its rules ask, from the catalogue."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.catalogue import rule_sentences
from applications.catalogue.read_catalogue import list_outside_groups, list_sectors
from applications.eligibility.deadlines import today
from applications.eligibility.period import FEE_FREE_BELOW_MONTHS
from applications.models import Category, Sector
from payments.quotes import MissingTariffError, PriceList, build_price_list


@require_safe
def who(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/who.html", {"sectors": list_sectors(), "outside": list_outside_groups()})


@require_safe
def who_sector(request: HttpRequest, sector: str) -> HttpResponse:
    """A sector whose categories are all closed is not shown (oil and gas)."""
    found = get_object_or_404(Sector.objects.filter(categories__enabled=True).distinct(), slug=sector)
    categories = found.categories.filter(enabled=True).order_by("order")
    return render(request, "portal/who_sector.html", {"sector": found, "categories": categories})


@require_safe
def who_category(request: HttpRequest, sector: str, category: str) -> HttpResponse:
    """Who fits, how long, which papers, what it costs, how to apply; o, ö and ş say where to go instead (L8)."""
    found = get_object_or_404(Category.objects.select_related("sector"), slug=category, sector_id=sector, enabled=True)
    context: dict[str, Any] = {
        "category": found,
        "rules": found.document_rules.select_related("kind") if found.open_here else (),
        "longest": rule_sentences.describe_longest_stay(found),
        "quiet_time": rule_sentences.describe_cooldown(found),
        "employer": rule_sentences.describe_employer(found),
    }
    if found.open_here:
        context |= {"prices": _list_prices(found), "always_free_of_fee": _is_always_under_three_months(found)}
    return render(request, "portal/who_category.html", context)


def _is_always_under_three_months(category: Category) -> bool:
    return bool(category.cap_months and category.cap_months < FEE_FREE_BELOW_MONTHS)


def _list_prices(category: Category) -> list[tuple[str, int]]:
    """Length and total to pay with a card, as far as the category's cap goes; empty when no tariff is in force."""
    try:
        tariff = build_price_list(today())
    except MissingTariffError:
        return []
    rows = [(_("3 aydan kısa, kart istenirse"), tariff.paper)]
    if _is_always_under_three_months(category):
        return rows
    return rows + [
        (_describe_length(category, years), tariff.with_card(years)) for years in _list_years(category, tariff)
    ]


def _list_years(category: Category, tariff: PriceList) -> list[int]:
    return [years for years in tariff.fees if not category.cap_months or category.cap_months > 12 * (years - 1)]


def _describe_length(category: Category, years: int) -> str:
    if category.cap_months == FEE_FREE_BELOW_MONTHS:
        return _("tam 3 ay")
    if years > 1:
        return _("%(least)d yıldan uzun, en çok %(most)d yıl") % {"least": years - 1, "most": years}
    if category.cap_months and category.cap_months < 12:
        return _("3 aydan %(n)d aya kadar") % {"n": category.cap_months}
    return _("3 aydan 1 yıla kadar")
