"""Officers' browsers in tests: at the desk with both factors, without walking the pages each time."""

import pyotp
from django.test import Client
from django.utils import timezone

from applicants.models import Officer
from applicants.sign_in.sessions import SECOND_FACTOR_KEY
from applicants.staff import totp
from applicants.staff.login_flow import authenticator_id

SEED = "0123456789abcdef0123456789abcdef"


def at_the_desk(officer: Officer, client: Client | None = None) -> Client:
    """A browser in which this officer has given password and code; an officer without an app gets one."""
    client = client or Client(headers={"host": "localhost"})
    if not officer.is_enrolled:
        officer.totp_seed, officer.totp_confirmed_at = SEED, timezone.now()
        officer.save(update_fields=["totp_seed", "totp_confirmed_at"])
    client.force_login(officer)
    session = client.session
    session[SECOND_FACTOR_KEY] = authenticator_id(officer)
    session.save()
    return client


def code_of(officer: Officer, steps_from_now: int = 0) -> str:
    """What the officer's app shows now, or so many half minutes from now."""
    at = timezone.now().timestamp() + steps_from_now * totp.PERIOD
    return pyotp.TOTP(totp.derive_secret(officer)).at(int(at))
