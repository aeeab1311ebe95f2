"""Bring a demo's database up to date before anything serves from it."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager

from emuafiyet.core.database_roles import READONLY, DatabaseRole, grant_roles

from .demo_environment import app_role


def prepare_database(owner_url: str) -> str:
    """Bring the database up to date; the answer is what seed_demo says about its people and accounts.

    Tables are made by the owner, all else is written by the role that serves.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    with signed_in_as(owner_url):
        call_command("migrate", interactive=False, verbosity=0)
    grant_roles(owner_url, app_role(), DatabaseRole(READONLY))
    call_command("load_roles", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("load_tariff", example=settings.DEMO, verbosity=0)
    call_command("load_holidays", verbosity=0)
    people = io.StringIO()
    call_command("seed_demo", empty=os.environ.get("DEMO_PEOPLE") == "0", stdout=people)
    connections.close_all()
    return people.getvalue()


@contextmanager
def signed_in_as(address: str) -> Iterator[None]:
    """Django's connection is this address's within the block."""
    import environ
    from django.db import connection

    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    asked = environ.Env().db_url_config(address)
    connection.close()
    connection.settings_dict.update({name: asked[name] for name in before})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
