"""One mail to one address: an outcome and a return path of its own, and what comes back is understood (A-14)."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Notice, NoticeCopy, OneTimeCode
from applicants.notices import bounces, inbox, return_paths
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.models import OutboxState

from .doors import ask, asked, due, sign_in
from .smtp_servers import Scripted, serving, tls_context

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A-14")]

PERSON, SECOND = "nilufar@ornek.example", "ikinci@ornek.example"
REPORTS = Path(__file__).parent / "bounces"


def write(applicant: Applicant, key: str = "k", copy_to: str = SECOND, kind: str = "received") -> Notice:
    context = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}
    return inbox.write_notice(kind, applicant=applicant, dedupe_key=key, context=context, copy_to=copy_to)


def try_both(notice: Notice) -> tuple[bool, bool]:
    return attempt_delivery(Notice, notice.pk), attempt_delivery(NoticeCopy, notice.copies.get().pk)


def report(name: str, promise) -> bytes:
    path = return_paths.address_of(promise)
    raw = (REPORTS / name).read_bytes()
    return raw.replace(b"{return_path}", path.encode()).replace(b"{return_path_upper}", path.upper().encode())


@pytest.fixture
def smtp(settings):
    """Point the portal at a server that answers as the test says."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_JOURNAL_URL = ""
    settings.EMAIL_HOST = "127.0.0.1"
    started = []

    def start(handler: Scripted, **options) -> Scripted:
        server = serving(handler, **options)
        settings.EMAIL_PORT = server.__enter__()
        started.append(server)
        return handler

    yield start
    for server in started:
        server.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("550 5.1.1 No such user", OutboxState.FAILED),
        ("550 5.2.1 Mailbox disabled", OutboxState.FAILED),
        ("550 no such user", OutboxState.QUEUED),  # says nothing about whose mistake it is
        ("451 4.7.1 Greylisted, come again", OutboxState.QUEUED),
        ("452 4.2.2 Mailbox full", OutboxState.QUEUED),
        ("550 5.1.8 Bad sender domain", OutboxState.QUEUED),  # that is about us
        ("hang up", OutboxState.QUEUED),
    ],
)
def test_a_mail_refused_for_the_person_is_not_delivered_because_the_copy_was_taken(nilufar, smtp, answer, state):
    server = smtp(Scripted(nilufar=answer))
    notice = write(nilufar)
    assert try_both(notice) == (False, True)
    notice.refresh_from_db()
    copy = notice.copies.get()
    assert (notice.promise_state, notice.kept_at) == (state, None)
    assert copy.promise_state == OutboxState.DELIVERED
    assert PERSON not in notice.last_error
    # One address has it, so the person could know of it: no deadline waits.
    assert notice.unreached_at is None
    nilufar.refresh_from_db()
    assert bool(nilufar.email_failed_at) == (state == OutboxState.FAILED)
    if state == OutboxState.QUEUED:
        server.answers.clear()
        due(notice)
        assert attempt_delivery(Notice, notice.pk)
        assert len(server.to(PERSON)) == 1
    assert len(server.to(SECOND)) == 1  # trying the person again sends the copy no second mail


def test_the_other_way_round_too_and_each_has_an_identity_of_its_own(nilufar, smtp):
    server = smtp(Scripted(ikinci="451 4.3.0 later"))
    notice = write(nilufar)
    assert try_both(notice) == (True, False)
    server.answers.clear()
    due(notice.copies.get())
    assert attempt_delivery(NoticeCopy, notice.copies.get().pk)
    mails = [message_from_bytes(content, policy=default) for _sender, _to, content in server.taken]
    assert len({mail["Message-ID"] for mail in mails}) == 2
    assert [mail["To"] for mail in mails] == [PERSON, PERSON]
    assert [mail["Cc"] for mail in mails] == [SECOND, SECOND]
    assert [to for _sender, to, _content in server.taken] == [[PERSON], [SECOND]]


