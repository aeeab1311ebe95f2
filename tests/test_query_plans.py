"""No page reads a large table from end to end: the plans that PostgreSQL makes for every statement of every page.

The tables hold 4,000 applications with all that belongs to them, and the planner reckons with 100,000
(tests/performance/population.py). Nothing is timed here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from applicants.models import Applicant, Officer
from applications.models import Application, ReissueRequest
from documents.models import Certificate, Letter, Upload
from tests.applications import cases
from tests.builders import desk_world
from tests.builders.browsers import signed_in
from tests.builders.page_answers import answers, contact, passport, personal
from tests.builders.routes import ALL, OURS, PARTS
from tests.owner import run_as_owner
from tests.performance import population
from tests.staff import at_the_desk

APPLICATIONS = 4_000
TIMES = 25
LARGE = 1_000  # rows
MOST = 0.3  # the part of a large table that one statement may take hold of

# What a statement looks like whatever the number of values in a list and the name of a savepoint.
LISTS = re.compile(r"\((?:%s(?:, )?)+\)|ARRAY\[(?:%s(?:, )?)+\]")
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


# Pages that still do, and why; a page leaves this list when it is mended.
STILL = {
    "/admin/applications/application/raporlar/": "reports join the history of their period with its applications",
    "/admin/applications/application/ara/": "a name that many bear is looked for row by row, up to 51 of them",
    "/admin/applications/reissuerequest/": "sorts decided and open requests by the day they were sent",
    "/admin/applications/terminationrequest/": "the same",
    "/admin/payments/collectionline/mutabakat/": "the proof over all money ever collected",
}


@dataclass
class Plans:
    """The statements of pages, each explained once, and what is wrong with their plans."""

    rows: dict[str, int]
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    pages: int = 0

    @contextmanager
    def reading(self, page: str) -> Iterator[None]:
        """Explain what is asked within the block, then take back what was done in it."""
        asked: dict[str, tuple[str, Any]] = {}

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            key = LISTS.sub("(…)", sql)
            if not many and sql.lstrip().startswith(EXPLAINED) and key not in self.seen:
                self.seen.add(key)
                asked[key] = (sql, params)
            return execute(sql, params, many, context)

        with transaction.atomic():
            # Files of copied rows are not there; what was asked until then is.
            with connection.execute_wrapper(keep), suppress(FileNotFoundError):
                yield
            self.pages += 1
            for sql, params in asked.values():
                self.faults += [f"{page}: {fault}\n    {sql}" for fault in self.judge(sql, params)]
            transaction.set_rollback(True)

    def judge(self, sql: str, params: Any) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
        return list(self._walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], limited=False))

    def _walk(self, node: dict[str, Any], limited: bool) -> Iterator[str]:
        kind, table, estimate = node["Node Type"], node.get("Relation Name", ""), node["Plan Rows"]
        if table in self.rows:
            if kind == "Seq Scan" and not (limited and "Filter" not in node):  # a bounded count ends at its bound
                yield f"reads {table} from end to end"
            elif not limited and estimate > MOST * self.rows[table]:
                yield f"takes hold of {estimate} of {self.rows[table]} rows of {table} ({kind})"
        if "Sort" in kind and (sorted_rows := self._largest(node)):
            yield f"sorts {sorted_rows}"
        for child in node.get("Plans", []):
            yield from self._walk(child, limited or kind == "Limit")

    def _largest(self, node: dict[str, Any]) -> str:
        """The large table of which a sort takes hold of too many rows."""
        below = list(_below(node))
        rows = max(child["Plan Rows"] for child in node["Plans"])
        tables = [each["Relation Name"] for each in below if each.get("Relation Name") in self.rows]
        found = [table for table in tables if rows > MOST * self.rows[table]]
        return f"{rows} rows of {', '.join(sorted(set(found)))}" if found else ""


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in node.get("Plans", []):
        yield child
        yield from _below(child)


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for all tests here, in place of one for each: what fills the tables is done once."""
    block = transaction.atomic()
    block._from_testcase = True
    with django_db_blocker.unblock(), block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(db: None) -> dict[str, str]:
    """A portal that has served for years."""
    cases.catalogue()
    made = desk_world.make_world()
    population.make_model_cases()
    population.copy_model_cases(APPLICATIONS)
    population.pretend_more_rows(TIMES)
    # Rows whose foreign keys are still to be looked at would keep the indexes from being dropped.
    run_as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    return made


@pytest.fixture
def plans(world: dict[str, str]) -> Plans:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s",
            [population.large_tables(), LARGE],
        )
        return Plans({name: int(rows) for name, rows in cursor.fetchall()})


