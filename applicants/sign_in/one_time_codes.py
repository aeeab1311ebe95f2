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

from emuafiyet.core.limits import client_network

from ..models import Arrival, EmailChange, OneTimeCode
from ..models.sign_in import MOST_TRIES
from .code_limits import Locked, TooMany, TooSoon, note_wrong, one_at_a_time, spend
from .sessions import CODE_KEY

__all__ = ["Checked", "Locked", "TooMany", "TooSoon", "Verdict", "ask", "check", "pending"]


def ask(
    request: HttpRequest,
    email: str,
    arrival: Arrival | None = None,
    purpose: OneTimeCode.Purpose | None = None,
    email_change: EmailChange | None = None,
    slot: str = CODE_KEY,
) -> OneTimeCode:
    """Promise a code to ``email`` and bind it to this browser session. Raises ``TooSoon``, ``TooMany`` or ``Locked``.

    ``slot`` names the place in the session: a code for one thing is never taken for another.

    Does the same for an address with and without an account: what differs happens in the worker.
    A new code makes the earlier one of this browser useless, because the session points to the new one.
    A new arrival is made together with its code, or, when refused, not at all.
    """
    network = client_network(request)
    with transaction.atomic():
        one_at_a_time(email, network)
        reserve = spend(request, email, network, pending(request, slot))
        if arrival and arrival._state.adding:
            arrival.make()
        code = OneTimeCode(
            purpose=purpose or (OneTimeCode.Purpose.ARRIVAL if arrival else OneTimeCode.Purpose.SIGN_IN),
            email=email,
            language=get_language(),
            network=network,
            arrival=arrival,
            reserve=reserve,
            email_change=email_change,
        ).make()
    request.session[slot] = str(code.pk)
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


def pending(request: HttpRequest, slot: str = CODE_KEY) -> OneTimeCode | None:
    """The code this browser has been sent last, whatever has become of it."""
    key = request.session.get(slot)
    rows = OneTimeCode.objects.select_related("arrival", "email_change")
    return rows.filter(pk=key).first() if key else None


def check(request: HttpRequest, typed: str, slot: str = CODE_KEY) -> Checked:
    """Compare what was typed with this browser's code; one try is spent before the comparison."""
    key = request.session.get(slot)
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
        right = hmac.compare_digest(typed.encode(), code.digits().encode()) and code.leads_somewhere()
        if right:
            code.used_at = timezone.now()
        code.save(update_fields=["tries", "used_at"])
        if not right:
            note_wrong(code)
    if right:
        return Checked(Verdict.RIGHT, code)
    left = MOST_TRIES - code.tries
    return Checked(Verdict.WRONG if left else Verdict.NO_TRIES_LEFT, code, left)
