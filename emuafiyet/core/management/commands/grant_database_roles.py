"""Create the app role and the readonly role and grant each what it may do; the owner runs it after each migration."""

from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from emuafiyet.core.database_roles import APP, READONLY, DatabaseRole, grant_roles


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign in with DATABASE_URL, which must be the owner's address here, and write both roles.

        The roles' passwords come from DATABASE_APP_PASSWORD and DATABASE_READONLY_PASSWORD; without one the role
        keeps the password that it has, or has none and signs in only where the server trusts the connection.
        """
        env = environ.Env()
        app = DatabaseRole(APP, env("DATABASE_APP_PASSWORD", default=""))
        readonly = DatabaseRole(READONLY, env("DATABASE_READONLY_PASSWORD", default=""))
        try:
            grant_roles(settings.DATABASE_ADDRESS, app, readonly)
        except psycopg.Error as error:
            raise CommandError(f"the owner could not write the database's roles: {error}") from error
        if options["verbosity"]:
            self.stdout.write(f"{APP} and {READONLY} may do what they should, and nothing else")
