"""Notices: written once, in the reader's language of that moment, and nothing in them turns against the mail."""

import re
from html import unescape

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from applicants.models import Applicant, Notice, NoticeCopy, OneTimeCode
from applicants.notices import inbox
from emuafiyet.core.outbox.delivery import attempt_delivery, pending_items
from emuafiyet.core.outbox.models import OutboxState

from .doors import arrive, ask, asked, at_once

pytestmark = pytest.mark.django_db

HOSTILE = 'Araştırma & <b>O\'Neil</b> "x"'


def context(**values) -> dict:
    return {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/basvuru/1/"} | values


def write(applicant: Applicant, key: str = "case:3:received", **values) -> Notice:
    given = values.pop("context", {})
    return inbox.write_notice("received", applicant=applicant, dedupe_key=key, context=context(**given), **values)


def test_doing_the_event_twice_writes_one_notice_as_it_was_first(nilufar, sandbox):
    first = write(nilufar)
    again = write(nilufar, context={"number": "2026-2"})
    assert again.pk == first.pk
    assert "2026-2" not in Notice.objects.get().text


@pytest.mark.django_db(transaction=True)
def test_two_transactions_at_once_write_one_notice_and_neither_fails(sandbox):
    applicant = Applicant.objects.create(email="nilufar@ornek.example")

    def decide(number: int):
        with transaction.atomic():
            written = write(applicant)
            # What the transaction does after the notice must still be possible.
            assert Applicant.objects.filter(pk=applicant.pk).update(language="tr") == 1
        return written.pk

    assert set(at_once(8, decide)) == {Notice.objects.get().pk}


def test_a_notice_is_in_the_readers_language_and_stays_so(browser, nilufar, sandbox):
    Applicant.objects.filter(pk=nilufar.pk).update(language="en")
    nilufar.refresh_from_db()
    with translation.override("ru"):  # the officer's
        notice = write(nilufar)
    with translation.override("en"):
        title = translation.gettext("Başvurunuz alındı")
    assert (notice.title, notice.language) == (title, "en")
    assert '<html lang="en" dir="ltr">' in notice.html
    Applicant.objects.filter(pk=nilufar.pk).update(language="ar")
    assert attempt_delivery(Notice, notice.pk)
    (mail,) = sandbox.mails(nilufar.email)
    assert mail["subject"] == title
    assert '<html lang="en" dir="ltr">' in mail["html"]
    assert Notice.objects.get().title == title


def test_arabic_reads_from_the_right_in_the_html_part(nilufar):
    nilufar.language = "ar"
    html = write(nilufar).html
    assert '<html lang="ar" dir="rtl">' in html
    # Many mail programs keep only what stands in the body.
    assert '<div class="page" lang="ar" dir="rtl"' in html.partition("<body")[2]


@pytest.mark.parametrize("lines", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_nothing_put_into_a_subject_becomes_a_header(nilufar, sandbox, lines, tmp_path):
    """A template whose title holds somebody's words, with line ends in them."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "hostile.txt").write_text("{% autoescape off %}{{ category }} için\n\nMetin{% endautoescape %}")
    with override_settings(
        TEMPLATES=[configured.TEMPLATES[0] | {"DIRS": [tmp_path, *configured.TEMPLATES[0]["DIRS"]]}]
    ):
        notice = inbox.write_notice(
            "hostile",
            applicant=nilufar,
            dedupe_key="h",
            context={"category": f"Spor{lines}Bcc: thief@evil.example{lines}X-Evil: 1"},
        )
    assert attempt_delivery(Notice, notice.pk)
    (mail,) = sandbox.mails()
    assert mail["recipients"] == [nilufar.email]
    assert "Spor" in mail["subject"]
    assert "thief" not in " ".join(mail["to"] + mail["cc"])
    raw = sandbox.http.get(f"/mail/{mail['id']}/").text
    assert "X-Evil: 1</" not in raw


def test_a_title_longer_than_the_table_holds_is_cut_and_no_crash(nilufar, tmp_path):
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "long.txt").write_text("{{ category }}\n\nMetin")
    with override_settings(
        TEMPLATES=[configured.TEMPLATES[0] | {"DIRS": [tmp_path, *configured.TEMPLATES[0]["DIRS"]]}]
    ):
        notice = inbox.write_notice("long", applicant=nilufar, dedupe_key="h", context={"category": "uzun " * 60})
    assert len(notice.title) <= 200
    assert notice.title.endswith("…")


def test_the_text_is_plain_and_the_html_is_escaped_and_both_say_the_same(nilufar, sandbox):
    notice = write(nilufar, context={"category": HOSTILE})
    attempt_delivery(Notice, notice.pk)
    (mail,) = sandbox.mails(nilufar.email)
    assert f"Kategori: {HOSTILE}" in mail["text"]
    assert "<b>O" not in mail["html"]
    assert HOSTILE in unescape(mail["html"])
    assert 'href="https://x.example/basvuru/1/"' in mail["html"]
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", mail["html"])).replace("\xa0", " "))
    for line in mail["text"].split("\n"):
        if line.strip() and "<b>" not in line:
            assert " ".join(line.split()) in words


@pytest.mark.parametrize(
    "template", sorted((configured.BASE_DIR / "templates" / "mail").glob("*.txt")), ids=lambda p: p.stem
)
def test_no_text_part_is_escaped_for_html(template):
    """Everything a person reads in it stands inside ``autoescape off``."""
    source = template.read_text()
    assert re.fullmatch(r"(\{% load [\w ]+ %\})?\{% autoescape off %\}.*\{% endautoescape %\}\s*", source, re.DOTALL)


def test_what_a_notice_is_about_cannot_replace_its_html(nilufar):
    """Values happen to be called like what the page itself needs."""
    notice = write(nilufar, context={"title": "SAHTE", "text": "SAHTE", "language": "xx", "code": "1234 5678"})
    assert "SAHTE" not in notice.html
    assert "1234 5678" not in notice.html
    assert "Başvurunuz değerlendirmeye alındı" in notice.html


def test_the_second_email_gets_copies_of_notices_and_never_a_code(browser, nilufar, sandbox):
    notice = write(nilufar, copy_to="second@ornek.example")
    assert attempt_delivery(Notice, notice.pk)
    assert attempt_delivery(NoticeCopy, notice.copies.get().pk)
    (mail,) = sandbox.mails("second@ornek.example")
    assert mail["to"] == [nilufar.email]
    assert mail["cc"] == ["second@ornek.example"]
    ask(browser, nilufar.email)
    attempt_delivery(OneTimeCode, asked(browser).pk)
    assert sandbox.mails(nilufar.email)[-1]["recipients"] == [nilufar.email]


def test_the_same_address_twice_gets_one_mail(nilufar, sandbox):
    attempt_delivery(Notice, write(nilufar, copy_to="Nilufar@ornek.example").pk)
    (mail,) = sandbox.mails()
    assert mail["recipients"] == [nilufar.email]


def test_a_held_notice_waits_until_it_is_released_once(nilufar, sandbox):
    notice = write(nilufar, held=True)
    assert not attempt_delivery(Notice, notice.pk)
    assert not pending_items(Notice, notice.next_attempt_at).exists()
    assert sandbox.mails() == []
    notice.unhold()
    assert attempt_delivery(Notice, notice.pk)
    notice.unhold()  # the certificate's promise was kept twice
    assert not attempt_delivery(Notice, notice.pk)
    assert len(sandbox.mails(nilufar.email)) == 1
    assert Notice.objects.get().promise_state == OutboxState.DELIVERED


def test_a_mail_says_that_a_machine_wrote_it_and_when(nilufar, sandbox):
    notice = write(nilufar)
    attempt_delivery(Notice, notice.pk)
    (mail,) = sandbox.mails(nilufar.email)
    assert mail["message_id"] == f"<{notice.pk}@emuafiyet.example>"
    assert mail["from"] == "e-Muafiyet <noreply@emuafiyet.example>"


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_mail_of_a_code_names_nobody(browser, sandbox, language):
    made = sandbox.new_reference()
    browser.cookies["language"] = language
    arrive(browser, made["reference"], made["passport_number"])
    OneTimeCode.objects.all().delete()
    sandbox.http.delete("/mail.json")
    ask(browser, "nilufar@ornek.example")
    code = asked(browser)
    assert attempt_delivery(OneTimeCode, code.pk)
    (mail,) = sandbox.mails("nilufar@ornek.example")
    everything = (mail["subject"] + mail["text"] + mail["html"]).lower()
    for personal in ("karimova", "nilufar", made["passport_number"].lower(), made["reference"], "uzb", str(code.pk)):
        assert personal not in everything
    digits = code.derive_digits()
    assert f"{digits[:4]} {digits[4:]}" in mail["text"]
    assert f"{digits[:4]} {digits[4:]}" in mail["html"]
    assert digits[:4] not in mail["subject"]  # shown on locked screens
    assert "http" not in mail["text"]  # a code is typed; nothing in the mail is to be followed
    assert f'<html lang="{language}" dir="ltr">' in mail["html"]
