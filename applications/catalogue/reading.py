"""What pages ask of the catalogue, in a constant number of queries."""

from functools import cache

from django.db.models import Prefetch
from django.utils.translation import get_language

from ..models import Category, DocumentKind, Sector
from . import loading


def list_sectors() -> list[Sector]:
    """Every sector with ``category_list``, categories of other channels included: those explain themselves (L8)."""
    enabled = Category.objects.filter(enabled=True).order_by("order")
    return list(
        Sector.objects.filter(categories__enabled=True)
        .distinct()
        .order_by("order")
        .prefetch_related(Prefetch("categories", queryset=enabled, to_attr="category_list"))
    )


def get_kind_names() -> dict[str, str]:
    """Every document kind's name in the reader's language, by slug."""
    return {kind.slug: kind.name for kind in DocumentKind.objects.all()}


@cache
def _read_outside_groups() -> list[dict]:
    return loading.read_catalogue()["outside_the_system"]


def list_outside_groups() -> list[str]:
    """People who need no exemption document at all and may not open an application."""
    return [row.get(get_language()) or row["en"] for row in _read_outside_groups()]
