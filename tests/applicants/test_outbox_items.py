"""The outbox row by row: one effect however many workers, none lost to a refusal, none told twice, none late."""

import socket
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils import timezone

from applicants.models import Applicant, Notice, OneTimeCode
from applicants.notices import inbox
from emuafiyet.core import limits
from emuafiyet.core.limits import check_rate_limit
from emuafiyet.core.management.commands.deliver_outbox import OutboxDispatcher
from emuafiyet.core.outbox import delivery, handlers
from emuafiyet.core.outbox.delivery import attempt_delivery, claim_item, pending_items
from emuafiyet.core.outbox.errors import NotYetError
from emuafiyet.core.outbox.models import OutboxState

from .doors import ask, asked, at_once, due, later, sign_in
from .machines import six_people

pytestmark = pytest.mark.django_db

CONTEXT = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}


def written(applicant: Applicant, key: str = "x", **values) -> Notice:
    return inbox.write_notice("received", applicant=applicant, dedupe_key=key, context=CONTEXT, **values)


def reloaded(promise):
    return type(promise).objects.get(pk=promise.pk)


def test_a_worker_that_dies_after_the_server_took_the_mail_sends_it_only_once(nilufar, sandbox):
    notice = written(nilufar)
    sandbox.control(smtp_vanish_next=1)
    assert not attempt_delivery(Notice, notice.pk)  # accepted, but nobody was told
    due(notice)
    assert attempt_delivery(Notice, notice.pk)
    assert len(sandbox.mails(nilufar.email)) == 1
    assert reloaded(notice).promise_state == OutboxState.DELIVERED


def test_a_code_that_the_server_took_is_not_mailed_again_either(browser, nilufar, sandbox):
    ask(browser, nilufar.email)
    sandbox.control(smtp_vanish_next=1)
    assert not attempt_delivery(OneTimeCode, asked(browser).pk)
    assert attempt_delivery(OneTimeCode, asked(browser).pk)
    assert len(sandbox.mails(nilufar.email)) == 1


def test_a_journal_that_cannot_be_asked_costs_a_copy_with_the_same_id_and_never_the_mail(nilufar, sandbox, settings):
    settings.MAIL_JOURNAL_URL = "http://127.0.0.1:1/"
    notice = written(nilufar)
    sandbox.control(smtp_vanish_next=1)
    attempt_delivery(Notice, notice.pk)
    assert attempt_delivery(Notice, notice.pk)
    first, second = sandbox.mails(nilufar.email)
    assert first["message_id"] == second["message_id"]
    assert str(notice.pk) in first["message_id"]


def test_what_is_not_due_yet_waits_without_an_attempt_however_often_it_is_asked(nilufar, monkeypatch):
    notice = written(nilufar)

    def wait(notice: Notice) -> None:
        raise NotYetError(timedelta(minutes=3), "somebody else first")

    monkeypatch.setitem(handlers._handlers, Notice, wait)
    for _ in range(Notice.max_attempts + 2):
        before = timezone.now()
        assert not attempt_delivery(Notice, notice.pk)
        row = reloaded(notice)
        assert (row.promise_state, row.attempts, row.lease_until) == (OutboxState.QUEUED, 0, None)
        assert row.last_error == "somebody else first"
        assert timedelta(minutes=3) <= row.next_attempt_at - before < timedelta(minutes=4)
        assert not pending_items(Notice, timezone.now()).exists()


def test_a_late_worker_that_would_wait_leaves_the_row_to_the_one_at_work(late_worker):
    delivery._return_to_queue(late_worker, NotYetError(timedelta(seconds=1)))
    row = reloaded(late_worker)
    assert (row.promise_state, row.attempts) == (OutboxState.LEASED, 2)


def test_what_has_waited_for_something_can_be_hurried_when_it_is_there(nilufar):
    notice = written(nilufar)
    later = timezone.now() + timedelta(hours=1)
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=later)
    delivery.expedite_item(Notice, notice.pk)
    assert pending_items(Notice, timezone.now()).get() == notice
    claim_item(Notice, notice.pk)
    lease = reloaded(notice).lease_until
    delivery.expedite_item(Notice, notice.pk)  # somebody is at it
    assert (reloaded(notice).promise_state, reloaded(notice).lease_until) == (OutboxState.LEASED, lease)


