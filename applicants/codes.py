"""One-time codes: asking for one and checking one. Every count that guards a code is kept in PostgreSQL.

Numbers of reliability.md 1.2: eight digits, ten minutes, five tries, a new one after sixty seconds at
the earliest, five an hour and ten a day for an address, twenty in five minutes for a network.
"""

import enum
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from .limits import client_network
from .models import Arrival, OneTimeCode
from .models.sign_in import MOST_TRIES

CODE_KEY = "code"
COOLDOWN = timedelta(seconds=60)
LIMITS = (  # column, limit, within
    ("email", 5, timedelta(hours=1)),
    ("email", 10, timedelta(days=1)),
    ("network", 20, timedelta(minutes=5)),
)


class TooSoon(Exception):
    """A code went to this address less than a minute ago; it is still good."""


class TooMany(Exception):
    """The address or the network has had its share for now."""


def ask(request: HttpRequest, email: str, arrival: Arrival | None = None) -> OneTimeCode:
    """Promise a code to ``email`` and bind it to this browser session. Raises ``TooSoon`` or ``TooMany``.

    Does the same for an address with and without an account: what differs happens in the worker.
    A new code makes the earlier one of this browser useless, because the session points to the new one.
    """
    network = client_network(request)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two tabs asking at once are counted one after the other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [email])
        _check_limits(email, network)
        code = OneTimeCode(
            purpose=OneTimeCode.Purpose.ARRIVAL if arrival else OneTimeCode.Purpose.SIGN_IN,
            email=email,
            language=get_language(),
            network=network,
            arrival=arrival,
        ).make()
    request.session[CODE_KEY] = str(code.pk)
    return code


def _check_limits(email: str, network: str) -> None:
    now = timezone.now()
    recent = OneTimeCode.objects.filter(Q(email=email) | Q(network=network), created_at__gt=now - timedelta(days=1))
    rows = list(recent.values_list("email", "network", "created_at")[:2_000])
    if any(row_email == email and now - at < COOLDOWN for row_email, _, at in rows):
        raise TooSoon
    for column, limit, within in LIMITS:
        asked = sum(
            1
            for row in rows
            if row[0 if column == "email" else 1] == (email if column == "email" else network) and now - row[2] < within
        )
        if asked >= limit:
            raise TooMany


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
        right = hmac.compare_digest(typed.encode(), code.digits().encode())
        if right:
            code.used_at = timezone.now()
        code.save(update_fields=["tries", "used_at"])
    if right:
        return Checked(Verdict.RIGHT, code)
    left = MOST_TRIES - code.tries
    return Checked(Verdict.WRONG if left else Verdict.NO_TRIES_LEFT, code, left)
