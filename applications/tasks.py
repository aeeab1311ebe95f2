"""Celery's side of the clock; what happens stands in clock/jobs.py."""

from celery import shared_task

from . import schedule


@shared_task
def keep_deadlines() -> None:
    """Whatever is due by the clock, each job as often as its line of the table says."""
    schedule.run_due()
