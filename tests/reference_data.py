"""The catalogue, the ready-made reasons and the tariff: loaded once per worker, copied into a test in milliseconds.

The shipped commands take about a second, which a thousand tests need not pay each. The rows that they write are
kept in a schema beside, and the tables themselves stay empty for tests that ask for nothing. The commands are
tested in test_catalogue.py and test_tariff.py.
"""

from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from applications.models import Category, CategoryDocument, CategoryVersion, DocumentKind, ReasonTemplate, Sector
from payments.management.commands.load_tariff import published_years
from payments.models import Tariff
from tests.template_database import SCHEMA

# A table after those that it points to.
CATALOGUE: tuple[type[Model], ...] = (Sector, DocumentKind, Category, CategoryDocument, CategoryVersion, ReasonTemplate)
TARIFF: tuple[type[Model], ...] = (Tariff,)


def set_aside() -> None:
    """Run the commands on the fresh test database, keep their rows in the schema, and leave the tables empty."""
    call_command("load_catalogue", verbosity=0)
    call_command("load_tariff", verbosity=0)
    # The last published amounts hold for ever, so that tests can pay whatever day it is.
    Tariff.objects.filter(valid_to=published_years()[-1]["valid_to"]).update(valid_to=None)
    tables = [model._meta.db_table for model in (*CATALOGUE, *TARIFF)]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {SCHEMA}.{table} AS TABLE {table}")
        cursor.execute("SET session_replication_role = replica")
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET session_replication_role = DEFAULT")


def load_catalogue() -> None:
    """The catalogue and the ready-made reasons as shipped."""
    _copy(CATALOGUE)


def load_tariff() -> None:
    """The published amounts, the last of them for ever."""
    _copy(TARIFF)


def _copy(models: tuple[type[Model], ...]) -> None:
    """Rows that are there already stay as they are, as the commands would leave them."""
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {SCHEMA}.{table} ON CONFLICT DO NOTHING")
