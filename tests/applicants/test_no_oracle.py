"""Nobody learns at the doors who has an account or which reference is real, before the e-mail is proven."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants.models import Applicant, Arrival, Identity, OneTimeCode
from emuafiyet.core.outbox.delivery import attempt_delivery

from .doors import (
    CODE,
    CONSULAR,
    EDEVLET_EMAIL,
    EMAIL,
    PASSPORT,
    RESEND,
    ask,
    asked,
    knock,
    later,
    passport_form,
    through_edevlet,
)

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R7")]

# Of the same length and the same first letter, as the page shows them masked.
KNOWN, UNKNOWN = "nilufar@ornek.example", "nosorog@ornek.example"


def seen(response, email: str, queries: int) -> dict:
    """All that a client can tell apart, without the values that are random for everybody."""
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode()).replace(email, "ADDRESS")
    return {
        "status": response.status_code,
        "headers": {name: value for name, value in response.headers.items() if name != "Expires"},  # a moment
        "cookies": {
            name: {key: value for key, value in cookie.items() if key != "expires"} | {"length": len(cookie.value)}
            for name, cookie in response.cookies.items()
        },
        "body": body,
        "queries": queries,
    }


def walk(email: str, *steps) -> list[dict]:
    browser, answers = Client(), []
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            response = step(browser, email)
        answers.append(seen(response, email, len(queries)))
    return answers


def test_a_known_and_an_unknown_address_see_the_same(nilufar):
    def a_minute_passes_and_again(browser: Client, email: str):
        later(asked(browser), seconds=61)
        return browser.post(RESEND)

    def wrong_code(browser: Client, email: str):
        # The same typed digits for both, wrong for both.
        return browser.post(CODE, {"code": "00000000"})

    steps = (
        lambda browser, email: browser.get(EMAIL),
        ask,
        lambda browser, email: browser.get(CODE),
        ask,  # too soon
        lambda browser, email: browser.post(RESEND),
        lambda browser, email: browser.get(CODE),
        a_minute_passes_and_again,
        wrong_code,
    )
    known, unknown = walk(KNOWN, *steps), walk(UNKNOWN, *steps)
    assert known[1]["status"] == 302
    assert "4 deneme hakkınız kaldı" in known[-1]["body"]
    for at_known, at_unknown in zip(known, unknown, strict=True):
        assert at_known == at_unknown


def test_what_differs_is_in_the_mail_and_the_hint_comes_once_a_day(nilufar, sandbox):
    def once(email: str) -> None:
        browser = Client()
        ask(browser, email)
        assert attempt_delivery(OneTimeCode, asked(browser).pk)
        for code in OneTimeCode.objects.all():
            later(code, hours=2)

    for _ in range(3):
        once(KNOWN)
        once(UNKNOWN)
    assert [mail["subject"] for mail in sandbox.mails(KNOWN)] == ["Tek kullanımlık kodunuz"] * 3
    (hint,) = sandbox.mails(UNKNOWN)
    assert hint["subject"] == "Bu adresle kayıtlı hesap yok"
    assert not re.search(r"\d{4} ?\d{4}", hint["text"])


def test_someone_who_tries_more_than_daily_still_gets_the_hint_every_day(sandbox):
    """Tries at 0 h, 14 h and 28 h: the last hint was more than a day ago, although the last try was not."""
    for _ in range(3):
        browser = Client()
        ask(browser, UNKNOWN)
        attempt_delivery(OneTimeCode, asked(browser).pk)
        for code in OneTimeCode.objects.all():
            later(code, hours=14)
    assert len(sandbox.mails(UNKNOWN)) == 2


def test_a_hint_that_never_went_out_does_not_silence_the_next_one(sandbox):
    browser = Client()
    ask(browser, UNKNOWN)
    lost = asked(browser)
    later(lost, hours=1)
    assert not attempt_delivery(OneTimeCode, lost.pk)  # expired before the mail server was back
    ask(browser, UNKNOWN)
    attempt_delivery(OneTimeCode, asked(browser).pk)
    assert len(sandbox.mails(UNKNOWN)) == 1


@pytest.fixture
def used_reference(sandbox) -> dict:
    made = sandbox.new_reference()
    sandbox.post(f"/mfa/references/{made['reference']}/use", {"passport": made["passport_number"], "use_id": "x"})
    return made


def test_the_consular_form_answers_alike_until_the_email_is_proven(sandbox, used_reference):
    """A good pair, a wrong passport, a used reference and an invented one; also of somebody with an account."""
    good = sandbox.new_reference()
    member = sandbox.new_reference()
    applicant = Applicant.objects.create(email="member@ornek.example")
    Identity.objects.create(
        applicant=applicant,
        door="consular",
        surname="X",
        nationality="UZB",
        birth_year=1990,
        passport_number=member["passport_number"],
        consular_reference=member["reference"],
    )
    pairs = [
        (good["reference"], good["passport_number"]),
        (good["reference"], "X00000000"),
        (used_reference["reference"], used_reference["passport_number"]),
        ("7999999999999999", "X00000000"),
        (member["reference"], member["passport_number"]),
    ]
    walks = []
    for number, (reference, passport) in enumerate(pairs):
        browser, answers = Client(), []
        email = f"n{number}@ornek.example"

        def ask_the_mission(browser: Client):
            attempt_delivery(Arrival, asked(browser).arrival_id)
            return browser.get(CODE)

        for step in (
            lambda browser, r=reference, p=passport, e=email: knock(browser, r, p, e),
            lambda browser: browser.get(CODE),
            lambda browser: browser.get("/giris/sonuc/"),
            ask_the_mission,
            lambda browser: browser.get("/giris/sonuc/"),
            lambda browser: browser.post(CODE, {"code": "00000000"}),
        ):
            with CaptureQueriesContext(connection) as queries:
                response = step(browser)
            each = seen(response, email, 0 if step is ask_the_mission else len(queries))
            for value, name in ((reference, "REFERENCE"), (passport, "PASSPORT")):
                each["body"] = each["body"].replace(value, name)
            answers.append(each)
        walks.append(answers)
    assert walks[0][0]["status"] == 302
    assert "deneme hakkınız kaldı" in walks[0][-1]["body"]
    for other in walks[1:]:
        assert other == walks[0]


@pytest.mark.requirement("R12")
def test_the_passport_form_answers_alike_until_the_email_is_proven(sandbox):
    """A good entry, a wrong birth date, an unknown passport, somebody who has left, somebody with an account."""
    good, left, member = (sandbox.post("/goc/entries", values) for values in ({}, {"left": True}, {}))
    Identity.objects.create(
        applicant=Applicant.objects.create(email="member@ornek.example"),
        door="passport",
        surname=member["surname"],
        given_names=member["given_names"],
        nationality=member["nationality"],
        **{f"birth_{part}": value for part, value in member["birth"].items()},
        passport_number=member["passport_number"],
    )
    forms = [
        passport_form(good),
        passport_form(good, birth_day="9"),
        passport_form(good, passport_number="X00000000"),
        passport_form(left),
        passport_form(member),
    ]
    walks = []
    for number, form in enumerate(forms):
        browser, answers = Client(), []
        email = f"n{number}@ornek.example"

        def ask_the_directorate(browser: Client):
            attempt_delivery(Arrival, asked(browser).arrival_id)
            return browser.get(CODE)

        for step in (
            lambda browser, f=form | {"email": email}: browser.post(PASSPORT, f),
            lambda browser: browser.get(CODE),
            ask_the_directorate,
            lambda browser: browser.get("/giris/sonuc/"),
            lambda browser: browser.post(CODE, {"code": "00000000"}),
        ):
            with CaptureQueriesContext(connection) as queries:
                response = step(browser)
            answers.append(seen(response, email, 0 if step is ask_the_directorate else len(queries)))
        walks.append(answers)
    assert walks[0][0]["status"] == 302
    assert "deneme hakkınız kaldı" in walks[0][-1]["body"]
    for other in walks[1:]:
        assert other == walks[0]


@pytest.mark.requirement("R11")
def test_after_edevlet_a_known_and_an_unknown_address_see_the_same(sandbox, nilufar):
    def knock_with(browser: Client, email: str):
        return browser.post(EDEVLET_EMAIL, {"email": email})

    def come_from_edevlet(browser: Client, email: str):
        return through_edevlet(browser, sandbox, person["ykn"])

    steps = (
        come_from_edevlet,
        lambda browser, email: browser.get(EDEVLET_EMAIL),
        knock_with,
        lambda browser, email: browser.get(CODE),
        lambda browser, email: browser.get("/giris/sonuc/"),
        lambda browser, email: browser.post(CODE, {"code": "00000000"}),
    )
    person = sandbox.post("/nvi/persons", {})
    walk("once@ornek.example", come_from_edevlet)  # whoever comes first lets the outside systems' rows be written
    known, unknown = walk(KNOWN, *steps), walk(UNKNOWN, *steps)
    assert known[2]["status"] == 302
    assert known == unknown


def test_guessing_references_is_limited_for_a_network_and_for_a_reference(browser):
    for number in range(10):
        assert knock(browser, "7999999999999999", f"X0000000{number}", f"n{number}@ornek.example").url == CODE
    page = knock(browser, "7999999999999999", "X00000010", "other@ornek.example")
    assert "Kısa sürede çok deneme yapıldı" in page.content.decode()
    assert Arrival.objects.count() == 10


def test_a_refused_question_asks_the_mission_nothing(browser):
    """Else the form could be used to question the mission's system without ever reading a mail."""
    knock(browser, "7999999999999999", "X00000001")
    page = knock(browser, "7999999999999999", "X00000002")
    assert "az önce kod gönderdik" in page.content.decode()
    assert 'value="X00000002"' in page.content.decode()
    assert Arrival.objects.count() == 1


def test_the_page_of_the_code_shows_too_little_of_the_address_for_a_passer_by(browser):
    ask(browser, KNOWN)
    page = browser.get(CODE).content.decode()
    assert "n•••••@ornek.example" in page
    assert KNOWN not in page
    assert KNOWN not in browser.get(CONSULAR).content.decode()
    assert timedelta(minutes=10) >= asked(browser).expires_at - asked(browser).created_at - timedelta(seconds=1)
