"""How many codes an address and a network are sent, and when guessing locks the address.

Numbers of reliability.md 1.2. A stranger who knows an address uses up the share of the stranger's own network and not
the owner's. Many networks together make codes to an address rarer, and never stop them. The owner has a reserve beside
it that only a browser can draw on which the account has been signed in to before (ASVS 5.0 6.1.1).
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from ..models import AddressLock, Applicant, OneTimeCode
from . import devices

COOLDOWN = timedelta(seconds=60)
# How many within: to one address from one network, to one address's known browsers, to one network at all.
CODE_LIMITS = ((5, timedelta(hours=1)), (10, timedelta(days=1)))
RESERVE_LIMITS = ((3, timedelta(hours=1)), (5, timedelta(days=1)))
NETWORK_LIMIT = (20, timedelta(minutes=5))
# From so many codes within a day on, from wherever they were asked for, an address is sent one at a time.
FREE_CODES_PER_DAY = 15  # more than one network is given
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(minutes=15)
MAX_WRONG_CODES = 100  # one after the other, however many codes they were typed for
LOCK_DURATION = timedelta(hours=24)


class CodeTooSoonError(Exception):
    """A code went to this address less than a minute ago; it is still good."""


class TooManyCodesError(Exception):
    """The address or the network has had its share; the next code can be asked for from ``until`` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AddressLockedError(TooManyCodesError):
    """So many wrong codes were typed for this address that it is locked for a day."""


def lock_address_and_network(email: str, network: str) -> None:
    """Count tabs that ask at once one after the other. Addresses are always locked before networks."""
    with connection.cursor() as cursor:
        for order, name in enumerate((email, network)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [order, name])


def spend_code_allowance(request: HttpRequest, email: str, network: str, asked_here: OneTimeCode | None) -> bool:
    """Take one code from the address's share; True when its owner's reserve had to pay.

    ``asked_here`` is this browser's last code. Raises ``CodeTooSoonError``, ``TooManyCodesError`` or
    ``AddressLockedError``, for an
    address with and without an account alike.
    """
    now = timezone.now()
    asked = OneTimeCode.objects.filter(email=email, created_at__gt=now - timedelta(days=1))
    rows = list(asked.values_list("created_at", "network", "reserve"))
    everybodys = [at for at, _network, reserve in rows if not reserve]
    try:
        _check_lock(email)
        _check_cooldown(everybodys, now)
        _check_limits([at for at, asker, reserve in rows if asker == network and not reserve], CODE_LIMITS, now)
        _check_pause(everybodys, now)
        _check_network(network, now)
    except (CodeTooSoonError, TooManyCodesError):
        if not _is_owners_browser(request, email) or _has_just_asked(asked_here, email):
            raise
        reserve_times = [at for at, _network, reserve in rows if reserve]
        _check_cooldown(reserve_times, now)
        _check_limits(reserve_times, RESERVE_LIMITS, now)
        _check_network(network, now)
        return True
    return False


def _check_lock(email: str) -> None:
    until = AddressLock.objects.filter(email=email, until__gt=timezone.now()).aggregate(until=Max("until"))["until"]
    if until:
        raise AddressLockedError(until)


def _check_cooldown(times: list[datetime], now: datetime) -> None:
    if any(at > now - COOLDOWN for at in times):
        raise CodeTooSoonError


def _check_limits(times: list[datetime], limits: tuple[tuple[int, timedelta], ...], now: datetime) -> None:
    ends = [_find_end(times, limit, within, now) for limit, within in limits]
    if until := max(filter(None, ends), default=None):
        raise TooManyCodesError(until)


def _find_end(times: list[datetime], limit: int, within: timedelta, now: datetime) -> datetime | None:
    """When the limit lets another one through; None when it does now."""
    recent = sorted(at for at in times if at > now - within)
    return recent[-limit] + within if len(recent) >= limit else None


def _check_pause(times: list[datetime], now: datetime) -> None:
    """The more codes an address has been sent today, the longer until the next one; never longer than the last step."""
    if len(times) < FREE_CODES_PER_DAY:
        return
    pause = min(FIRST_PAUSE * 2 ** min(len(times) - FREE_CODES_PER_DAY, 10), LONGEST_PAUSE)
    if max(times) + pause > now:
        raise TooManyCodesError(max(times) + pause)


def _check_network(network: str, now: datetime) -> None:
    limit, within = NETWORK_LIMIT
    asked = OneTimeCode.objects.filter(network=network, created_at__gt=now - within).order_by("-created_at")
    _check_limits(list(asked.values_list("created_at", flat=True)[:limit]), (NETWORK_LIMIT,), now)


def _is_owners_browser(request: HttpRequest, email: str) -> bool:
    account = Applicant.objects.filter(email=email).values_list("pk", flat=True).first()
    return account is not None and devices.is_known_device(request, account)


def _has_just_asked(code: OneTimeCode | None, email: str) -> bool:
    """Whether this very browser has just asked: a button pressed twice draws on no reserve."""
    return code is not None and code.email == email and timezone.now() - code.created_at < COOLDOWN


def record_wrong_code(code: OneTimeCode) -> None:
    """Lock the address once a hundred wrong codes have been typed in a row; the caller holds the code's row.

    The same for every address; a worker tells the owner, if there is one.
    """
    if _count_wrong_in_a_row(code.email) < MAX_WRONG_CODES:
        return
    AddressLock(email=code.email, until=timezone.now() + LOCK_DURATION).enqueue()
    live = OneTimeCode.objects.filter(email=code.email, used_at=None, reserve=False, expires_at__gt=timezone.now())
    # Rows that another request holds are at their last try or counted there.
    held = list(live.select_for_update(skip_locked=True).values_list("pk", flat=True))
    OneTimeCode.objects.filter(pk__in=held).update(expires_at=timezone.now())


def _count_wrong_in_a_row(email: str) -> int:
    start = _find_count_start(email)
    since = Q(created_at__gt=start) if start else Q()
    return OneTimeCode.objects.filter(since, email=email, used_at=None).aggregate(n=Sum("tries"))["n"] or 0


def _find_count_start(email: str) -> datetime | None:
    """When the last right code was typed, or the address was locked last."""
    right = OneTimeCode.objects.filter(email=email).aggregate(at=Max("used_at"))["at"]
    locked = AddressLock.objects.filter(email=email).aggregate(at=Max("created_at"))["at"]
    return max(filter(None, (right, locked)), default=None)
