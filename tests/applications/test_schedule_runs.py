"""Runs of the schedule: everything that is due is done, in batches, within each job's limit of time."""

import ast
import json
import time
from collections.abc import Callable
from copy import copy
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from applications import schedule
from applications.models import Application, ClockJob, Holiday
from applications.schedule.jobs import BATCH_SIZE, HOUR, JOBS, Job
from applications.tasks import keep_deadlines

from . import cases

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2050, 1, 1)


def make_days(count: int) -> None:
    Holiday.objects.bulk_create(Holiday(day=FIRST_DAY + timedelta(days=each), name="Gün") for each in range(count))


def build_job(process_one: Callable[[date], Any]) -> Job:
    """A job that has to do with each of these days, the earliest first."""
    days = Holiday.objects.filter(day__gte=FIRST_DAY, name="Gün").order_by("day")
    return Job("days", "Days", HOUR, lambda now: days.values_list("day", flat=True), process_one)


def remove_day(day: date) -> None:
    Holiday.objects.filter(day=day).delete()


def copy_case(case: Application, count: int) -> None:
    """The same application so many times, each of an own number."""
    rows = []
    for number in range(count):
        row = copy(case)
        row.pk, row.number = uuid4(), f"{case.number[:-4]}{number:04d}"
        rows.append(row)
    Application.objects.bulk_create(rows)


def test_one_run_does_everything_that_is_due_however_much_it_is():
    make_days(2 * BATCH_SIZE + 7)
    ran = schedule.run_job(build_job(remove_day))
    assert (ran.done, ran.has_more) == (2 * BATCH_SIZE + 7, False)
    assert not Holiday.objects.filter(day__gte=FIRST_DAY).exists()


def test_whole_batches_that_fail_do_not_stand_in_the_way_of_those_behind_them():
    make_days(2 * BATCH_SIZE + 7)
    good_from = FIRST_DAY + timedelta(days=2 * BATCH_SIZE)

    def refuse_early_ones(day: date) -> None:
        if day < good_from:
            raise ValueError(day)
        remove_day(day)

    ran = schedule.run_job(build_job(refuse_early_ones))
    assert (ran.found, ran.done, ran.failed, ran.has_more) == (2 * BATCH_SIZE + 7, 7, 2 * BATCH_SIZE, False)


def test_a_run_whose_time_is_up_is_run_again_at_the_next_minute_and_not_at_the_next_hour():
    make_days(30)

    def work(day: date) -> None:
        time.sleep(0.02)
        remove_day(day)

    job = build_job(work)
    ran = schedule.run_job(job, budget_seconds=0.2)
    assert ran.has_more
    assert 0 < ran.done < 30
    assert ClockJob.objects.get(name="days").has_more
    # The same job, and a finished one of the same hour beside it, under names of the table.
    ClockJob.objects.filter(name="days").update(name="ending_soon")
    ClockJob.objects.create(name="draft_warning", last_run_at=timezone.now())
    due = [job.name for job in schedule.list_due_jobs(timezone.now() + timedelta(minutes=1))]
    assert "ending_soon" in due
    assert "draft_warning" not in due
    assert not schedule.run_job(job).has_more


def test_a_job_of_each_minute_is_due_at_each_question_although_the_beat_is_never_exact():
    asked = timezone.now()
    ClockJob.objects.create(name="expiry", last_run_at=asked + timedelta(seconds=1))
    due = [job.name for job in schedule.list_due_jobs(asked + timedelta(seconds=60))]
    assert "expiry" in due


def test_jobs_that_waited_longest_come_first_after_returned_mails():
    now = timezone.now()
    for minutes, name in enumerate(JOBS):
        ClockJob.objects.create(name=name, last_run_at=now - timedelta(days=2, minutes=minutes))
    assert [job.name for job in schedule.list_due_jobs(now)] == ["bounces", *reversed([*JOBS][1:])]


def test_a_row_that_hangs_is_interrupted_and_its_job_goes_on_later():
    make_days(3)

    def hang(_day: date) -> None:
        raise SoftTimeLimitExceeded  # what the worker raises within whatever it interrupts

    ran = schedule.run_job(build_job(hang))
    assert (ran.found, ran.done, ran.failed, ran.has_more) == (1, 0, 1, True)
    assert ClockJob.objects.get(name="days").last_error == "SoftTimeLimitExceeded"


def test_each_job_is_a_task_of_its_own_with_limits_and_an_end_of_its_message():
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
        keep_deadlines()
        messages = [json.loads(each) for each in broker.lrange("default", 0, -1)]
    assert {ast.literal_eval(each["headers"]["argsrepr"]) for each in messages} == {(name,) for name in JOBS} - {
        ("bounces",)
    }
    for each in messages:
        assert each["headers"]["expires"]
        assert each["headers"]["timelimit"][0] < settings.CELERY_TASK_TIME_LIMIT
    for job in JOBS.values():
        assert job.budget_seconds < job.soft_limit_seconds < job.limit_seconds < settings.CELERY_TASK_TIME_LIMIT


def test_everybody_whose_exemption_ends_on_the_same_day_is_found(catalogue: None):
    case = cases.approved()
    end = timezone.localdate() + timedelta(days=20)
    Application.objects.filter(pk=case.pk).update(granted_to=end, granted_on=end - timedelta(days=300))
    copy_case(Application.objects.get(pk=case.pk), BATCH_SIZE + 20)
    assert schedule.run_job(JOBS["ending_soon"], dry_run=True).found == BATCH_SIZE + 21