def test_a_held_copy_goes_out_with_its_notice(nilufar, smtp):
    smtp(Scripted())
    context = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}
    notice = inbox.write_notice(
        "received", applicant=nilufar, dedupe_key="h", context=context, copy_to=SECOND, held=True
    )
    assert try_both(notice) == (False, False)
    notice.unhold()
    assert try_both(notice) == (True, True)


def test_each_return_path_names_its_mail_and_nobody(nilufar, smtp, browser):
    server = smtp(Scripted())
    notice = write(nilufar)
    try_both(notice)
    ask(browser, PERSON)
    attempt_delivery(OneTimeCode, asked(browser).pk)
    senders = [sender for sender, _to, _content in server.taken]
    assert len(set(senders)) == 3
    for sender, promise in zip(senders, (notice, notice.copies.get(), asked(browser)), strict=True):
        local, _at, domain = sender.partition("@")
        assert domain == configured.MAIL_RETURN_DOMAIN
        assert re.fullmatch(r"b-[nco][a-z2-7]{42}", local)
        assert len(local) <= 64
        found = return_paths.find_mailed(f"To: <{sender.upper()}>")
        assert (found.model, found.key) == (type(promise), promise.pk)
        assert not any(each in sender for each in (str(promise.pk), promise.pk.hex, "nilufar"))
    assert all(b"From: e-Muafiyet <noreply@emuafiyet.example>" in content for _s, _t, content in server.taken)


def test_a_body_needs_no_more_than_seven_bits(nilufar, smtp):
    """Arabic, Cyrillic and long lines; nothing is asked of the server that it may not offer (RFC 6152, 6531)."""
    server = smtp(Scripted(), decode_data=False, enable_SMTPUTF8=False)
    nilufar.language = "ar"
    notice = write(nilufar)
    Notice.objects.filter(pk=notice.pk).update(text=notice.text + "\nЖ" * 2 + "ع" * 1200)
    attempt_delivery(Notice, notice.pk)
    ((_sender, _to, content),) = server.taken
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not [each for each in server.options if each.startswith(("BODY", "SMTPUTF8"))]
    mail = message_from_bytes(content, policy=default)
    assert "ع" * 1200 in mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == notice.title


class TestTls:
    @pytest.fixture
    def trusted(self, tmp_path, monkeypatch):
        context, file = tls_context(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        return context

    @pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
    def test_both_kinds_reach_a_server_that_they_trust(self, nilufar, smtp, settings, trusted, scheme):
        settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = scheme == "smtps", scheme == "smtp+tls"
        options = {"ssl_context": trusted} if scheme == "smtps" else {"tls_context": trusted, "require_starttls": True}
        server = smtp(Scripted(), **options)
        assert attempt_delivery(Notice, write(nilufar).pk)
        assert len(server.to(PERSON)) == 1

    def test_no_mail_goes_out_in_clear_when_tls_is_asked_for(self, nilufar, smtp, settings):
        settings.EMAIL_USE_TLS = True
        server = smtp(Scripted())  # does not offer STARTTLS
        assert not attempt_delivery(Notice, write(nilufar).pk)
        assert server.taken == []

    def test_no_mail_goes_to_a_stranger(self, nilufar, smtp, settings, tmp_path):
        context, _file = tls_context(tmp_path)
        settings.EMAIL_USE_SSL = True
        server = smtp(Scripted(), ssl_context=context)
        assert not attempt_delivery(Notice, write(nilufar).pk)
        assert server.taken == []


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtps://u:p%40ss@mail.example:465", ("mail.example", 465, "u", "p@ss", False, True)),
        ("smtps://mail.example", ("mail.example", 465, "", "", False, True)),
        ("smtp+tls://u:p@mail.example:587", ("mail.example", 587, "u", "p", True, False)),
        ("smtp://localhost:1025", ("localhost", 1025, "", "", False, False)),
        ("http://mail.example", None),
        ("smtp://", None),
        ("smtps://mail.example/?ssl=no", None),
        ("mail.example:25", None),
    ],
)
def test_an_address_of_a_mail_server_means_what_people_mean(url, read):
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    script = f"from emuafiyet import settings as s; print(tuple(getattr(s, 'EMAIL_' + n) for n in {names}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"EMAIL_URL": url},
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip() or None) == (str(read) if read else None)
    assert read or "EMAIL_URL must be" in done.stderr


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("EMAIL_URL", "smtps://mail.example:587", "emuafiyet.W002"),
        ("EMAIL_URL", "smtp+tls://mail.example:465", "emuafiyet.W002"),
        ("EMAIL_URL", "smtp://u:secret@mail.example:25", "emuafiyet.E004"),
        ("EMAIL_URL", "smtps://u:secret@mail.example", None),
        ("EMAIL_URL", "smtp://relay.internal", None),
        ("EMAIL_URL", "smtp://u:p@localhost:1025", None),
        ("BOUNCE_MAILBOX_URL", "pop3://u:secret@mail.example", "emuafiyet.E004"),
        ("BOUNCE_MAILBOX_URL", "pop3s://u:secret@mail.example:110", "emuafiyet.W002"),
        ("BOUNCE_MAILBOX_URL", "", "emuafiyet.W003"),
    ],
)
def test_odd_addresses_are_told_before_the_start(settings, name, url, found):
    settings.BOUNCE_MAILBOX_URL = "pop3s://u:p@mail.example"
    setattr(settings, name, url)
    told = [
        each
        for each in run_checks(include_deployment_checks=True)
        if each.id in {"emuafiyet.W002", "emuafiyet.E004", "emuafiyet.W003"}
    ]
    assert [each.id for each in told] == ([found] if found else [])
    assert "secret" not in "".join(map(str, told))


