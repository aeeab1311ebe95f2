"""Sessions of applicants: time passes for them, and somebody signs in once more."""

from datetime import timedelta

from django.db.models import F
from django.test import Client

from applicants.models import Applicant, OneTimeCode, Session
from tests.applicants.doors import later, sign_in

ACCOUNT = "/hesap/"


def wait(**by: float) -> None:
    """Time passes for every session."""
    past = timedelta(**by)
    Session.objects.update(
        started_at=F("started_at") - past,
        seen_at=F("seen_at") - past,
        proven_at=F("proven_at") - past,
        expire_date=F("expire_date") - past,
    )


def again(browser: Client, applicant: Applicant) -> Client:
    """Sign in once more; the minute between two codes has gone by."""
    for code in OneTimeCode.objects.all():
        later(code, minutes=2)
    return sign_in(browser, applicant)


def is_in(browser: Client) -> bool:
    return browser.get(ACCOUNT).status_code == 200
