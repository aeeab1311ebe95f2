"""The reports: figures against a little history with known answers, what is drawn and what is taken along."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry
from applications import roles
from applications.casework import assignment
from applications.eligibility.deadlines import ISTANBUL
from applications.lifecycle.actors import Actor
from applications.models import Application
from applications.reports import figures, plots, report_files
from applications.reports.report_period import ReportScope
from tests.builders.browsers import reviewer
from tests.owner import run_as_owner, triggers_off

from . import cases

pytestmark = pytest.mark.django_db
DESK = "admin:reports"
MONDAY = date(2026, 1, 5)
SCOPE = ReportScope(MONDAY - timedelta(weeks=1), MONDAY + timedelta(days=6))


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def moment(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ISTANBUL)


def happened(case: Application, sent: datetime, decided: datetime | None = None) -> Application:
    """As if it had been then; history is append-only, so the test writes past its triggers."""
    Application.objects.filter(pk=case.pk).update(submitted_at=sent)
    entries = "UPDATE applications_historyentry SET at = %s WHERE application_id = %s"
    with triggers_off():
        run_as_owner(f"{entries} AND move = 'submit'", [sent, case.pk])
        if decided:
            run_as_owner(f"{entries} AND move <> 'submit'", [decided, case.pk])
    return Application.objects.get(pk=case.pk)


def decided(days: float, sent: datetime, make: Any = cases.rejected) -> Application:
    return happened(make(), sent, sent + timedelta(days=days))


def rows(report: figures.Report) -> dict[Any, list[Any]]:
    return {row[0]: row[1:] for row in report.rows}


# --- figures -----------------------------------------------------------------------------------------------
def test_weeks_begin_on_monday_in_istanbul_and_what_waits_is_counted_back() -> None:
    sunday_night = moment(MONDAY - timedelta(days=1), 23)
    happened(cases.sent(), sunday_night)
    happened(cases.sent(), sunday_night + timedelta(hours=2))  # Monday at one; in UTC it is Sunday still
    decided(3, moment(MONDAY))
    happened(cases.sent(), moment(MONDAY + timedelta(weeks=3)))  # after the period: waits now, did not wait then
    assert SCOPE.list_weeks() == [MONDAY - timedelta(weeks=1), MONDAY]
    found = rows(figures.build_weekly_report(SCOPE))
    assert found == {MONDAY - timedelta(weeks=1): [1, 0, 1], MONDAY: [2, 1, 2]}


def test_a_year_that_begins_in_the_middle_of_a_week_does_not_split_it() -> None:
    happened(cases.sent(), moment(date(2025, 12, 30)))
    happened(cases.sent(), moment(date(2026, 1, 2)))
    found = rows(figures.build_weekly_report(ReportScope(date(2026, 1, 1), date(2026, 1, 4))))
    assert list(found) == [date(2025, 12, 29)]
    assert found[date(2025, 12, 29)][0] == 1, "the day before the period is not in it"


@pytest.mark.parametrize(("days", "median", "most"), [([4], 4.0, 4.0), ([1, 3], 2.0, 2.8), ([1, 2, 9], 2.0, 7.6)])
def test_median_and_ninetieth_percentile(days: list[int], median: float, most: float) -> None:
    for each in days:
        happened(cases.rejected(), moment(MONDAY) - timedelta(days=each), moment(MONDAY))
    found = rows(figures.build_duration_report(SCOPE))
    assert found[MONDAY] == [median, most, len(days)]
    assert found[MONDAY - timedelta(weeks=1)] == [None, None, 0]


def test_outcomes_by_category_and_nationality_within_the_filter() -> None:
    german = cases.sent(cases.draft(cases.person(nationality="DEU")))
    cases.do("approve", german, Actor.from_person(cases.officer()), **cases.period(german))
    happened(german, moment(MONDAY), moment(MONDAY))
    decided(1, moment(MONDAY))
    decided(1, moment(MONDAY))
    decided(1, moment(MONDAY - timedelta(weeks=30)))
    (category,) = figures.build_category_report(SCOPE).rows
    assert category[1:] == [1, 2]
    assert rows(figures.build_nationality_report(SCOPE)) == {"Özbekistan": [0, 2], "Almanya": [1, 0]}
    only = ReportScope(SCOPE.first, SCOPE.last, nationality="DEU")
    assert rows(figures.build_nationality_report(only)) == {"Almanya": [1, 0]}
    assert figures.build_category_report(ReportScope(SCOPE.first, SCOPE.last, category=cases.RESEARCH)).rows == []


def test_overdue_files_by_whose_they_are_and_open_payments_to_the_kurus() -> None:
    officer, _ = reviewer("decide_application")
    officer.first_name, officer.last_name = "Ayşe", "Yıldız"
    officer.save()
    late = [cases.sent() for _ in range(3)]
    cases.sent()
    assignment.take_application(late[0].pk, officer)
    Application.objects.filter(pk__in=[each.pk for each in late]).update(
        evaluation_due_at=timezone.now() - timedelta(days=1)
    )
    assert rows(figures.build_overdue_report(SCOPE)) == {"Atanmamış": [2], "Ayşe Yıldız": [1]}
    case = cases.awaiting_payment()
    cases.pay(case, "9268")
    fee = Decimal(cases.PaymentOrder.objects.get(case_reference=case.pk).legs.get(tax_code="9280").amount_kurus) / 100
    assert rows(figures.build_outstanding_report(SCOPE))["0–7 gün"] == [fee, Decimal(0)]
    elsewhere = ReportScope(SCOPE.first, SCOPE.last, category=cases.SCIENCE)
    assert rows(figures.build_outstanding_report(elsewhere))["0–7 gün"] == [Decimal(0), Decimal(0)]


# --- drawn and taken along ---------------------------------------------------------------------------------
def test_what_is_drawn_is_what_the_table_says() -> None:
    sample = [[MONDAY, 1, 40], [MONDAY + timedelta(weeks=1), None, 80]]
    drawn = plots.build_plot(figures.Report("x", "X", "", ["Hafta", "a", "b"], sample, "lines"))
    assert isinstance(drawn, plots.LinePlot)
    top = drawn.ticks[-1]
    assert (drawn.ticks[0], top[1]) == ((drawn.baseline, "0"), "80"), "from nought to the highest"
    (first, second) = drawn.series
    assert [len(run.split()) for run in first.runs] == [1], "a week without a value is a gap and no nought"
    (_, low, _), (_, high, words) = second.marks
    assert round((drawn.baseline - low) / (drawn.baseline - high), 2) == 0.5
    assert high == top[0]
    assert words.endswith("b: 80")
    bars = plots.build_plot(figures.Report("y", "Y", "", ["Ad", "a", "b"], [["x", 30, 10], ["y", 10, 0]], "bars"))
    assert isinstance(bars, plots.BarPlot)
    assert [[round(part.width / bars.bars[0].parts[1].width) for part in bar.parts] for bar in bars.bars] == [
        [3, 1],
        [1],
    ]
    assert plots.build_plot(figures.Report("z", "Z", "", ["Ad", "a"], [["x", 0]], "bars")) is None


@pytest.mark.parametrize("highest", [1, 3, 4, 7, 10, 11, 99, 100, 101, 4567, 1_000_000])
def test_axes_begin_at_nought_and_hold_the_highest(highest: int) -> None:
    ticks = plots.compute_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-2] < highest <= ticks[-1]
    assert len(ticks) <= 6


def test_the_page_draws_well_formed_pictures_with_their_tables_and_files_say_the_same() -> None:
    decided(2, timezone.now() - timedelta(days=3))
    officer, desk = reviewer("view_reports")
    page = desk.get(reverse(DESK))
    pictures = page.text.split('<svg class="plot"')[1:]
    assert len(pictures) == 4
    for each in pictures:
        ElementTree.fromstring("<svg " + each.split("</svg>")[0] + "</svg>")
    shown = {each["report"].key: each for each in page.context["shown"]}
    assert set(shown) == {"haftalik", "sure", "kategori", "uyruk", "geciken", "odeme"}
    assert [row[1:] for row in shown["uyruk"]["rows"]] == [["0", "1"]]

    told = desk.get(shown["uyruk"]["csv_url"])
    assert list(csv.reader(io.StringIO(told.content.decode("utf-8-sig")), delimiter=";")) == [
        ["Uyruk", "Olumlu", "Olumsuz"],
        ["Özbekistan", "0", "1"],
    ]
    book = zipfile.ZipFile(io.BytesIO(desk.get(page.context["xlsx_url"]).content))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6
    assert not any(b"<f>" in book.read(name) for name in sheets)
    trail = AuditEntry.objects.filter(officer=officer).order_by("pk").values_list("action", "key")
    assert list(trail) == [("saw_report", ""), ("exported_report", "uyruk"), ("exported_report", "")]


def test_a_cell_is_never_a_formula() -> None:
    report = figures.Report("x", "X", "", ["Ad", "n"], [["=1+1", 1], ["@x", Decimal("2.50")]], "bars")
    assert "'=1+1;1" in report_files.render_csv(report).decode("utf-8-sig")
    assert "'@x;2,50" in report_files.render_csv(report).decode("utf-8-sig")
    sheet = zipfile.ZipFile(io.BytesIO(report_files.render_xlsx([report]))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


# --- filter, rights, cost ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"bas": "2026-02-01", "son": "2026-01-01"}, "İlk gün son günden sonra olamaz."),
        ({"bas": "2020-01-01", "son": "2026-01-01"}, "En çok iki yıllık bir dönem seçin."),
        ({"kategori": "yok"}, "kategori"),
    ],
)
def test_a_filter_that_makes_no_sense_is_explained(query: dict[str, str], says: str) -> None:
    _, desk = reviewer("view_reports")
    answer = desk.get(reverse(DESK), query)
    assert answer.status_code == 422
    assert says in answer.text


def test_who_may_read_reports() -> None:
    roles.load_roles()
    expected = {
        roles.SENIOR_REVIEWER: 200,
        roles.ADMINISTRATOR: 200,
        roles.AUDITOR: 200,
        roles.REVIEWER: 403,
        roles.CARD_OFFICER: 403,
    }
    for role, status in expected.items():
        officer, desk = reviewer()
        officer.groups.add(Group.objects.get(name=role.name))
        assert desk.get(reverse(DESK)).status_code == status, role.name


def test_reports_cost_the_same_with_one_and_with_three(django_assert_num_queries: Any) -> None:
    _, desk = reviewer("view_reports")
    for many in (1, 3):
        for _ in range(many):
            decided(1, timezone.now() - timedelta(days=3))
            cases.awaiting_payment()
        with django_assert_num_queries(15):
            assert desk.get(reverse(DESK)).status_code == 200
