"""An outage is not the item's fault: it waits uncounted, and goes by itself when the system answers again."""

import os
import smtplib
import ssl
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from applicants.models import Applicant, Arrival, Notice
from applicants.notices import inbox
from emuafiyet.core.management.commands.deliver_outbox import OutboxDispatcher
from emuafiyet.core.outbox import releasing
from emuafiyet.core.outbox.delivery import attempt_delivery, pending_items
from emuafiyet.core.outbox.errors import OutageError, PermanentError, find_outage_reason
from emuafiyet.core.outbox.models import OutboxItem, OutboxState
from emuafiyet.core.outbox.releasing import release_waiting
from emuafiyet.core.outside import breaker
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.models import BreakerState, OutsideSystem
from emuafiyet.core.outside.systems import System
from tests.sandbox_server import running

pytestmark = pytest.mark.django_db

NOBODY_THERE = 9  # the discard port of this machine: nobody listens
CONTEXT = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}


@pytest.fixture
def sandbox(settings):
    with running() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.smtp_port
        settings.MAIL_JOURNAL_URL = f"{found.url}/mail/accepted"
        settings.MFA_URL = f"{found.url}/mfa"
        yield found


def write(number: int = 0) -> Notice:
    applicant, _made = Applicant.objects.get_or_create(email="nilufar@ornek.example")
    notice = inbox.write_notice("received", applicant=applicant, dedupe_key=str(number), context=CONTEXT)
    made = timezone.now() - timedelta(hours=1) + timedelta(seconds=number)
    Notice.objects.filter(pk=notice.pk).update(created_at=made, next_attempt_at=made)
    return notice


def reloaded(item: OutboxItem) -> OutboxItem:
    return type(item).objects.get(pk=item.pk)


def time_passes(seconds: float) -> None:
    """For breakers and for what waits."""
    moved = timedelta(seconds=seconds)
    for row in OutsideSystem.objects.exclude(next_probe_at=None):
        OutsideSystem.objects.filter(pk=row.pk).update(next_probe_at=row.next_probe_at - moved, since=row.since - moved)
    for row in Notice.objects.filter(promise_state=OutboxState.QUEUED):
        Notice.objects.filter(pk=row.pk).update(next_attempt_at=row.next_attempt_at - moved)


def deliver_released() -> int:
    """What workers do with everything that has been sent on."""
    kept = 0
    for notice in Notice.objects.filter(promise_state=OutboxState.QUEUED, waits_for="").order_by("created_at"):
        kept += attempt_delivery(Notice, notice.pk)
    return kept


def test_a_mail_server_that_is_away_for_a_weekend_costs_no_notice(sandbox, settings):
    settings.EMAIL_PORT = NOBODY_THERE
    notice = write()
    for _ in range(Notice.max_attempts + 10):
        attempt_delivery(Notice, notice.pk)
        OutsideSystem.objects.update(next_probe_at=timezone.now() - timedelta(seconds=1))
    row = reloaded(notice)
    assert (row.promise_state, row.attempts, row.waits_for) == (OutboxState.QUEUED, 0, "mail")
    assert row.last_error == "mail: connection" or row.last_error.startswith("mail: econn")
    settings.EMAIL_PORT = sandbox.smtp_port
    time_passes(3600)
    release_waiting()
    assert deliver_released() == 1
    assert len(sandbox.mails("nilufar@ornek.example")) == 1


def test_after_a_few_failures_nobody_calls_until_a_probe_is_due(sandbox, settings):
    sandbox.control(smtp_refuse=3600)
    for number in range(breaker.FAILURES_TO_OPEN):
        attempt_delivery(Notice, write(number).pk)
    assert OutsideSystem.objects.get(pk="mail").state == BreakerState.OPEN
    sandbox.restore()
    late = write(9)
    assert not attempt_delivery(Notice, late.pk), "the server answers, but nobody is to ask yet"
    assert (reloaded(late).waits_for, reloaded(late).attempts) == ("mail", 0)
    assert not pending_items(Notice, timezone.now()).exists(), "waiting costs no worker"
    assert release_waiting() == 0
    time_passes(60)
    assert release_waiting() == 1, "one goes to find out"
    assert deliver_released() == 1
    row = OutsideSystem.objects.get(pk="mail")
    assert (row.state, row.failures) == (BreakerState.CLOSED, 0)
    assert release_waiting() == breaker.FAILURES_TO_OPEN
    assert deliver_released() == breaker.FAILURES_TO_OPEN


def test_only_one_probe_goes_at_a_time():
    OutsideSystem.objects.create(
        name=System.NVI, state=BreakerState.OPEN, reason="timeout", next_probe_at=timezone.now() - timedelta(seconds=1)
    )
    with breaker.guard(System.NVI):
        with pytest.raises(OutageError), breaker.guard(System.NVI):
            pytest.fail("a second call went through")
    with breaker.guard(System.NVI):
        pass  # the probe succeeded


def test_a_probe_that_fails_waits_longer_each_time_and_a_minute_at_most():
    moment = timezone.now()
    OutsideSystem.objects.create(name=System.NVI, state=BreakerState.OPEN, since=moment, next_probe_at=moment)
    for away, least, most in ((2, 4, 6), (100, 20, 30), (100_000, 48, 72)):
        OutsideSystem.objects.update(since=timezone.now() - timedelta(seconds=away), next_probe_at=timezone.now())
        with pytest.raises(OutageError), breaker.guard(System.NVI):
            raise httpx.ReadTimeout("")
        pause = OutsideSystem.objects.get().next_probe_at - timezone.now()
        assert timedelta(seconds=least - 1) < pause < timedelta(seconds=most), away


