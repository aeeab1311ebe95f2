"""Who may do what in the database: three roles, so that no program can rewrite what the portal must keep.

The owner makes and migrates tables, and no serving process signs in as it. The app role reads and writes rows: it
makes no table, empties none, cannot disable a trigger, and cannot change rows that are only ever added to. The
readonly role reads what reports need, without secrets. Both also carry the limits of time that keep one statement
from holding up everybody; the owner has none, because a migration may take longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import errors, sql

APP = "emuafiyet_app"
READONLY = "emuafiyet_readonly"

# Added to and never changed. The triggers of docs/database-rules.md decide what age sets free to delete.
NEVER_CHANGED = frozenset(
    {
        "applicants_auditentry",
        "applicants_disposalentry",
        "applications_categoryversion",
        "applications_historyentry",
        "applications_officernote",
        "applications_verdict",
        "payments_linedeed",
    }
)
NEVER_DELETED = frozenset(
    {
        "applicants_disposalentry",
        "applicants_staffapproval",
        "applications_categoryversion",
        "documents_auditseal",
        "payments_collectionline",
        "payments_linedeed",
    }
)
ONLY_READ = frozenset({"django_migrations"})
# A report needs neither who is signed in nor what signs in.
HIDDEN_FROM_REPORTS = frozenset(
    {
        "applicants_edevletvisit",
        "applicants_emailchange",
        "applicants_officer",
        "applicants_onetimecode",
        "applicants_passwordlink",
        "applicants_recoverycode",
        "applicants_session",
    }
)
APP_LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
READONLY_LIMITS = {
    "statement_timeout": "5min",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "5min",
    "default_transaction_read_only": "on",
}
# Two starts at once write the same row of the catalogue of roles.
ATTEMPTS = 20


@dataclass(frozen=True)
class DatabaseRole:
    """A role to create; without a password it can sign in only where the server trusts the connection."""

    name: str
    password: str = ""


def grant_roles(owner_url: str, app: DatabaseRole, readonly: DatabaseRole) -> None:
    """Create both roles if need be and grant each exactly what it may do with every table that exists now.

    ``owner_url`` is the address with which the owner signs in; it must be allowed to create roles. Run it after
    each migration: a new table belongs to nobody else until then. It can be repeated and takes away what an
    earlier run gave too much. Raises psycopg.Error when the owner lacks a right.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with psycopg.connect(owner_url) as connection:
                _write_role(connection, app, APP_LIMITS)
                _write_role(connection, readonly, READONLY_LIMITS)
                _grant_tables(connection, app.name, readonly.name)
            return
        except (errors.InternalError_, errors.UniqueViolation, errors.DuplicateObject):
            if attempt == ATTEMPTS:
                raise


def _write_role(connection: psycopg.Connection, role: DatabaseRole, limits: dict[str, str]) -> None:
    name = sql.Identifier(role.name)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    rights: sql.SQL | sql.Composed = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    if role.password:
        rights += sql.SQL(" PASSWORD {}").format(sql.Literal(role.password))
    connection.execute(sql.SQL("ALTER ROLE {} {}").format(name, rights))
    for setting, value in limits.items():
        words = sql.SQL("ALTER ROLE {} SET {} = {}")
        connection.execute(words.format(name, sql.Identifier(setting), sql.Literal(value)))


def _grant_tables(connection: psycopg.Connection, app: str, readonly: str) -> None:
    database = sql.Identifier(connection.info.dbname)
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    tables = [name for (name,) in found]
    both = sql.SQL(", ").join([sql.Identifier(app), sql.Identifier(readonly)])
    for words in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {both}",
        "GRANT CONNECT ON DATABASE {database} TO {both}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC, {both}",
        "GRANT USAGE ON SCHEMA public TO {both}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {both}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {both}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}",
    ):
        connection.execute(sql.SQL(words).format(database=database, both=both, app=sql.Identifier(app)))
    _grant(connection, "SELECT", tables, app)
    _grant(connection, "INSERT", [name for name in tables if name not in ONLY_READ], app)
    _grant(connection, "UPDATE", [name for name in tables if name not in ONLY_READ | NEVER_CHANGED], app)
    _grant(connection, "DELETE", [name for name in tables if name not in ONLY_READ | NEVER_DELETED], app)
    _grant(connection, "SELECT", [name for name in tables if name not in HIDDEN_FROM_REPORTS], readonly)


def _grant(connection: psycopg.Connection, right: str, tables: Iterable[str], role: str) -> None:
    names = sql.SQL(", ").join(sql.Identifier("public", name) for name in tables)
    words = sql.SQL("GRANT {} ON TABLE {} TO {}")
    connection.execute(words.format(sql.SQL(right), names, sql.Identifier(role)))


def build_role_address(owner_url: str, role: DatabaseRole) -> str:
    """The owner's address with the role's name and password in their place: ``postgresql://role:password@host/…``."""
    parts = urlsplit(owner_url)
    secret = f":{quote(role.password, safe='')}" if role.password else ""
    return parts._replace(netloc=f"{role.name}{secret}@{parts.netloc.rpartition('@')[2]}").geturl()


def can_rewrite(cursor: Any) -> bool:
    """Whether whoever is signed in owns tables or is a superuser, so that no rule of the database binds them."""
    cursor.execute(
        "SELECT rolsuper OR EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    return bool(cursor.fetchone()[0])
