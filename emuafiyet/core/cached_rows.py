"""What was read from small tables that officers seldom change, kept in each process until one of their rows changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model

Read = TypeVar("Read")


class CachedRows(Generic[Read]):
    """``CachedRows(read, Model, …)``: ``get`` answers what ``read`` did, and reads anew after any change of the tables.

    Each ``get`` asks PostgreSQL one short question, the version of every row of the tables, whoever wrote it and how.
    What it returns is everybody's: nobody changes it. ``read`` must not look at the reader's language.
    """

    def __init__(self, read: Callable[[], Read], *models: type[Model]) -> None:
        self._read = read
        version = "(SELECT string_agg(xmin || '.' || ctid, ' ' ORDER BY ctid) FROM {})"
        self._question = "SELECT " + ", ".join(version.format(model._meta.db_table) for model in models)
        self._kept: tuple[tuple[str | None, ...], Read] | None = None

    def get(self) -> Read:
        with connection.cursor() as cursor:
            cursor.execute(self._question)
            versions = cursor.fetchone()
        if self._kept is None or self._kept[0] != versions:
            self._kept = (versions, self._read())
        return self._kept[1]
