"""Queries that every page asks, compiled to SQL once per process.

Django builds a query's tree and compiles it anew each time, which costs ten times what PostgreSQL needs to answer. The
query stays written as a queryset; only the values that differ from one request to the next are filled in afterwards.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Row = TypeVar("Row")
# What stands for a value while its query is compiled: nothing that a query says by itself.
STAND_INS: dict[type, Callable[[int], Any]] = {
    uuid.UUID: lambda number: uuid.UUID(int=(0xC0DE << 112) + number),
    str: lambda number: f"\x01value {number}\x01",
    datetime: lambda number: datetime(1, 1, 1, 0, 0, 0, number, tzinfo=UTC),
}


class CompiledQuery(Generic[Row]):
    """``CompiledQuery(build, uuid.UUID, …)``: ``build`` takes values of these types and returns a queryset.

    It is called once and must not look at its values, at the clock or at the reader's language: the same SQL serves
    everybody. Raises ``ValueError`` at the first use when a value does not reach the SQL as it was given.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *types: type) -> None:
        self._build, self._types = build, types

    def fetch(self, *values: Any) -> list[Row]:
        """The rows for these values, in one query and what the queryset prefetches."""
        rows, compiler, sql, parameters = self._compiled
        mine = _copy(compiler)
        mine.connection = connections[DEFAULT_DB_ALIAS]
        filled = tuple(values[place] if is_value else place for is_value, place in parameters)
        mine.as_sql = lambda *_args, **_options: (sql, filled)
        found = _copy(rows)
        found._query = _copy(rows.query)
        found._query.get_compiler = lambda *_args, **_options: mine
        return list(found)

    @cached_property
    def _compiled(self) -> tuple[Any, Any, str, tuple[tuple[bool, Any], ...]]:
        stand_ins = [STAND_INS[each](number) for number, each in enumerate(self._types)]
        rows = self._build(*stand_ins)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        parameters = tuple((True, stand_ins.index(each)) if each in stand_ins else (False, each) for each in given)
        missing = set(range(len(stand_ins))) - {place for is_value, place in parameters if is_value}
        if missing:
            raise ValueError(f"{self._build.__qualname__}: values {sorted(missing)} are not in its SQL")
        return rows, compiler, sql, parameters


def _copy(thing: Any) -> Any:
    """A copy that shares every part; ``copy.copy`` would ask a queryset for its rows first."""
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__)
    return made
