"""Lists of the desk count no further than anybody pages."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property


class BoundedPaginator(Paginator):
    """Counts a thousand rows at most: a million must not be counted to show twenty-five."""

    max_count = 1000

    @cached_property
    def count(self) -> int:
        return cast(QuerySet, self.object_list).order_by()[: self.max_count].count()


def bounded_counts(several: Iterable[QuerySet], most: int) -> list[int]:
    """How many rows each has, in one query; each count stops at ``most`` + 1."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in several:
        sql, parameters = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS rows_of_one)")  # noqa: S608 (Django's own SQL, its values apart)
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return list(cursor.fetchone())