@pytest.mark.parametrize(
    ("name", "said", "status"),
    [
        ("postfix_5.1.1.eml", "failed", "5.1.1"),
        ("exim_5.0.0.eml", "failed", "5.0.0"),
        ("exim_old_prose.eml", "failed", "5.0.0"),
        ("exchange_5.1.10.eml", "failed", "5.1.10"),
        ("gmail_5.2.1.eml", "failed", "5.2.1"),
        ("postfix_given_up_4.4.1.eml", "failed", "4.4.1"),
        ("postfix_delayed.eml", "delayed", None),
        ("delivered.eml", "other", None),
        ("on_holiday.eml", "other", None),
        ("broken.eml", "other", None),
    ],
)
def test_reports_are_understood_as_servers_write_them(nilufar, smtp, name, said, status):
    smtp(Scripted())
    notice = write(nilufar, copy_to="")
    attempt_delivery(Notice, notice.pk)
    assert bounces.take_in(report(name, notice)) == said
    notice.refresh_from_db()
    nilufar.refresh_from_db()
    assert (notice.bounced_at is not None, notice.bounce_status) == (status is not None, status or "")
    assert (notice.unreached_at is not None) == (nilufar.email_failed_at is not None) == (status is not None)
    before = notice.bounced_at
    assert bounces.take_in(report(name, notice)) == ("known" if status else said)
    notice.refresh_from_db()
    assert notice.bounced_at == before


def test_what_we_never_signed_changes_nothing(nilufar, smtp):
    smtp(Scripted())
    notice = write(nilufar, copy_to="")
    attempt_delivery(Notice, notice.pk)
    genuine = return_paths.address_of(notice)
    forged = [
        genuine[:3] + ("a" if genuine[3] != "a" else "b") + genuine[4:],  # another mail, the same signature
        genuine.replace("b-n", "b-c", 1),
        "b-n" + "a" * 42 + "@emuafiyet.example",
        "noreply@emuafiyet.example",
        str(notice.pk),
    ]
    for address in forged:
        raw = (REPORTS / "postfix_5.1.1.eml").read_bytes().replace(b"{return_path}", address.encode())
        assert bounces.take_in(raw) == "unknown", address
    assert not Notice.objects.exclude(bounced_at=None).exists()


def test_the_mailbox_is_read_and_emptied_and_the_demo_answers(nilufar, sandbox, settings):
    settings.BOUNCE_MAILBOX_URL = f"pop3://demo:demo@127.0.0.1:{sandbox.pop3_port}"
    sandbox.control(smtp_bounce_next=1)
    notice = write(nilufar, copy_to="")
    assert attempt_delivery(Notice, notice.pk)
    assert sandbox.mails(PERSON) == []
    assert bounces.read_mailbox() == {"failed": 1}
    assert bounces.read_mailbox() == {}
    notice.refresh_from_db()
    assert notice.bounce_status == "5.1.1"
    assert notice.has_failed


