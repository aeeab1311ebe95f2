"""The clock: each job on its day and not before, late, twice, beside itself; holidays; what is destroyed and when."""

import re
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from applicants.models import AuditEntry, DisposalEntry, Notice
from applications import schedule
from applications.eligibility.deadlines import compute_last_moment, is_working_day
from applications.lifecycle.actors import Actor
from applications.management.commands.load_holidays import load_holidays as load_holidays
from applications.models import Application, ClockJob, HistoryEntry, Holiday, OfficerNote
from applications.models.status import Status
from applications.retention import disposal
from applications.schedule import JOBS
from documents import storage
from documents.models import Letter, Upload
from payments.models import PaymentOrder
from tests.builders.browsers import reviewer, signed_in
from tests.owner import run_as_owner, triggers_off

from . import cases

pytestmark = pytest.mark.django_db
ISTANBUL = ZoneInfo("Europe/Istanbul")
SECOND, DAY, YEAR = timedelta(seconds=1), timedelta(days=1), timedelta(days=366)


def due(name: str, at: datetime | None = None) -> int:
    return schedule.run_job(JOBS[name], dry_run=True, at=at).found


def revision() -> Application:
    return cases.IN_STATUS[Status.REVISION_REQUESTED]()


# --- on its day ---------------------------------------------------------------------------------------------
def moments() -> dict[str, tuple[Any, Any]]:
    """Per job: a file, and the first moment at which the job has to do with it."""

    def end_of(case: Application) -> datetime:
        return datetime.combine(case.granted_to + DAY, datetime.min.time(), ISTANBUL)

    def running() -> Application:
        case = cases.approved()
        Application.objects.filter(pk=case.pk).update(granted_to=case.granted_to + 90 * DAY)
        return Application.objects.get(pk=case.pk)

    return {
        "revision_expiry": (revision, lambda case: case.revision_due_at + SECOND),
        "revision_reminder": (revision, lambda case: case.revision_due_at - 5 * DAY + SECOND),
        "payment_reminder": (cases.awaiting_payment, lambda case: case.payment_due_at - 5 * DAY + SECOND),
        "expiry": (cases.approved, end_of),
        "ending_soon": (running, lambda case: end_of(case) - 31 * DAY),
        "draft_warning": (cases.draft, lambda case: case.saved_at + 150 * DAY + SECOND),
        "uploads_disposal": (cases.rejected, lambda case: case.saved_at + 5 * 365.25 * DAY + 2 * DAY),
        "cases_disposal": (cases.rejected, lambda case: case.saved_at + 10 * 365.25 * DAY + 5 * DAY),
    }


@pytest.mark.parametrize("name", sorted(moments()))
def test_a_job_has_nothing_to_do_a_day_early_and_something_on_the_day(catalogue: None, name: str) -> None:
    make, first = moments()[name]
    case = Application.objects.get(pk=make().pk)
    early = 2 * DAY if "disposal" in name else DAY
    assert due(name, first(case) - early) == 0
    assert due(name, first(case)) == 1


def test_nobody_loses_by_late_reports_of_a_payment_made_in_time(catalogue: None) -> None:
    case = cases.awaiting_payment()
    cases.fed_through(timezone.now() + 60 * DAY)
    last = PaymentOrder.objects.get(case_reference=case.pk).due_at
    assert due("payment_lapse", last + 5 * DAY - SECOND) == 0
    assert due("payment_lapse", last + 5 * DAY + SECOND) == 1


# --- late, twice, at once -----------------------------------------------------------------------------------
def test_reminders_are_written_once_for_each_occasion(catalogue: None) -> None:
    case = revision()
    soon = timezone.now() + 2 * DAY
    Application.objects.filter(pk=case.pk).update(revision_due_at=soon)
    for _ in range(3):
        schedule.run_job(JOBS["revision_reminder"])
    (told,) = Notice.objects.filter(kind="revision_reminder")
    assert "reddedilir" in told.text
    assert f"/{case.pk}/revizyon/" in told.text
    Application.objects.filter(pk=case.pk).update(version=case.version + 2)  # sent, and asked for again
    schedule.run_job(JOBS["revision_reminder"])
    assert Notice.objects.filter(kind="revision_reminder").count() == 2

    paying = cases.awaiting_payment()
    Application.objects.filter(pk=paying.pk).update(payment_due_at=soon)
    for _ in range(2):
        schedule.run_job(JOBS["payment_reminder"])
    (told,) = Notice.objects.filter(kind="payment_reminder")
    assert "9280" in told.text
    assert "itiraz edilemez" in told.text


def test_whoever_was_granted_less_than_thirty_days_is_not_told_at_once_that_they_end(catalogue: None) -> None:
    cases.approved()
    schedule.run_job(JOBS["ending_soon"])
    assert not Notice.objects.filter(kind="ending_soon").exists()


