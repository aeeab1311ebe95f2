"""How the outbox items about applications are delivered, and Celery's side of the schedule."""

from celery import shared_task

from applicants.gateways.mfa import report_decision
from applicants.models import Identity
from documents.gateways import uavt
from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.handlers import handler
from emuafiyet.core.outbox.publishing import publish_job

from . import schedule
from .gateways import nvi, sgk
from .models import Allotment, Lookup, MissionCopy

# How often the beat asks.
DISPATCH_SECONDS = 60.0


@shared_task
def keep_deadlines() -> None:
    """Start whatever is due by now, each job as a task with its own limit of time, so that none waits for another.

    What has to come first is done here. A message that nobody takes within the minute expires: the job is still due.
    """
    for job in schedule.list_due_jobs():
        if job.runs_first:
            schedule.run_job(job, budget_seconds=job.budget_seconds)
        else:
            publish_job(
                run_scheduled_job.name,
                job.name,
                expires=DISPATCH_SECONDS,
                soft_limit=job.soft_limit_seconds,
                limit=job.limit_seconds,
            )


@shared_task
def run_scheduled_job(name: str) -> None:
    """Run one job of the table for as long as it may."""
    job = schedule.JOBS[name]
    schedule.run_job(job, budget_seconds=job.budget_seconds)


@handler(Lookup)
def look_up_number(lookup: Lookup) -> None:
    """Ask SGK or the address database about a number that the applicant typed."""
    ask = sgk.fetch_workplace if lookup.kind == Lookup.Kind.WORKPLACE else uavt.look_up_address
    outcome, answer = ask(lookup.code)
    Lookup.objects.filter(pk=lookup.pk).update(outcome=outcome, answer=answer)


@handler(Allotment)
def allot_number(allotment: Allotment) -> None:
    """Have NVİ give the person a foreigner's number; one that is there stays."""
    without = Identity.objects.filter(pk=allotment.identity_id, foreigner_id__isnull=True)
    identity = allotment.identity
    person = nvi.PersonWithoutNumber(
        surname=identity.surname,
        given_names=identity.given_names,
        passport_number=identity.passport_number,
        nationality=identity.nationality,
        birth_year=identity.birth_year,
        birth_month=identity.birth_month,
        birth_day=identity.birth_day,
    )
    without.update(foreigner_id=nvi.allot_identity_number(person))


@handler(MissionCopy)
def report_to_mission(copy: MissionCopy) -> None:
    """Tell the mission how the application ended that its reference began."""
    reference = require_value(copy.application.applicant.identity.consular_reference)
    report_decision(reference, str(copy.pk), copy.decision)
