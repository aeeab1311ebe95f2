"""Queues apart: an authority that takes nearly ten seconds for each answer delays no code and no mail.

``SLOW_CALLS=500`` makes it the full flood.
"""

import os
import sys
import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from applicants.models import Applicant, Arrival, Notice, OneTimeCode
from applicants.notices import inbox
from documents.tasks import follow_parcels
from emuafiyet.celery import app
from emuafiyet.core.management.commands.deliver_outbox import deliver_overdue
from emuafiyet.core.outbox.models import OutboxState, outbox_models
from emuafiyet.dev.portal_processes import WORKERS, Worker, build_worker_command
from tests.applicants.machines import running
from tests.sandbox_server import running as running_sandbox
from tests.sandbox_server import wait_for

SECONDS_OF_AN_ANSWER = 9.5
WAITING_CALLS = int(os.environ.get("SLOW_CALLS", "60"))
ROUNDS = 12  # one code and one mail each second
MOST_FOR_A_CODE, MOST_FOR_A_MAIL = 2.0, 10.0
CONTEXT = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}

APART = {name: WORKERS[name] for name in ("worker-code", "worker-mail", "worker-gateway")}
TOGETHER = {"worker": Worker(("otp", "mail", "identity", "gateway", "feed", "default"), ("--concurrency=3",))}


def ask_for_code(number: int) -> OneTimeCode:
    return OneTimeCode(
        purpose=OneTimeCode.Purpose.SIGN_IN, email=f"kisi{number}@ornek.example", language="tr", network="n"
    ).enqueue()


def knock(number: int) -> Arrival:
    return Arrival(
        door="consular", email="x@ornek.example", consular_reference=f"MFA{number:010d}", passport_number=f"U{number}"
    ).enqueue()


def measure_waits(model: type) -> list[float]:
    """How many seconds each waited, or has waited by now; the shortest first."""
    now = timezone.now()
    return sorted(
        ((kept or now) - made).total_seconds() for made, kept in model.objects.values_list("created_at", "kept_at")
    )


def percentile_95(waits: list[float]) -> float:
    return waits[int(len(waits) * 0.95)]


def measure_under_slow_authority(workers: dict[str, Worker]) -> tuple[float, float]:
    """p95 of codes and of mails in seconds, while calls wait for an authority that is dead slow."""
    with running_sandbox() as sandbox, ExitStack() as stack:
        sandbox.control(slow=SECONDS_OF_AN_ANSWER)
        world = {
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": f"smtp://127.0.0.1:{sandbox.smtp_port}",
            "MAIL_JOURNAL_URL": "",
            "MFA_URL": f"{sandbox.url}/mfa",
            "GATEWAY_TIMEOUT": "10",
            "LOG_LEVEL": "CRITICAL",
            "CELERY_WORKER": "1",
        }
        for name, worker in workers.items():
            stack.enter_context(running(build_worker_command(name, worker), **world))
        stack.enter_context(running([sys.executable, "manage.py", "deliver_outbox"], **world))
        applicant = Applicant.objects.create(email="nilufar@ornek.example")
        first = [
            ask_for_code(900),
            inbox.write_notice("received", applicant=applicant, dedupe_key="x", context=CONTEXT),
        ]
        assert wait_for(lambda: all(type(row).objects.get(pk=row.pk).kept_at for row in first) or None, 90)
        for row in first:
            type(row).objects.filter(pk=row.pk).delete()
        for number in range(WAITING_CALLS):
            knock(number)
        assert wait_for(lambda: Arrival.objects.filter(promise_state=OutboxState.LEASED).exists() or None, 60)
        for number in range(ROUNDS):
            ask_for_code(number)
            inbox.write_notice("received", applicant=applicant, dedupe_key=str(number), context=CONTEXT)
            time.sleep(1)
        wait_for(lambda: not OneTimeCode.objects.filter(kept_at=None).exists() or None, MOST_FOR_A_CODE)
        wait_for(lambda: not Notice.objects.filter(kept_at=None).exists() or None, MOST_FOR_A_MAIL)
        return percentile_95(measure_waits(OneTimeCode)), percentile_95(measure_waits(Notice))


@pytest.mark.django_db(transaction=True)
def test_a_slow_authority_delays_no_code_and_no_mail():
    code, mail = measure_under_slow_authority(APART)
    print(f"code p95 {code:.2f} s, mail p95 {mail:.2f} s, {WAITING_CALLS} calls waiting")
    assert code <= MOST_FOR_A_CODE
    assert mail <= MOST_FOR_A_MAIL


@pytest.mark.django_db(transaction=True)
def test_with_all_queues_in_one_process_the_same_measure_fails():
    """The negative control: what the test above would say if the queues were together."""
    code, mail = measure_under_slow_authority(TOGETHER)
    print(f"together: code p95 {code:.2f} s, mail p95 {mail:.2f} s")
    assert code > MOST_FOR_A_CODE or mail > MOST_FOR_A_MAIL


@pytest.mark.django_db
def test_a_code_that_is_late_is_sent_directly_and_one_that_is_not_is_left_to_its_worker(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    fresh, late = ask_for_code(1), ask_for_code(2)
    OneTimeCode.objects.filter(pk=late.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=3))
    assert deliver_overdue() == 1
    states = dict(OneTimeCode.objects.values_list("pk", "promise_state"))
    assert states == {late.pk: OutboxState.DELIVERED, fresh.pk: OutboxState.QUEUED}


def test_codes_mails_files_pages_papers_and_calls_are_in_processes_of_their_own():
    readers = {queue: name for name, worker in WORKERS.items() for queue in worker.queues}
    apart = [readers[queue] for queue in ("otp", "mail", "scan", "pages", "pdf", "gateway", "default")]
    assert len(set(apart)) == len(apart)
    assert {model.queue for model in outbox_models()} <= set(readers)


def test_a_message_of_the_beat_that_nobody_took_expires_before_the_next_but_one():
    for name, entry in app.conf.beat_schedule.items():
        assert 0 < entry["options"]["expires"] <= max(entry["schedule"], 10.0), name
    assert follow_parcels.name == app.conf.beat_schedule["parcels"]["task"]
