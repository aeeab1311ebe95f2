"""Somebody whose session is lost while a page is open."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from applicants.models import OneTimeCode, Session
from tests.applicants.doors import later

CONTACT = "/profil/iletisim/"


def enter(browser: Client, applicant) -> Client:
    """Through the door, each form with its token."""
    for code in OneTimeCode.objects.all():
        later(code, minutes=2)
    browser.post("/giris/e-posta/", {"email": applicant.email} | token(browser, "/giris/e-posta/"))
    digits = OneTimeCode.objects.get(pk=browser.session["code"]).derive_digits()
    browser.answer = browser.post("/giris/kod/", {"code": digits} | token(browser, "/giris/kod/"))
    assert browser.answer.status_code == 302
    return browser


def token(browser: Client, page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).content.decode())
    return {"csrfmiddlewaretoken": found[1]}


def lose() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