def test_a_clock_that_stood_still_ends_things_late_and_once(catalogue: None) -> None:
    late = revision()
    Application.objects.filter(pk=late.pk).update(revision_due_at=timezone.now() - 40 * DAY)
    over = cases.over(cases.approved())
    for _ in range(2):
        for job in schedule.list_due_jobs():
            schedule.run_job(job)
        ClockJob.objects.update(last_run_at=timezone.now() - 2 * DAY)
    late.refresh_from_db()
    over.refresh_from_db()
    assert (late.status, over.status) == (Status.REJECTED, Status.EXPIRED)
    assert late.objection_due_at > timezone.now() + 29 * DAY, "the time to object begins now, not forty days ago"
    assert Notice.objects.filter(subject_id=late.pk, kind="rejected").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_do_everything_once() -> None:
    cases.catalogue()
    files = [revision() for _ in range(3)]
    Application.objects.update(revision_due_at=timezone.now() - DAY)
    start, ran = Barrier(2), []

    def tick() -> None:
        start.wait()
        ran.append(schedule.run_job(JOBS["revision_expiry"]).done)
        connection.close()

    threads = [Thread(target=tick) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    schedule.run_job(JOBS["revision_expiry"])
    assert HistoryEntry.objects.filter(move="expire_revision").count() == len(files)


def test_one_files_trouble_keeps_no_other_waiting_and_is_seen(catalogue: None) -> None:
    bad, good = revision(), revision()
    Application.objects.update(revision_due_at=timezone.now() - DAY)
    Application.objects.filter(pk=bad.pk).update(revision_due_at=timezone.now() - 2 * DAY, snapshot={"contact": None})
    ran = schedule.run_job(JOBS["revision_expiry"])
    good.refresh_from_db()
    assert (ran.found, ran.done, ran.failed) == (2, 1, 1)
    assert good.status == Status.REJECTED
    seen = ClockJob.objects.get(name="revision_expiry")
    assert (seen.last_done, seen.last_failed) == (1, 1)
    # Told by its class alone, whichever stumbles first over such a file: the words of an error may quote a person.
    assert re.fullmatch(r"[A-Z]\w*Error", seen.last_error)
    _, desk = reviewer("view_clockjob")
    assert seen.last_error in desk.get("/admin/applications/clockjob/").text


def test_a_dry_run_tells_and_changes_nothing(catalogue: None) -> None:
    case = revision()
    told = StringIO()
    call_command("clock", "--dry-run", "--at", "2031-01-01T10:00", stdout=told)
    lines = dict(line.split(maxsplit=1) for line in told.getvalue().splitlines())
    assert set(lines) == set(JOBS)
    assert lines["revision_expiry"] == "1 due"
    case.refresh_from_db()
    assert case.status == Status.REVISION_REQUESTED
    assert not ClockJob.objects.exists()
    for wrong in (["--at", "2031-01-01T10:00"], ["--dry-run", "--at", "yarın"]):
        with pytest.raises(CommandError):
            call_command("clock", *wrong)


def test_looking_costs_the_same_with_one_and_three(catalogue: None, django_assert_num_queries: Any) -> None:
    for _ in (1, 3):
        revision()
        Application.objects.update(revision_due_at=timezone.now() + DAY)
        with django_assert_num_queries(1):
            assert due("revision_reminder")


def test_the_documentation_lists_the_jobs_as_they_are() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/operating.md").read_text(encoding="utf-8")
    for job in JOBS.values():
        assert f"| `{job.name}` | {job.title} |" in page


# --- the calendar ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 9, 29), date(2026, 10, 30)),  # Republic Day; its eve is half a day and counts
        (date(2026, 9, 28), date(2026, 10, 28)),
        (date(2026, 4, 27), date(2026, 6, 1)),  # Kurban Bayramı and the weekend after it
        (date(2026, 12, 2), date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_last_days_pass_over_feasts_and_weekends(told: date, last: date) -> None:
    moment = datetime(told.year, told.month, told.day, 12, tzinfo=ISTANBUL)
    assert compute_last_moment(moment).date() == last
    load_holidays(2026, 2027)
    assert Holiday.objects.filter(day__year=2026, estimated=True).exists()
    assert compute_last_moment(moment).date() == last, "the table says what the published calendar says"


def test_the_ministrys_calendar_speaks_and_changes_no_day_that_was_told(catalogue: None) -> None:
    case = revision()
    day = case.revision_due_at.astimezone(ISTANBUL).date()
    assert is_working_day(day)
    call_command("load_holidays", verbosity=0)
    Holiday.objects.create(day=day, name="İdari izin")
    assert not is_working_day(day)
    case.refresh_from_db()
    assert case.revision_due_at.astimezone(ISTANBUL).date() == day
    assert revision().revision_due_at.astimezone(ISTANBUL).date() > day
    added = Holiday.objects.count()
    call_command("load_holidays", verbosity=0)
    assert Holiday.objects.count() == added, "years that are there are left alone"


def test_only_days_to_come_can_be_changed() -> None:
    past = Holiday.objects.create(day=date(2020, 1, 1), name="Yılbaşı")
    coming = Holiday.objects.create(day=timezone.localdate() + 9 * DAY, name="Bayram")
    _, desk = reviewer("view_holiday", "change_holiday", "delete_holiday")
    for holiday, answer in ((past, 403), (coming, 302)):
        page = f"/admin/applications/holiday/{holiday.pk}/change/"
        assert desk.post(page, {"day": holiday.day.isoformat(), "name": "Yeni"}).status_code == answer


# --- destroying ------------------------------------------------------------------------------------------------
def aged(case: Application, years: int) -> Application:
    """As it stands so many years after its end."""
    then = timezone.now() - years * YEAR
    with triggers_off():
        for table in ("applications_historyentry", "applications_officernote"):
            run_as_owner(f"UPDATE {table} SET at = %s WHERE application_id = %s", [then, case.pk])
    Application.objects.filter(pk=case.pk).update(
        saved_at=then, granted_from=then.date(), granted_to=then.date(), ended_on=then.date() if case.ended_on else None
    )
    return Application.objects.get(pk=case.pk)


def stored(upload: Upload) -> str:
    name = storage.store_bytes("clean", b"%PDF-", ".pdf")
    Upload.objects.filter(pk=upload.pk).update(rebuilt=name)
    return name


def test_papers_of_a_refusal_go_after_five_years_and_the_decision_stays(
    catalogue: None, django_capture_on_commit_callbacks: Any
) -> None:
    young, case = aged(cases.rejected(), 4), aged(cases.rejected(), 6)
    contract = Upload.objects.get(pk=case.snapshot["work"]["contract"]["upload"])
    name = stored(contract)
    with django_capture_on_commit_callbacks(execute=True):
        assert schedule.run_job(JOBS["uploads_disposal"]).done == 1
    contract.refresh_from_db()
    assert (contract.is_clean, contract.original_name) == (False, "")
    with pytest.raises(FileNotFoundError):
        storage.read_file(name)
    assert Application.objects.get(pk=case.pk).decision_text == "Uygun bulunmadı."
    assert not Upload.objects.filter(owner=young.applicant, destroyed_at__isnull=False).exists()
    assert DisposalEntry.objects.get(what="uploads").count == len(disposal.find_upload_ids(case.snapshot))
    assert schedule.run_job(JOBS["uploads_disposal"]).found == 0
    assert signed_in(case.applicant).get(f"/basvuru/{case.pk}/").status_code == 200
    _, desk = reviewer("view_application")
    assert desk.get(f"/admin/applications/application/{case.pk}/change/").status_code == 200


def test_papers_that_a_younger_file_uses_stay(catalogue: None) -> None:
    case = aged(cases.rejected(), 6)
    photo = case.snapshot["personal"]["photo"]["upload"]
    younger = cases.sent(cases.draft(case.applicant))
    assert younger.snapshot["personal"]["photo"]["upload"] == photo
    schedule.run_job(JOBS["uploads_disposal"])
    assert Upload.objects.get(pk=photo).destroyed_at is None
    assert Upload.objects.get(pk=case.snapshot["work"]["contract"]["upload"]).destroyed_at is not None


def test_after_ten_years_the_file_is_gone_with_all_that_hangs_on_it(catalogue: None) -> None:
    officer = cases.officer()
    case = cases.over(cases.approved())
    OfficerNote.objects.create(application=case, officer=officer, text="Not")
    cases.do("expire", case, cases.SYSTEM)
    ended = cases.do("cancel", cases.approved(), Actor.from_person(officer), ground="forged", text="Sahte belge.")
    case, ended, other = aged(case, 11), aged(ended, 11), aged(cases.rejected(), 9)
    assert Letter.objects.count() == 2
    assert schedule.run_job(JOBS["cases_disposal"]).done == 2
    assert list(Application.objects.values_list("pk", flat=True)) == [other.pk]
    assert [letter.case_reference for letter in Letter.objects.all()] == [other.pk]
    assert not Notice.objects.filter(subject_id=case.pk).exists()
    assert not HistoryEntry.objects.filter(application_id=case.pk).exists()
    assert [entry.count for entry in DisposalEntry.objects.filter(what="applications")] == [1, 1]
    with pytest.raises(DatabaseError), transaction.atomic():
        HistoryEntry.objects.filter(application=other).delete()
    assert disposal.destroy_case(other.pk) == 0


def test_the_audit_log_is_kept_for_two_years() -> None:
    young = AuditEntry.objects.create(action="decided", at=timezone.now() - 700 * DAY)
    AuditEntry.objects.create(action="decided", at=timezone.now() - 740 * DAY)
    assert schedule.run_job(JOBS["audit_disposal"]).done == 1
    assert list(AuditEntry.objects.all()) == [young]
    assert schedule.run_job(JOBS["audit_disposal"]).found == 0
