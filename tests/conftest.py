"""Plumbing that every test shares."""

import gc
import os
from collections.abc import Iterator

import psycopg
import pytest
import redis
from _pytest.terminal import TerminalReporter
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from psycopg import sql
from whitenoise.middleware import WhiteNoiseMiddleware
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from emuafiyet.core.database_roles import APP
from emuafiyet.operations.outages import memory
from tests import template_database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of the migrated one, made by the owner: the app role makes none."""
    owner = os.environ["TEST_OWNER_DATABASE_URL"]
    name = sql.Identifier(connection.creation._get_test_db_name())
    with psycopg.connect(template_database.address_of("postgres", owner), autocommit=True) as made:
        made.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        made.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template_database.NAME)))
        made.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What the owner has made is taken as it is."""
    return True


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
    """The app role empties no table, rightly; only Django's clearing up after a test may, as the owner."""
    clear = DatabaseOperations.sql_flush

    def without_triggers(self, *args, **kwargs) -> list[str]:
        statements = clear(self, *args, **kwargs)
        whole = " ".join(["SET LOCAL session_replication_role = replica;", *statements])
        return [f"SELECT run_as_owner($owner${whole}$owner$)"] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_up_once() -> Iterator[None]:
    """Each test's browser loads the middleware anew, and WhiteNoise would read 365 files again every time."""
    look_up = WhiteNoiseMiddleware.add_files
    found: dict[tuple, dict] = {}

    def add_files(self: WhiteNoiseMiddleware, root: object, prefix: str | None = None) -> None:
        key = (str(root), prefix, self.add_headers_function, self.autorefresh)
        if key not in found:
            before = set(self.files)
            look_up(self, root, prefix)
            found[key] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(found[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files", add_files)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: no search for garbage need walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# Files that take ten seconds and more begin early, so that no worker is left alone with one of them at the end.
LONG_FILES = (
    "tests/test_query_plans.py",
    "tests/resilience/test_backup.py",
    "tests/documents/test_conformity.py",
    "tests/documents/test_corpus.py",
    "tests/applications/test_desk_matrix.py",
    "tests/applications/test_money_in_any_order.py",
    "tests/applications/test_moves.py",
    "tests/resilience/test_outbox.py",
    "tests/resilience/test_poison.py",
)


def _is_journey(nodeid: str) -> bool:
    return nodeid.startswith("tests/journeys/")


def _is_long(nodeid: str) -> bool:
    return nodeid.split("::")[0] in LONG_FILES


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In random order, but the journeys together at the beginning, then the long files."""
    items.sort(key=lambda item: (not _is_journey(item.nodeid), not _is_long(item.nodeid)))


class ByFile(LoadScopeScheduling):
    """Parallel workers take whole files, which share their set-up, but single journeys, which share a portal."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if _is_journey(nodeid) else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Take the tests in the order in which they were collected."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    if seed := config.getoption("randomly_seed", None):
        terminalreporter.write_line(f"random order: --randomly-seed={seed} repeats it")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A file's bytes are no name for a test: parallel workers must find the same names, and logs stay readable."""
    return argname if isinstance(val, bytes) else None