def test_a_report_can_be_piped_in(nilufar, smtp, monkeypatch, capsys):
    smtp(Scripted())
    notice = write(nilufar, copy_to="")
    attempt_delivery(Notice, notice.pk)
    done = {"buffer": type("Pipe", (), {"read": staticmethod(lambda _size: report("postfix_5.1.1.eml", notice))})}
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), done))
    call_command("take_in_bounce")
    assert capsys.readouterr().out.strip() == "failed"


class TestThePersonIsTold:
    def bounced(self, nilufar: Applicant, *, copy_too: bool = True) -> Notice:
        notice = write(nilufar)
        try_both(notice)
        bounces.take_in(report("postfix_5.1.1.eml", notice))
        if copy_too:
            bounces.take_in(report("exim_5.0.0.eml", notice.copies.get()))
        notice.refresh_from_db()
        return notice

    def test_only_when_no_address_has_it_is_the_notice_unreached(self, nilufar, smtp):
        smtp(Scripted())
        assert self.bounced(nilufar, copy_too=False).unreached_at is None
        notice = Notice.objects.get()
        bounces.take_in(report("gmail_5.2.1.eml", notice.copies.get()))
        notice.refresh_from_db()
        assert notice.unreached_at is not None
        assert notice.seen_at is None

    def test_a_banner_leads_to_another_address_until_the_person_has_said_what_is_right(self, nilufar, smtp, browser):
        smtp(Scripted())
        self.bounced(nilufar)
        sign_in(browser, nilufar)
        page = browser.get("/bildirimler/").content.decode()
        assert "E-postanıza ulaştırılamadı" in page
        assert 'href="/hesap/e-posta/"' in page
        assert PERSON in page
        notice = Notice.objects.get(kind="received")
        assert notice.seen_at is not None
        page = browser.get(f"/bildirimler/{notice.pk}/").content.decode()
        assert "Portalda görüldü" in page
        answer = browser.post("/hesap/e-posta/dogru/", follow=True).content.decode()
        assert 'href="/hesap/e-posta/"' not in answer
        nilufar.refresh_from_db()
        assert nilufar.email_failed_at is None

    def test_a_person_who_was_on_the_portal_meanwhile_could_read_it_then(self, nilufar, smtp, browser):
        """A server may give up after five days; the notice lay in the inbox all the time."""
        smtp(Scripted())
        notice = write(nilufar, copy_to="")
        Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(days=5))
        attempt_delivery(Notice, notice.pk)
        sign_in(browser, nilufar)
        browser.get("/bildirimler/")
        bounces.take_in(report("postfix_given_up_4.4.1.eml", notice))
        notice.refresh_from_db()
        assert notice.unreached_at
        assert notice.seen_at
        nilufar.refresh_from_db()
        assert not nilufar.view_awaited

    def test_a_repeat_that_arrives_makes_it_reached(self, nilufar, smtp):
        smtp(Scripted())
        notice = self.bounced(nilufar)
        repeat = inbox.resend_notice(notice)
        assert try_both(repeat) == (True, True)
        notice.refresh_from_db()
        assert notice.unreached_at is None
        bounces.take_in(report("postfix_5.1.1.eml", repeat))
        notice.refresh_from_db()
        assert notice.unreached_at is None  # the copy has it
        bounces.take_in(report("postfix_5.1.1.eml", repeat.copies.get()))
        notice.refresh_from_db()
        assert notice.unreached_at is not None


def test_a_page_that_asks_by_itself_is_no_view(nilufar, smtp, browser: Client):
    smtp(Scripted())
    sign_in(browser, nilufar)
    Applicant.objects.filter(pk=nilufar.pk).update(view_awaited=True)
    browser.get("/oturum/")
    nilufar.refresh_from_db()
    assert nilufar.view_awaited
