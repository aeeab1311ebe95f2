"""Running the jobs: one reader of each at a time, one row's trouble keeps no other waiting, and it is written down."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from payments.orders import OrderRefusedError
from payments.tasks import advisory_lock

from ..lifecycle import engine
from ..models import ClockJob
from .jobs import JOBS, Job

logger = logging.getLogger(__name__)
EXPECTED_ERRORS = (engine.NotFoundError, engine.InvalidStateError, engine.GuardError, OrderRefusedError)


@dataclass(frozen=True)
class JobResult:
    """``found`` were due; of them ``done`` and ``failed``; the rest somebody else was faster with."""

    found: int
    done: int = 0
    failed: int = 0


def run_job(job: Job, *, dry_run: bool = False, at: datetime | None = None) -> JobResult:
    """Run one job now, or with ``dry_run`` only count what would be due ``at`` that moment. Never raises for one row.

    Raises ``ValueError`` for another moment without ``dry_run``: moves look at the real clock.
    """
    if at is not None and not dry_run:
        raise ValueError("only a dry run can look at another moment")
    if dry_run:
        return JobResult(len(job.find_due(at or timezone.now())))
    with advisory_lock(f"clock:{job.name}") as mine:
        return _run_rows(job) if mine else JobResult(0)


def _run_rows(job: Job) -> JobResult:
    now, done, failed, error = timezone.now(), 0, 0, ""
    try:
        found = job.find_due(now)
    except Exception as trouble:  # noqa: BLE001 (told by its class: its text may quote a row)
        logger.error("clock %s could not look: %s", job.name, type(trouble).__name__)
        _record_run(job, now, 0, 1, type(trouble).__name__)
        return JobResult(0, failed=1)
    for key in found:
        try:
            job.process_one(key)
        except EXPECTED_ERRORS:
            continue  # somebody was faster, or it is not time after all
        except Exception as trouble:  # noqa: BLE001 (one file's trouble must not keep the others waiting)
            logger.error("clock %s failed for one: %s", job.name, type(trouble).__name__)
            failed, error = failed + 1, type(trouble).__name__
        else:
            done += 1
    _record_run(job, now, done, failed, error)
    return JobResult(len(found), done, failed)


def _record_run(job: Job, now: datetime, done: int, failed: int, error: str) -> None:
    facts = {"last_run_at": now, "last_done": done, "last_failed": failed, "last_error": error[:80]}
    if done or failed:
        facts["last_work_at"] = now
    ClockJob.objects.update_or_create(name=job.name, defaults=facts)


def run_due_jobs() -> dict[str, JobResult]:
    """Run every job whose time has come again, in the table's order."""
    now = timezone.now()
    last = dict(ClockJob.objects.values_list("name", "last_run_at"))
    return {
        job.name: run_job(job)
        for job in JOBS.values()
        if last.get(job.name) is None or now - last[job.name] >= job.every
    }