class Refuser:
    """Knows one address no more, takes another for a stranger's, and asks for patience with a third."""

    def __init__(self) -> None:
        self.taken: list = []
        self.patient = False

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("relayed"):
            return "554 5.7.1 Relay access denied"
        if address.startswith("grey") and not self.patient:
            return "451 4.7.1 Greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.taken.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def refuser(sandbox, settings):
    handler = Refuser()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield handler
    controller.stop()


def test_a_server_that_asks_for_patience_with_one_mailbox_is_tried_again_later_and_later(refuser):
    person = Applicant.objects.create(email="grey@ornek.example")
    notice = written(person)
    for number in range(1, 6):
        before = timezone.now()
        assert not attempt_delivery(Notice, notice.pk)
        row = reloaded(notice)
        assert (row.promise_state, row.attempts, row.waits_for) == ("queued", number, "")
        assert row.last_error
        assert person.email not in row.last_error
        assert timedelta(seconds=1) <= row.next_attempt_at - before <= timedelta(seconds=15 * 2**number + 1)
        assert not pending_items(Notice, timezone.now()).exists()  # nobody is told before its time
        assert pending_items(Notice, row.next_attempt_at).get() == notice
    refuser.patient = True
    assert attempt_delivery(Notice, notice.pk)
    assert refuser.taken == [[person.email]]


def test_waiting_forgives_no_attempt_that_failed(refuser, monkeypatch):
    notice = written(Applicant.objects.create(email="grey@ornek.example"))
    attempt_delivery(Notice, notice.pk)
    with monkeypatch.context() as patch:
        patch.setitem(handlers._handlers, Notice, lambda item: (_ for _ in ()).throw(NotYetError(timedelta(seconds=1))))
        attempt_delivery(Notice, notice.pk)
    assert reloaded(notice).attempts == 1


def test_an_address_that_is_gone_for_ever_is_given_up_at_once_and_said_in_the_inbox(browser, refuser):
    gone = Applicant.objects.create(email="gone@ornek.example")
    notice = written(gone)
    assert not attempt_delivery(Notice, notice.pk)
    assert reloaded(notice).promise_state == OutboxState.FAILED
    assert "gone@" not in reloaded(notice).last_error
    assert not attempt_delivery(Notice, notice.pk)
    sign_in(browser, gone)
    page = browser.get(f"/bildirimler/{notice.pk}/").content.decode()
    assert "E-postanıza ulaştırılamadı" in page
    assert "E-postanıza ulaştırılamadı" in browser.get("/bildirimler/").content.decode()


def test_a_second_address_that_is_gone_does_not_cost_the_first_its_mail(nilufar, refuser):
    assert attempt_delivery(Notice, written(nilufar, copy_to="gone@ornek.example").pk)
    assert refuser.taken == [["nilufar@ornek.example"]]


def test_a_mistake_of_our_own_set_up_costs_nobody_a_notice(refuser):
    stranger = Applicant.objects.create(email="relayed@ornek.example")
    notice = written(stranger)
    assert not attempt_delivery(Notice, notice.pk)
    assert reloaded(notice).promise_state == OutboxState.QUEUED


def test_an_expired_code_is_never_mailed(browser, nilufar, sandbox):
    ask(browser, nilufar.email)
    code = asked(browser)
    sandbox.control(smtp_refuse_next=1)
    assert not attempt_delivery(OneTimeCode, code.pk)
    later(code, minutes=10)
    assert not attempt_delivery(OneTimeCode, code.pk)
    assert reloaded(code).promise_state == OutboxState.FAILED
    assert sandbox.mails(nilufar.email) == []