def test_what_waited_goes_oldest_first_and_in_batches():
    for number in range(releasing.BATCH + 5):
        notice = write(number)
        Notice.objects.filter(pk=notice.pk).update(waits_for="mail", last_error="mail: timeout")
    assert release_waiting() == releasing.BATCH
    sent_on = Notice.objects.filter(waits_for="").order_by("created_at")
    assert [each.dedupe_key for each in sent_on] == [str(number) for number in range(releasing.BATCH)]
    assert release_waiting() == 5


def test_an_item_that_its_system_never_bears_does_not_stand_in_the_way_of_others(sandbox):
    OutsideSystem.objects.create(name=System.MAIL, state=BreakerState.OPEN, next_probe_at=timezone.now())
    first, second = write(1), write(2)
    Notice.objects.filter(pk__in=[first.pk, second.pk]).update(waits_for="mail")
    assert release_waiting() == 1
    assert reloaded(first).waits_for == ""
    later = timezone.now() + timedelta(minutes=1)
    Notice.objects.filter(pk=first.pk).update(waits_for="mail", next_attempt_at=later)  # its probe failed
    assert release_waiting(later + timedelta(seconds=1)) == 1
    assert reloaded(second).waits_for == ""


def test_an_authority_that_is_away_is_no_refusal_and_the_person_is_let_in_later(sandbox):
    reference = sandbox.new_reference()
    arrival = Arrival.objects.create(
        door="consular",
        email="nilufar@ornek.example",
        consular_reference=reference["reference"],
        passport_number=reference["passport_number"],
    )
    sandbox.control(mfa_down=3600)
    for _ in range(5):
        assert not attempt_delivery(Arrival, arrival.pk)
    row = reloaded(arrival)
    assert (row.outcome, row.attempts, row.waits_for, row.last_error) == ("pending", 0, "mfa", "mfa: http_503")
    sandbox.restore()
    OutsideSystem.objects.update(next_probe_at=timezone.now())
    assert attempt_delivery(Arrival, arrival.pk)
    assert reloaded(arrival).outcome == "verified"


def test_the_deliverer_sends_on_what_waits(sandbox):
    notice = write()
    Notice.objects.filter(pk=notice.pk).update(waits_for="mail")
    OutboxDispatcher().run_once()
    assert reloaded(notice).waits_for == ""


def test_looking_for_what_waits_costs_one_query_while_nothing_does(django_assert_num_queries):
    write()
    with django_assert_num_queries(1):
        assert release_waiting() == 0


def smtp_refused(code: int, text: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"a@ornek.example": (code, text)})


def http_status(code: int) -> httpx.HTTPStatusError:
    request = httpx.Request("GET", "http://x.example/")
    return httpx.HTTPStatusError("", request=request, response=httpx.Response(code, request=request))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectError(""), "connection"),
        (httpx.ReadTimeout(""), "timeout"),
        (TimeoutError(), "timeout"),
        (http_status(500), "http_500"),
        (http_status(503), "http_503"),
        (http_status(429), "http_429"),
        (http_status(401), "http_401"),
        (http_status(404), None),
        (http_status(409), None),
        (http_status(422), None),
        (ConnectionRefusedError(111, ""), "connection"),
        (OSError(28, "No space left on device"), "enospc"),
        (OSError(30, "Read-only file system"), "erofs"),
        (PermissionError(13, ""), "eacces"),
        (FileNotFoundError(2, ""), None),
        (smtplib.SMTPServerDisconnected(), "connection"),
        (smtplib.SMTPConnectError(421, b""), "smtp_421"),
        (smtplib.SMTPAuthenticationError(535, b""), "smtp_535"),
        (smtplib.SMTPSenderRefused(451, b"4.3.0", "x"), "smtp_451"),
        (smtplib.SMTPDataError(452, b"4.3.1 disk full"), "smtp_452"),
        (smtplib.SMTPDataError(554, b"5.6.0 content refused"), None),
        (smtp_refused(451, b"4.3.0 try later"), "smtp_451"),
        (smtp_refused(451, b"4.7.1 greylisted"), None),
        (smtp_refused(452, b"4.2.2 mailbox full"), None),
        (smtp_refused(550, b"5.1.1 no such user"), None),
        (smtp_refused(421, b"4.7.0 closing"), "smtp_421"),
        (PermanentError("no"), None),
        (ValueError("a mistake of ours"), None),
    ],
    ids=repr,
)
def test_one_place_tells_an_outage_from_a_bad_item(error, reason):
    assert find_outage_reason(error) == reason


def test_what_is_remembered_of_an_outage_holds_nothing_about_a_person():
    secret = f"{os.urandom(3).hex()}@ornek.example"
    for _ in range(breaker.FAILURES_TO_OPEN):
        with pytest.raises(OutageError) as outage, breaker.guard(System.MAIL):
            raise smtplib.SMTPSenderRefused(451, secret.encode(), secret)
    row = OutsideSystem.objects.get()
    assert secret not in str(outage.value) + row.reason


def test_calls_read_the_certificate_authorities_once_in_a_process(sandbox, monkeypatch):
    """Reading them takes 40 ms of a processor; a call takes 1 ms."""
    loads = []
    load = ssl.SSLContext.load_verify_locations

    def count_and_load(*args, **options):
        loads.append(1)
        return load(*args, **options)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", count_and_load)
    for _ in range(3):
        call_system(System.MFA, "GET", f"{sandbox.url}/mfa/nothing", reads_json=False)
    assert len(loads) <= 1
