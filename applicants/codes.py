"""One-time codes: asking for one and checking one. Every count that guards a code is kept in PostgreSQL.

Eight digits, ten minutes, five tries (reliability.md 1.2); how many are sent is said in code_limits.py.
"""

import enum
import hmac
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from .code_limits import Locked, TooMany, TooSoon, note_wrong, one_at_a_time, spend
from .limits import client_network
from .models import Applicant, Arrival, OneTimeCode
from .models.sign_in import MOST_TRIES
from .sessions import CODE_KEY

__all__ = ["Checked", "Locked", "TooMany", "TooSoon", "Verdict", "ask", "check", "pending"]


def ask(request: HttpRequest, email: str, arrival: Arrival | None = None) -> OneTimeCode:
    """Promise a code to ``email`` and bind it to this browser session. Raises ``TooSoon``, ``TooMany`` or ``Locked``.

    Does the same for an address with and without an account: what differs happens in the worker.
    A new code makes the earlier one of this browser useless, because the session points to the new one.
    A new arrival is made together with its code, or, when refused, not at all.
    """
    network = client_network(request)
    with transaction.atomic():
        one_at_a_time(email, network)
        reserve = spend(request, email, network, pending(request))
        if arrival and arrival._state.adding:
            arrival.make()
        code = OneTimeCode(
            purpose=OneTimeCode.Purpose.ARRIVAL if arrival else OneTimeCode.Purpose.SIGN_IN,
            email=email,
            language=get_language(),
            network=network,
            arrival=arrival,
            reserve=reserve,
        ).make()
    request.session[CODE_KEY] = str(code.pk)
    return code


class Verdict(enum.Enum):
    RIGHT = enum.auto()
    WRONG = enum.auto()
    EXPIRED = enum.auto()
    USED = enum.auto()
    NO_TRIES_LEFT = enum.auto()


@dataclass(frozen=True)
class Checked:
    verdict: Verdict
    code: OneTimeCode | None
    tries_left: int = 0


def pending(request: HttpRequest) -> OneTimeCode | None:
    """The code this browser has been sent last, whatever has become of it."""
    key = request.session.get(CODE_KEY)
    return OneTimeCode.objects.select_related("arrival").filter(pk=key).first() if key else None


def check(request: HttpRequest, typed: str) -> Checked:
    """Compare what was typed with this browser's code; one try is spent before the comparison."""
    key = request.session.get(CODE_KEY)
    if not key:
        return Checked(Verdict.EXPIRED, None)
    with transaction.atomic():
        code = OneTimeCode.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if code is None or code.expires_at <= timezone.now():
            return Checked(Verdict.EXPIRED, code)
        if code.used_at:
            return Checked(Verdict.USED, code)
        if code.tries >= MOST_TRIES:
            return Checked(Verdict.NO_TRIES_LEFT, code)
        code.tries += 1
        # Digits of an address without an account were mailed to nobody: whoever guesses them was wrong.
        right = hmac.compare_digest(typed.encode(), code.digits().encode()) and _leads_somewhere(code)
        if right:
            code.used_at = timezone.now()
        code.save(update_fields=["tries", "used_at"])
        if not right:
            note_wrong(code)
    if right:
        return Checked(Verdict.RIGHT, code)
    left = MOST_TRIES - code.tries
    return Checked(Verdict.WRONG if left else Verdict.NO_TRIES_LEFT, code, left)


def _leads_somewhere(code: OneTimeCode) -> bool:
    return code.purpose == OneTimeCode.Purpose.ARRIVAL or Applicant.objects.filter(email=code.email).exists()
