"""Running the jobs: one reader of each at a time, batch after batch, and one row's trouble keeps no other waiting."""

import logging
import math
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db.models import QuerySet
from django.utils import timezone

from payments.orders import OrderRefusedError
from payments.tasks import advisory_lock

from ..lifecycle import engine
from ..models import ClockJob
from .jobs import BATCH_SIZE, JOBS, Job

logger = logging.getLogger(__name__)
EXPECTED_ERRORS = (engine.NotFoundError, engine.InvalidStateError, engine.GuardError, OrderRefusedError)
# The beat asks every minute, never to the millisecond: a job of each minute is due again a little earlier.
EARLY = timedelta(seconds=30)


@dataclass(frozen=True)
class JobResult:
    """``found`` were due; of them ``done`` and ``failed``; the rest somebody else was faster with.

    ``has_more``: the time was used up before everything was done.
    """

    found: int
    done: int = 0
    failed: int = 0
    has_more: bool = False


def run_job(
    job: Job, *, dry_run: bool = False, at: datetime | None = None, budget_seconds: float = math.inf
) -> JobResult:
    """Run one job until nothing is due or its time is used up. Never raises for one row.

    With ``dry_run`` only count what would be due ``at`` that moment. Raises ``ValueError`` for another moment without
    ``dry_run``: transitions look at the real clock.
    """
    if at is not None and not dry_run:
        raise ValueError("only a dry run can look at another moment")
    if dry_run:
        due = job.find_due(at or timezone.now())
        return JobResult(due.count() if isinstance(due, QuerySet) else len(due))
    with advisory_lock(f"clock:{job.name}") as mine:
        return _Run(job, time.monotonic() + budget_seconds).perform() if mine else JobResult(0)


class _Run:
    """One run of one job. ``until``: in monotonic seconds."""

    def __init__(self, job: Job, until: float) -> None:
        self.job = job
        self.until = until
        self.now = timezone.now()
        self.tried: set[Any] = set()
        self.done = 0
        self.failed = 0
        self.error = ""
        self.has_more = False

    def perform(self) -> JobResult:
        try:
            while batch := self._find_batch():
                if not self._process(batch):
                    self.has_more = True
                    break
        except SoftTimeLimitExceeded:
            self.has_more = True
            self._note_failure("passed its time limit", "SoftTimeLimitExceeded")
        except Exception as trouble:  # noqa: BLE001 (told by its class: its text may quote a row)
            self._note_failure("could not look", type(trouble).__name__)
        self._record()
        return JobResult(len(self.tried), self.done, self.failed, self.has_more)

    def _find_batch(self) -> list[Any]:
        """The next ones that this run has not tried yet; those that stay due do not stand in the others' way."""
        limit = BATCH_SIZE
        while True:
            found = list(self.job.find_due(self.now)[:limit])
            batch = [key for key in found if key not in self.tried]
            if batch or len(found) < limit:
                return batch
            limit *= 2

    def _process(self, batch: list[Any]) -> bool:
        """False when the time is used up before the end of the batch."""
        for key in batch:
            if time.monotonic() >= self.until:
                return False
            self.tried.add(key)
            try:
                self.job.process_one(key)
            except EXPECTED_ERRORS:
                continue  # somebody was faster, or it is not time after all
            except SoftTimeLimitExceeded:
                raise
            except Exception as trouble:  # noqa: BLE001 (one file's trouble must not keep the others waiting)
                self._note_failure("failed for one", type(trouble).__name__)
            else:
                self.done += 1
        return True

    def _note_failure(self, what: str, error: str) -> None:
        logger.error("clock %s %s: %s", self.job.name, what, error)
        self.failed, self.error = self.failed + 1, error

    def _record(self) -> None:
        facts = {
            "last_run_at": self.now,
            "last_done": self.done,
            "last_failed": self.failed,
            "last_error": self.error[:80],
            "has_more": self.has_more,
        }
        if self.done or self.failed:
            facts["last_work_at"] = self.now
        ClockJob.objects.update_or_create(name=self.job.name, defaults=facts)


def list_due_jobs(now: datetime | None = None) -> list[Job]:
    """The jobs whose time has come again or whose last run left something, the longest waiting first.

    Whatever is ``runs_first`` comes before all others.
    """
    now = now or timezone.now()
    runs = {row.name: row for row in ClockJob.objects.all()}
    due = [job for job in JOBS.values() if _is_due(job, runs.get(job.name), now)]
    never = now - timedelta(days=36500)
    waiting_since = {name: row.last_run_at or never for name, row in runs.items()}
    return sorted(due, key=lambda job: (not job.runs_first, waiting_since.get(job.name, never)))


def _is_due(job: Job, last: ClockJob | None, now: datetime) -> bool:
    return last is None or last.last_run_at is None or last.has_more or now - last.last_run_at >= job.every - EARLY
