"""An officer's way in, step by step: password, code (or setting up the app), a password of their own, the desk.

Until the last step nobody is signed in: the session only remembers whose password was right, and when.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from ..models import Officer, StaffAttempt
from ..portal_request import PortalRequest
from ..sign_in import devices
from ..sign_in.sessions import SECOND_FACTOR_KEY, STAFF_LOGIN_KEY
from . import audit, lockout
from .lockout import MustWaitError
from .officer_mail import tell_officer

LOGIN_LIFETIME = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class LoginProgress:
    """How far somebody has come: their password was right; ``code_given`` when the code was, too."""

    officer: Officer
    code_given: bool
    next: str


def check_password(request: HttpRequest, username: str, password: str, onward: str) -> Officer | None:
    """Begin the way with a right password; None for a wrong one and an unknown name alike.

    Raises ``MustWaitError`` after too many wrong tries, whatever is typed.
    """
    try:
        attempt, wait = lockout.begin_attempt(request, username), None
    except MustWaitError as error:
        attempt, wait = None, error
    # Asked as well while the answer does not count: how long it takes says nothing.
    officer = authenticate(request, username=username, password=password)
    if attempt is None or not isinstance(officer, Officer) or not may_sign_in(officer):
        record_refusal(request, username, attempt, "password")
        if wait:
            raise wait
        return None
    lockout.forgive_attempt(attempt)
    request.session.flush()  # whoever used this browser before is gone, an applicant too
    request.session[STAFF_LOGIN_KEY] = {
        "officer": officer.pk,
        "at": timezone.now().isoformat(),
        "password": _password_fingerprint(officer),
        "code_given": False,
        "next": onward if _is_own_address(request, onward) else "",
    }
    return officer


def may_sign_in(officer: Officer) -> bool:
    """Rights come with roles: somebody with all of them at once is let in nowhere."""
    return officer.is_active and officer.is_staff and not officer.is_superuser


def record_refusal(request: HttpRequest, username: str, attempt: StaffAttempt | None, step: str) -> None:
    """Record a refused try under the officer's name where there is one; names that are none are not kept.

    Wrong codes come from somebody who knows the password: their owner is told.
    """
    officer = Officer.objects.filter(username=username).first()
    key = officer.pk if officer else ""
    audit.record_action(request, "refused_sign_in", "officer", key, detail=step, officer=officer)
    at_code = step == "code"
    if attempt and lockout.is_slowing_attempt(attempt, at_code=at_code):
        audit.record_action(request, "locked_out", "officer", key, detail=step, officer=officer)
        if officer and at_code:
            tell_officer(officer, "wrong_codes")


def find_login_progress(request: HttpRequest) -> LoginProgress | None:
    """Who is on the way in, read anew: a password changed or an account closed meanwhile ends it."""
    kept = request.session.get(STAFF_LOGIN_KEY)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) > LOGIN_LIFETIME:
        return None
    officer = Officer.objects.filter(pk=kept["officer"]).first()
    if officer is None or not may_sign_in(officer) or kept["password"] != _password_fingerprint(officer):
        return None
    return LoginProgress(officer, kept["code_given"], kept["next"])


def mark_code_given(request: HttpRequest) -> None:
    request.session[STAFF_LOGIN_KEY] = request.session[STAFF_LOGIN_KEY] | {"code_given": True}
    request.session.cycle_key()


def mark_password_changed(request: HttpRequest, officer: Officer) -> None:
    request.session[STAFF_LOGIN_KEY] = request.session[STAFF_LOGIN_KEY] | {"password": _password_fingerprint(officer)}


def next_step(way: LoginProgress) -> str:
    """The page that comes next: "enrol", "code", "new_password", or "" when nothing is left to ask."""
    if not way.officer.is_enrolled:
        return "enrol"
    if not way.code_given:
        return "code"
    return "new_password" if way.officer.must_change_password else ""


@transaction.atomic
def complete_login(request: PortalRequest, way: LoginProgress) -> str:
    """Sign the officer in on a session of its own; where they wanted to go, or ""."""
    request.session.flush()
    login(request, way.officer, backend=BACKEND)
    request.session[SECOND_FACTOR_KEY] = authenticator_id(way.officer)
    request.session.device = devices.describe_device(request)
    request.signed_in_as = lockout.device_account(way.officer.username)
    audit.record_action(request, "signed_in", "officer", way.officer.pk)
    return way.next


def authenticator_id(officer: Officer) -> str:
    """Names the authenticator and the generation of sessions that a session stands on; others end the session."""
    stands_on = f"{officer.totp_seed}:{officer.session_generation}"
    return salted_hmac("officer-authenticator", stands_on).hexdigest()[:32]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the session of the signed-in officer stands on their present authenticator."""
    officer = request.user
    return (
        isinstance(officer, Officer)
        and officer.is_enrolled
        and not officer.must_change_password
        and request.session.get(SECOND_FACTOR_KEY) == authenticator_id(officer)
    )


def _password_fingerprint(officer: Officer) -> str:
    return salted_hmac("officer-on-the-way", officer.password).hexdigest()[:32]


def _is_own_address(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