def people_in_every_state() -> list[tuple[Applicant, Application]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (status) id FROM (SELECT id, status FROM rare_applications_application UNION ALL"
            " SELECT application_id, 'z' || status FROM rare_applications_reissuerequest) every ORDER BY status, id"
        )
        wanted = [row[0] for row in cursor.fetchall()]
    found = Application.objects.filter(pk__in=wanted).select_related("applicant")
    return [(each.applicant, each) for each in found]


def addresses_of(person: Applicant, case: Application, routes: set[str]) -> Iterator[tuple[str, str]]:
    rows = {
        "application_id": case,
        "certificate_id": Certificate.objects.filter(owner=person).first(),
        "letter_id": Letter.objects.filter(owner=person).first(),
        "notice_id": person.notices.first(),
        "key": Upload.objects.filter(owner=person).first(),
        "request_id": ReissueRequest.objects.filter(application=case).first(),
        "public_id": person.sessions.first(),
    }
    for route in sorted(routes):
        parts = re.findall("<uuid:([a-z_]+)>", route)
        if any(rows[part] is None for part in parts):
            continue
        here = re.sub("<uuid:([a-z_]+)>", lambda found: str(rows[found[1]].pk), route)
        for part, value in PARTS.items():
            here = here.replace(part, value)
        yield route, f"/{here}"


# What differs from state to state in what it reads.
FOR_EACH_STATE = {"basvurularim/", "basvuru/<uuid:application_id>/"}


def read_pages_of_people(plans: Plans) -> None:
    """The list and the case for a person in each state; every other address until somebody gets a page there. Each is
    pressed once, with nothing filled in."""
    shown: set[str] = set()
    pressed: set[str] = set()
    for person, case in people_in_every_state():
        browser = signed_in(person)
        for route, here in addresses_of(person, case, FOR_EACH_STATE | (OURS - shown)):
            with plans.reading(f"GET {here} ({case.status})"):
                if browser.get(here).status_code == 200:
                    shown.add(route)
            if route not in pressed:
                pressed.add(route)
                with plans.reading(f"POST {here} ({case.status})"):
                    browser.post(here)


def press_what_people_press(plans: Plans) -> None:
    drafts = [case for _, case in people_in_every_state() if case.status == "draft"]
    case, person = drafts[0], drafts[0].applicant
    browser = signed_in(person)
    presses = {
        f"/basvuru/{case.pk}/isyeri/": answers(case),
        f"/basvuru/{case.pk}/gonder/": {"confirm": "on"},
        "/profil/kisisel/": personal(person),
        "/profil/pasaport/": passport(person),
        "/profil/iletisim/": contact(),
        "/giris/e-posta/": {"email": person.email},
        "/giris/pasaport/": {"email": "yeni@ornek.test", "passport_number": "FA4000001", "nationality": "UZB"},
        "/giris/konsolosluk/": {
            "email": "yeni@ornek.test",
            "consular_reference": "1" * 16,
            "passport_number": "FA40001",
        },
        "/verify": {"code": "ABCD-EFGH-JK1M-NPQR"},
    }
    for here, posted in presses.items():
        with plans.reading(f"POST {here}"):
            (Client(headers={"host": "localhost"}) if here.startswith(("/giris", "/verify")) else browser).post(
                here, posted
            )


def read_pages_of_officers(plans: Plans, world: dict[str, str]) -> None:
    officer = Officer.objects.create(username="her-seyi-goren", is_staff=True, is_superuser=True)
    browser = at_the_desk(officer)
    for route in sorted(ALL - OURS):
        if not desk_world.OPEN.match(route):
            here = desk_world.address(route, world)
            for method in ("get", "post"):
                with plans.reading(f"{method.upper()} {here}"):
                    getattr(browser, method)(here)
    for text in ("KARIMOVA", "EM-2026-000001", "99400000000", "FA4000001", "ornek@ornek.test", "+998901234567"):
        here = "/admin/applications/application/ara/"
        with plans.reading(f"POST {here} {text}"):
            browser.post(here, {"q": text})
    for query in (
        "desk=tumu",
        "desk=benim",
        "desk=itiraz",
        "desk=donen",
        "status=approved",
        "category=sports-activity",
    ):
        with plans.reading(f"GET queue ?{query}"):
            browser.get(f"/admin/applications/application/?{query}")


def test_pages_of_people_read_no_large_table_from_end_to_end(plans: Plans) -> None:
    read_pages_of_people(plans)
    press_what_people_press(plans)
    assert "\n".join(plans.faults) == ""


def test_pages_of_officers_read_no_large_table_from_end_to_end(plans: Plans, world: dict[str, str]) -> None:
    read_pages_of_officers(plans, world)
    assert "\n".join(fault for fault in plans.faults if fault.split()[1].rstrip(":") not in STILL) == ""


def test_a_missing_index_is_found(plans: Plans) -> None:
    """The reviewers' own certificate of a case: without its index a person's list reads them all."""
    person, _ = next(each for each in people_in_every_state() if each[1].status == "approved")
    browser = signed_in(person)
    with plans.reading("with the index"):
        browser.get("/basvurularim/")
    assert plans.faults == []
    with transaction.atomic():
        run_as_owner("DROP INDEX certificate_of_case, documents_certificate_owner_id_7bbaebea")
        plans.seen.clear()
        with plans.reading("GET /basvurularim/"):
            browser.get("/basvurularim/")
        transaction.set_rollback(True)
    assert any(
        fault.startswith("GET /basvurularim/: reads documents_certificate from end to end\n    SELECT")
        for fault in plans.faults
    )
