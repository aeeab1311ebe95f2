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
from ..models.sign_in import MAX_TRIES
from .code_limits import (
    AddressLockedError,
    CodeTooSoonError,
    TooManyCodesError,
    lock_address_and_network,
    record_wrong_code,
    spend_code_allowance,
)
from .sessions import CODE_KEY

__all__ = [
    "AddressLockedError",
    "CodeCheck",
    "CodeResult",
    "CodeTooSoonError",
    "TooManyCodesError",
    "check_code",
    "find_last_code",
    "request_code",
]


def request_code(
    request: HttpRequest,
    email: str,
    arrival: Arrival | None = None,
    purpose: OneTimeCode.Purpose | None = None,
    email_change: EmailChange | None = None,
    slot: str = CODE_KEY,
) -> OneTimeCode:
    """Enqueue a code to ``email`` and bind it to this browser session. Raises ``CodeTooSoonError``,
    ``TooManyCodesError`` or ``AddressLockedError``.

    ``slot`` names the place in the session: a code for one thing is never taken for another.

    Does the same for an address with and without an account: what differs happens in the worker.
    A new code makes the earlier one of this browser useless, because the session points to the new one.
    A new arrival is made together with its code, or, when refused, not at all.
    """
    network = client_network(request)
    with transaction.atomic():
        lock_address_and_network(email, network)
        reserve = spend_code_allowance(request, email, network, find_last_code(request, slot))
        if arrival and arrival._state.adding:
            arrival.enqueue()
        code = OneTimeCode(
            purpose=purpose or (OneTimeCode.Purpose.ARRIVAL if arrival else OneTimeCode.Purpose.SIGN_IN),
            email=email,
            language=get_language(),
            network=network,
            arrival=arrival,
            reserve=reserve,
            email_change=email_change,
        ).enqueue()
    request.session[slot] = str(code.pk)
    return code


class CodeResult(enum.Enum):
    RIGHT = enum.auto()
    WRONG = enum.auto()
    EXPIRED = enum.auto()
    USED = enum.auto()
    NO_TRIES_LEFT = enum.auto()


@dataclass(frozen=True)
class CodeCheck:
    result: CodeResult
    code: OneTimeCode | None
    tries_left: int = 0


def find_last_code(request: HttpRequest, slot: str = CODE_KEY) -> OneTimeCode | None:
    """The code this browser has been sent last, whatever has become of it."""
    key = request.session.get(slot)
    rows = OneTimeCode.objects.select_related("arrival", "email_change")
    return rows.filter(pk=key).first() if key else None


def check_code(request: HttpRequest, typed: str, slot: str = CODE_KEY) -> CodeCheck:
    """Compare what was typed with this browser's code; one try is spent before the comparison."""
    key = request.session.get(slot)
    if not key:
        return CodeCheck(CodeResult.EXPIRED, None)
    with transaction.atomic():
        code = OneTimeCode.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if code is None or code.expires_at <= timezone.now():
            return CodeCheck(CodeResult.EXPIRED, code)
        if code.used_at:
            return CodeCheck(CodeResult.USED, code)
        if code.tries >= MAX_TRIES:
            return CodeCheck(CodeResult.NO_TRIES_LEFT, code)
        code.tries += 1
        # Digits of an address without an account were mailed to nobody: whoever guesses them was wrong.
        right = hmac.compare_digest(typed.encode(), code.derive_digits().encode()) and code.has_effect()
        if right:
            code.used_at = timezone.now()
        code.save(update_fields=["tries", "used_at"])
        if not right:
            record_wrong_code(code)
    if right:
        return CodeCheck(CodeResult.RIGHT, code)
    left = MAX_TRIES - code.tries
    return CodeCheck(CodeResult.WRONG if left else CodeResult.NO_TRIES_LEFT, code, left)
