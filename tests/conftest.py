"""Plumbing that every test shares."""

import os
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from emuafiyet.operations.outages import memory
from tests import template_database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of the migrated one."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[template_database.VARIABLE]


@pytest.fixture(autouse=True)
def _empty_broker() -> Iterator[None]:
    """Counters and messages of one test are nothing to the next."""
    yield
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture(autouse=True)
def _no_outage_remembered() -> None:
    """Outages of one test are nothing to the next, and no page asks for them at a moment that nobody foresees."""
    memory.remember((), 3600)


@pytest.fixture(autouse=True)
def _one_language() -> Iterator[None]:
    """The language of the last page that a test read is nothing to the next test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="session")
def _history_can_be_swept_between_tests() -> Iterator[None]:
    """Triggers refuse to empty the append-only tables, rightly; only Django's clearing up after a test may."""
    clear = DatabaseOperations.sql_flush

    def without_triggers(self, *args, **kwargs) -> list[str]:
        statements = clear(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica;", *statements] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", without_triggers)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One parallel worker walks all journeys: they share one portal. First, since xdist reads the mark in this hook."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("journeys"))


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A file's bytes are no name for a test: parallel workers must find the same names, and logs stay readable."""
    return argname if isinstance(val, bytes) else None
