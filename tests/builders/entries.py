"""People who come in by the passport used at entry."""

import re

from django.test import Client

from applicants.models import Arrival, OneTimeCode
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.applicants.doors import (
    ADMISSION,
    CODE,
    PASSPORT,
    later,
    prove_and_look,
)

HOME = "/basvurularim/"


def text(response) -> str:
    return response.content.decode()


def entry(sandbox, **values) -> dict:
    return sandbox.post("/goc/entries", values)


def come(browser: Client, form: dict[str, str]):
    """Knock, prove the e-mail, let a worker ask Göç İdaresi, and look at what became of it."""
    answer = browser.post(PASSPORT, form)
    assert answer.status_code == 302, re.findall("Hata:.*", text(answer))
    return prove_and_look(browser) if answer.url == CODE else look_again(browser)


def look_again(browser: Client):
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    return browser.get(ADMISSION)


def next_code_may_be_asked() -> None:
    for code in OneTimeCode.objects.all():
        later(code, minutes=2)
