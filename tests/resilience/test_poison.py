"""An item that kills the process at work on it is buried at its limit, however that process died."""

import os
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from applicants.models import Applicant
from documents.models import PageImages, Upload
from emuafiyet.core.management.commands.deliver_outbox import OutboxDispatcher
from emuafiyet.core.outbox.delivery import attempt_delivery, claim_item, pending_items
from emuafiyet.core.outbox.models import OutboxState
from tests.applicants.machines import running
from tests.sandbox_server import wait_for

# A worker of ours, but for one thing: drawing the pages of a file kills the process, as running out of memory would.
DEADLY_WORKER = """
import os, signal, sys
from emuafiyet.celery import app
from celery.signals import worker_process_init
@worker_process_init.connect
def arm(**_):
    from documents.models import PageImages
    from emuafiyet.core.outbox import handlers
    handlers._handlers[PageImages] = lambda item: os.kill(os.getpid(), signal.SIGKILL)
app.worker_main(["--quiet", "worker", "--hostname=deadly@%h", "--queues=pages", "--concurrency=1",
                 "--without-gossip", "--without-mingle"])
"""


def make_page_images(**values) -> PageImages:
    owner = Applicant.objects.create(email=f"{os.urandom(4).hex()}@ornek.example")
    upload = Upload.objects.create(
        owner=owner,
        kind="belge",
        original_name="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256=os.urandom(8).hex(),
        promise_state=OutboxState.DELIVERED,
        kept_at=timezone.now(),
    )
    return PageImages.objects.create(upload=upload, **values)


def run_lease_out(row: PageImages) -> None:
    PageImages.objects.filter(pk=row.pk, promise_state=OutboxState.LEASED).update(
        lease_until=timezone.now() - timedelta(seconds=1), published_at=None
    )


def die_at_work(row: PageImages, times: int) -> None:
    """Workers took the row, and none of them came back."""
    for _ in range(times):
        assert claim_item(PageImages, row.pk)
        run_lease_out(row)


@pytest.mark.django_db
def test_a_claim_beyond_the_limit_buries_the_item():
    row = make_page_images()
    die_at_work(row, PageImages.max_attempts)
    assert not attempt_delivery(PageImages, row.pk)
    row.refresh_from_db()
    assert (row.promise_state, row.attempts) == (OutboxState.FAILED, PageImages.max_attempts)
    assert row.lease_until is None
    assert row.last_error == "the process died at work"
    assert row.failed, "whoever waits for the pictures is told"


@pytest.mark.django_db
def test_it_is_buried_without_any_worker_and_nobody_is_sent_to_it_again():
    row = make_page_images()
    die_at_work(row, PageImages.max_attempts)
    OutboxDispatcher().run_once()
    row.refresh_from_db()
    assert row.promise_state == OutboxState.FAILED
    assert not pending_items(PageImages, timezone.now()).exists()


@pytest.mark.django_db
def test_the_last_attempt_that_there_is_is_made_and_may_succeed():
    row = make_page_images()
    die_at_work(row, PageImages.max_attempts - 1)
    assert attempt_delivery(PageImages, row.pk)  # the file is no longer clean: nothing to draw


@pytest.mark.django_db
def test_one_that_is_at_work_on_the_last_attempt_is_left_in_peace():
    row = make_page_images()
    die_at_work(row, PageImages.max_attempts - 1)
    assert claim_item(PageImages, row.pk)
    OutboxDispatcher().run_once()
    assert not attempt_delivery(PageImages, row.pk)
    row.refresh_from_db()
    assert row.promise_state == OutboxState.LEASED


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_children_are_killed_by_one_item_makes_no_more_attempts_than_the_limit():
    row = make_page_images()
    attempts: list[int] = []

    def look() -> bool | None:
        run_lease_out(row)
        row.refresh_from_db()
        attempts.append(row.attempts)
        return True if row.promise_state == OutboxState.FAILED else None

    world = {"REDIS_URL": settings.REDIS_URL, "LOG_LEVEL": "CRITICAL", "CELERY_WORKER": "1"}
    with (
        running([sys.executable, "-c", DEADLY_WORKER], **world),
        running([sys.executable, "manage.py", "deliver_outbox"], **world),
    ):
        assert wait_for(look, 90), f"still {row.promise_state} after {row.attempts} attempts"
    assert max(attempts) == PageImages.max_attempts
