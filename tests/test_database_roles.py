"""The database lets the portal's programs do their work and nothing more, whatever the code tries."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import errors, sql

from emuafiyet.checks import check_database_role
from emuafiyet.core import database_roles
from emuafiyet.core.database_roles import APP, READONLY, DatabaseRole, build_role_address, can_rewrite, grant_roles
from tests import template_database

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def list_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def rights_of(role: str, table: str) -> set[str]:
    with connection.cursor() as cursor:
        rows = "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, %s, r)"
        cursor.execute(rows, [list(RIGHTS), role, f"public.{table}"])
        return {right for (right,) in cursor.fetchall()}


@pytest.mark.django_db
def test_the_portal_signs_in_as_somebody_who_can_grant_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, session_user, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,"
            " EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid), EXISTS (SELECT FROM pg_class WHERE"
            " relowner = r.oid) FROM pg_roles r WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (APP, APP, False, False, False, False, False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE emuafiyet",
        "ALTER TABLE applicants_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_stands ON applicants_auditentry",
        "DROP TABLE applicants_auditentry",
        "ALTER TABLE applicants_auditentry OWNER TO emuafiyet_app",
        "CREATE OR REPLACE FUNCTION applicants_audit_stands() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE TABLE elsewhere AS TABLE applicants_auditentry",
        "CREATE SCHEMA elsewhere",
        "CREATE INDEX ON applicants_auditentry (key)",
        "TRUNCATE applicants_auditentry",
        "UPDATE applicants_auditentry SET detail = ''",
        "UPDATE applications_historyentry SET note = ''",
        "UPDATE applications_officernote SET text = ''",
        "UPDATE applications_verdict SET id = id",
        "UPDATE payments_linedeed SET id = id",
        "DELETE FROM payments_linedeed",
        "DELETE FROM payments_collectionline",
        "DELETE FROM applicants_staffapproval",
        "DELETE FROM applicants_disposalentry",
        "DELETE FROM applications_categoryversion",
        "DELETE FROM django_migrations",
        "ALTER ROLE emuafiyet_app SUPERUSER",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
        "CREATE EXTENSION file_fdw",
        "SET log_statement = 'none'",
    ],
)
def test_what_rewrites_the_record_is_refused(statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_each_table_gives_the_portal_what_it_needs_and_no_more() -> None:
    tables = list_tables()
    named = set().union(
        database_roles.NEVER_CHANGED,
        database_roles.NEVER_DELETED,
        database_roles.ONLY_READ,
        database_roles.HIDDEN_FROM_REPORTS,
    )
    assert named <= set(tables)  # a table that was renamed would be open again
    for table in tables:
        expected = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if table in database_roles.ONLY_READ:
            expected = {"SELECT"}
        if table in database_roles.NEVER_CHANGED:
            expected -= {"UPDATE"}
        if table in database_roles.NEVER_DELETED:
            expected -= {"DELETE"}
        assert rights_of(APP, table) == expected, table
        readable = set() if table in database_roles.HIDDEN_FROM_REPORTS else {"SELECT"}
        assert rights_of(READONLY, table) == readable, table


@pytest.mark.django_db
def test_whatever_a_trigger_calls_append_only_cannot_be_changed() -> None:
    """A new table of records is protected twice, or this list is incomplete."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT tgisinternal AND p.prosrc LIKE '%%only ever added to%%'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert len(guarded) >= 6
    assert guarded <= database_roles.NEVER_CHANGED


def test_limits_of_time_come_with_the_role_and_bind_no_migration() -> None:
    owner = os.environ["TEST_OWNER_DATABASE_URL"]
    shown = {}
    for role in (APP, READONLY, None):
        address = build_role_address(owner, DatabaseRole(role)) if role else owner
        with psycopg.connect(address) as signed_in:
            shown[role] = signed_in.execute(
                "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
                " current_setting('idle_in_transaction_session_timeout'),"
                " current_setting('default_transaction_read_only')"
            ).fetchone()
    assert shown[APP] == ("15s", "5s", "30s", "off")
    assert shown[READONLY] == ("5min", "5s", "5min", "on")
    assert shown[None] == ("0", "0", "0", "off")


@pytest.fixture
def apart() -> Iterator[str]:
    """The owner's address of a database of its own, whose rights a test may spoil."""
    owner, name = os.environ["TEST_OWNER_DATABASE_URL"], f"roles_{os.getpid()}"
    with psycopg.connect(owner, autocommit=True) as made:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        made.execute(words.format(sql.Identifier(name), sql.Identifier(template_database.NAME)))
        yield template_database.address_of(name, owner)
        made.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_granting_again_takes_back_what_was_too_much(apart: str) -> None:
    with psycopg.connect(apart) as owner:
        owner.execute(f"GRANT ALL ON applicants_auditentry TO {APP}")
        owner.execute(f"GRANT SELECT ON applicants_session TO {READONLY}")
        owner.execute(f"GRANT CREATE ON SCHEMA public TO {APP}")
    with ThreadPoolExecutor(4) as several:  # several machines prepare the same database at once
        list(several.map(lambda _: grant_roles(apart, DatabaseRole(APP), DatabaseRole(READONLY)), range(4)))
    with psycopg.connect(build_role_address(apart, DatabaseRole(APP)), autocommit=True) as app:
        for statement in (
            "UPDATE applicants_auditentry SET detail = ''",
            "CREATE TABLE elsewhere (x int)",
            "CREATE TEMPORARY TABLE elsewhere (x int)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(statement)
        app.execute("SELECT count(*) FROM applicants_auditentry")
    with psycopg.connect(build_role_address(apart, DatabaseRole(READONLY)), autocommit=True) as reports:
        reports.execute("SELECT count(*) FROM applications_application")
        with pytest.raises(errors.InsufficientPrivilege):
            reports.execute("SELECT * FROM applicants_session")
        reports.execute("SET default_transaction_read_only = off")
        with pytest.raises(errors.InsufficientPrivilege):
            reports.execute("DELETE FROM applications_application")


def test_an_owner_that_serves_is_noticed(apart: str) -> None:
    for address, expected in ((apart, True), (build_role_address(apart, DatabaseRole(APP)), False)):
        with psycopg.connect(address) as signed_in, signed_in.cursor() as cursor:
            assert can_rewrite(cursor) is expected


@pytest.mark.django_db
def test_the_portal_of_the_tests_passes_the_check_of_its_role() -> None:
    assert check_database_role(None, databases=["default"]) == []
