"""Workers killed outright in the middle of two hundred mails: none lost, none sent twice; given up only once."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from applicants.models import Applicant, Notice
from applicants.notices import inbox
from documents.models import Upload
from emuafiyet.core.outbox import delivery
from emuafiyet.core.outbox.delivery import attempt_delivery, claim_item
from emuafiyet.core.outbox.models import OutboxState
from tests.applicants.machines import kill_group, relay, running, worker
from tests.sandbox_server import running as running_sandbox
from tests.sandbox_server import wait_for

MAILS = 200
KILLS_AT = (30, 120)  # mails sent


def kept() -> int:
    return Notice.objects.filter(promise_state=OutboxState.DELIVERED).count()


def leases_run_out() -> None:
    """Two minutes in life. Nobody is alive who could hold one, but the mail server may still be reading."""
    time.sleep(0.5)
    Notice.objects.filter(promise_state=OutboxState.LEASED).update(
        lease_until=timezone.now() - timedelta(seconds=1), published_at=None
    )


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_lost_or_sent_twice_when_all_workers_are_killed_again_and_again():
    with running_sandbox() as sandbox:
        world = {
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": f"smtp://127.0.0.1:{sandbox.smtp_port}",
            "MAIL_JOURNAL_URL": f"{sandbox.url}/mail/accepted",
            "CELERY_WORKER": "1",
            "LOG_LEVEL": "CRITICAL",
        }
        with running(relay(), **world):
            # Made while no worker runs, as after a power cut; half of them without telling the broker.
            applicant = Applicant.objects.create(email="nilufar@ornek.example")
            for number in range(MAILS):
                with transaction.atomic():
                    inbox.write_notice(
                        "received",
                        applicant=applicant,
                        dedupe_key=str(number),
                        context={"number": str(number), "category": "Araştırma", "url": "https://x.example/"},
                    )
                    if number % 2:
                        transaction.get_connection().run_on_commit.clear()
            killed_in_the_act = 0
            for sent in KILLS_AT:
                with running(worker("mail"), **world) as victim:
                    assert wait_for(lambda sent=sent: kept() >= sent or None, 60), f"{kept()} of {sent} sent"
                    kill_group(victim)
                killed_in_the_act += Notice.objects.filter(promise_state=OutboxState.LEASED).count()
                assert kept() < MAILS, "the kill came too late to mean anything"
                leases_run_out()
            with running(worker("mail"), **world):
                # What is still owed is told to the broker again after a minute; here its time has come.
                Notice.objects.filter(promise_state=OutboxState.QUEUED).update(published_at=None)
                assert wait_for(lambda: kept() == MAILS or None, 60), f"only {kept()} of {MAILS} were kept"
        assert killed_in_the_act > 0
        mails = sandbox.mails(applicant.email)
        assert len(mails) == MAILS
        assert {mail["message_id"] for mail in mails} == {
            f"<{key}@emuafiyet.example>" for key in Notice.objects.values_list("pk", flat=True)
        }


@pytest.mark.django_db(transaction=True)
def test_a_dead_promise_is_given_up_once_even_by_two_workers():
    """An upload whose check never ends is told to its owner when it is given up, and only then."""
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    upload = Upload.objects.create(
        owner=applicant,
        kind="belge",
        original_name="x.pdf",
        media_type="application/pdf",
        size=1,
        parts=[{"file": "nowhere", "format": "pdf", "name": "x.pdf", "size": 1}],
    )
    Upload.objects.filter(pk=upload.pk).update(attempts=Upload.max_attempts - 2)
    sleeper = claim_item(Upload, upload.pk)
    Upload.objects.filter(pk=upload.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert not attempt_delivery(Upload, upload.pk)  # the last attempt there is: the file is not where it should be
    upload.refresh_from_db()
    assert (upload.promise_state, upload.state) == (OutboxState.FAILED, "rejected")
    reason = upload.rejection
    Upload.objects.filter(pk=upload.pk).update(last_error="told")
    delivery._dead_letter(sleeper, "late")
    upload.refresh_from_db()
    assert (upload.last_error, upload.rejection) == ("told", reason)
    assert not attempt_delivery(Upload, upload.pk)