def test_a_code_mailed_late_tells_how_long_it_still_lives(browser, nilufar, sandbox):
    ask(browser, nilufar.email)
    code = asked(browser)
    later(code, minutes=7)
    attempt_delivery(OneTimeCode, code.pk)
    (mail,) = sandbox.mails(nilufar.email)
    assert "Kod 3 dakika geçerlidir" in mail["text"]
    assert "Kod 3 dakika geçerlidir" in mail["html"]


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_and_one_row_make_one_mail(sandbox):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    with transaction.atomic():
        notice = written(applicant)
    results = at_once(20, lambda _: attempt_delivery(Notice, notice.pk))
    assert sorted(results) == [False] * 19 + [True]
    assert len(sandbox.mails(applicant.email)) == 1
    assert reloaded(notice).attempts == 1


def test_a_lease_that_ran_out_goes_to_the_next_worker_and_not_before(nilufar, sandbox):
    notice = written(nilufar)
    assert claim_item(Notice, notice.pk)
    assert claim_item(Notice, notice.pk) is None
    assert not pending_items(Notice, timezone.now()).exists()
    later(notice, minutes=2, seconds=1)
    assert pending_items(Notice, timezone.now()).get() == notice
    assert attempt_delivery(Notice, notice.pk)


@pytest.fixture
def late_worker(nilufar):
    """A worker that took the row, fell asleep past its lease, and wakes up after another has taken it."""
    notice = written(nilufar)
    sleeper = claim_item(Notice, notice.pk)
    later(notice, minutes=3)
    assert claim_item(Notice, notice.pk).attempts == 2
    return sleeper


def test_a_late_worker_that_fails_does_not_free_the_row_of_the_one_at_work(late_worker):
    delivery._schedule_retry(late_worker, "TimeoutError")
    assert reloaded(late_worker).promise_state == OutboxState.LEASED


@pytest.mark.parametrize("state", [OutboxState.LEASED, OutboxState.DELIVERED])
def test_a_late_worker_without_hope_does_not_bury_what_another_keeps(late_worker, state):
    kept_at = timezone.now() if state == OutboxState.DELIVERED else None
    Notice.objects.filter(pk=late_worker.pk).update(promise_state=state, kept_at=kept_at)
    delivery._dead_letter(late_worker, "no such mailbox")
    assert reloaded(late_worker).promise_state == state


def test_a_late_worker_that_did_send_the_mail_may_say_so(late_worker):
    """The effect is there whoever had it; the other one finds it in the journal."""
    delivery._mark_delivered(late_worker)
    assert reloaded(late_worker).promise_state == OutboxState.DELIVERED


# --- without the broker ------------------------------------------------------------------------------


@pytest.fixture(params=["refused", "silent"])
def no_redis(request, settings):
    """Redis is gone, or worse: takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if request.param == "silent" else 1
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        limits._redis_client.cache_clear()
        yield request.param
    limits._redis_client.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_pages_answer_quickly_and_promises_stay_while_redis_is_away(no_redis, settings):
    first, *others = six_people(REDIS_URL=settings.REDIS_URL)
    assert first < 4  # loads the pages' templates as well
    assert sum(others) < 2.5  # only the first one paid for finding out that nobody answers
    assert pending_items(OneTimeCode, timezone.now()).count() == 6


def test_limits_still_limit_while_redis_is_away(no_redis):
    key = f"{no_redis}-{time.monotonic()}"
    started = time.monotonic()
    assert [check_rate_limit("door", key, 3, 3600) for _ in range(5)] == [True, True, True, False, False]
    assert time.monotonic() - started < 2


@pytest.mark.django_db(transaction=True)
def test_the_relay_keeps_what_people_wait_for_itself_and_leaves_the_rest_for_later(no_redis, browser, sandbox):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")
    ask(browser, applicant.email)
    with transaction.atomic():
        notice = written(applicant)
    relay = OutboxDispatcher()
    assert not relay.run_once()
    assert sandbox.mails(applicant.email) == []  # it may be a blink only
    relay.broker_away_since -= 10
    assert not relay.run_once()
    (mail,) = sandbox.mails(applicant.email)
    assert mail["subject"] == "Tek kullanımlık kodunuz"
    assert reloaded(notice).promise_state == OutboxState.QUEUED
    assert reloaded(notice).published_at is None


def test_a_rolled_back_transaction_promises_nothing(nilufar):
    with transaction.atomic():
        written(nilufar)
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0
