"""What pages ask of the catalogue, in a constant number of queries."""

from collections.abc import Collection
from functools import cache
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from emuafiyet.core.cached_rows import CachedRows

from ..models import Category, DocumentKind, Sector
from ..models.catalogue import LANGUAGES
from . import loading

Row = TypeVar("Row", bound=Model)


def _read_sectors() -> list[Sector]:
    enabled = Category.objects.filter(enabled=True).order_by("order")
    rows: QuerySet[Any] = Sector.objects.filter(categories__enabled=True).distinct().order_by("order")
    return list(rows.prefetch_related(Prefetch("categories", queryset=enabled, to_attr="category_list")))


_SECTORS = CachedRows(_read_sectors, Sector, Category)
_CATEGORIES = CachedRows(
    lambda: list(Category.objects.select_related("sector").order_by("sector__order", "order")), Sector, Category
)
_KINDS = CachedRows(lambda: {kind.slug: kind for kind in DocumentKind.objects.all()}, DocumentKind)


def list_sectors() -> list[Sector]:
    """Every sector with ``category_list``, categories of other channels included: those explain themselves (L8)."""
    return list(_SECTORS.get())


def list_categories() -> list[Category]:
    """Every category with its sector, closed ones too, in the order of the catalogue."""
    return list(_CATEGORIES.get())


def with_kinds(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Each row with every kind of document, without another query (``find_kinds``)."""
    columns = {name: F(name) for name in ("slug", "order", "formats", *(f"name_{each}" for each in LANGUAGES))}
    told = DocumentKind.objects.values(told=JSONObject(**columns))
    return cast("QuerySet[Row]", rows.annotate(kind_rows=ArraySubquery(told)))


def get_kinds() -> dict[str, DocumentKind]:
    """Every document kind by slug."""
    return dict(_KINDS.get())


def get_kind_names() -> dict[str, str]:
    """Every document kind's name in the reader's language, by slug."""
    return {slug: kind.name for slug, kind in get_kinds().items()}


def get_kind_formats(slugs: Collection[str]) -> dict[str, list[str]]:
    """What the rows of these kinds say may be handed in."""
    return dict(DocumentKind.objects.filter(slug__in=slugs).values_list("slug", "formats"))


@cache
def _read_outside_groups() -> list[dict]:
    return loading.read_catalogue()["outside_the_system"]


def list_outside_groups() -> list[str]:
    """People who need no exemption document at all and may not open an application."""
    return [row.get(get_language()) or row["en"] for row in _read_outside_groups()]
