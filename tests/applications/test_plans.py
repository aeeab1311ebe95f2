"""Pages that a table of a million rows must not slow down: the plans that PostgreSQL makes for their queries."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.admin.review import record
from applications.models import Application
from applications.summaries import application_list
from tests.owner import run_as_owner, triggers_off

from . import cases

ROWS = 30_000
BIG = frozenset(
    {
        "applicants_applicant",
        "applicants_identity",
        "applications_application",
        "applications_passport",
        "documents_card",
        "documents_certificate",
        "documents_letter",
    }
)


def required_columns(table: str) -> dict[str, str]:
    """Columns that must have a value, with one that does."""
    values = {"uuid": "gen_random_uuid()", "jsonb": "'{}'", "boolean": "false", "date": "current_date",
              "timestamp with time zone": "now()", "smallint": "0", "integer": "0", "bigint": "0"}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
            [table],
        )
        return {name: values.get(kind, "''") for name, kind in cursor.fetchall()}


def fill(table: str, **columns: str) -> None:
    """A row for each number, its columns as SQL of ``n``; what is not named is empty."""
    every = required_columns(table) | columns
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(every)}) "
            f"SELECT {', '.join(every.values())} FROM generate_series(1, {ROWS}) n"
        )


@pytest.fixture
def many(db: None) -> None:
    """People with one decided application each, its certificate, a letter and a card that is no longer valid."""
    cases.catalogue()
    # No triggers: rows are made up as a whole, and a rollback takes them away again.
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        person, case = "md5('p' || n)::uuid", "md5('a' || n)::uuid"
        fill("applicants_applicant", id=person, email="'p' || n || '@ornek.test'", language="'tr'")
        fill("applicants_identity", applicant_id=person, door="'passport'", surname="'AD' || n", nationality="'UZB'",
             birth_year="1990", passport_number="'P' || n", foreigner_id="(99000000000 + n)::text")  # fmt: skip
        fill("applications_passport", applicant_id=person, kind="'ordinary'", number="'P' || n")
        fill("applications_application", id=case, applicant_id=person, category_id=f"'{cases.SCIENCE}'",
             status="'approved'", version="1", number="'EM-2000-' || n", submitted_at="now()", snapshot="'{}'",
             rules="'{}'", name_as_sent="'AD ' || n", granted_from="current_date", granted_to="current_date",
             granted_on="current_date")  # fmt: skip
        of_case = {"case_reference": case, "owner_id": person}
        made = {"promise_state": "'kept'", "kept_at": "now()", "pdf": "'x'", "pdf_sha256": "repeat('0', 64)"}
        fill("documents_certificate", **of_case, **made, number="'C' || n", verification_code="lpad(n::text, 16, '0')",
             ended_on="CASE WHEN n % 2 = 0 THEN current_date END",
             end_reason="CASE WHEN n % 2 = 0 THEN 'terminated' ELSE '' END")  # fmt: skip
        fill("documents_letter", **of_case, **made, number="'K' || n")
        fill("documents_card", **of_case, number="'M' || lpad(n::text, 8, '0')", state="'invalidated'",
             invalidated_at="now()", invalid_reason="'expired'")  # fmt: skip
    run_as_owner(f"ANALYZE {', '.join(BIG)}")


def read_wholes(run: Callable[[], Any]) -> list[str]:
    """The big tables that a query of the call reads from end to end."""
    with CaptureQueriesContext(connection) as asked:
        run()
    found = []
    for query in asked.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
                plan = cursor.fetchone()[0]
            found += _wholes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return found


def _wholes(node: dict[str, Any]) -> list[str]:
    own = [node["Relation Name"]] if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG else []
    return own + [name for child in node.get("Plans", []) for name in _wholes(child)]


def test_a_person_s_list_and_menu_read_no_table_as_a_whole(many: None) -> None:
    holder = Application.objects.get(number="EM-2000-7").applicant
    assert read_wholes(lambda: application_list.list_application_summaries(holder)) == []
    assert read_wholes(lambda: application_list.count_badges(holder)) == []
    case = Application.objects.get(number="EM-2000-7")
    assert read_wholes(lambda: application_list.find_certificate(holder, case.pk)) == []


def test_the_review_page_finds_earlier_applications_by_indexes(many: None) -> None:
    case = cases.sent()
    case.snapshot["passport"]["number"] = "P8"
    assert read_wholes(lambda: record.list_earlier_applications(case)) == []
    assert {each.case.number for each in record.list_earlier_applications(case)} == {"EM-2000-8"}


def test_the_check_sees_a_table_read_as_a_whole(many: None) -> None:
    assert read_wholes(lambda: list(Application.objects.filter(name_as_sent="AD 7"))) == ["applications_application"]
