"""How many codes an address and a network are sent, and when guessing closes the e-mail's door.

Numbers of reliability.md 1.2. Strangers who know an address can use up its share, so its owner has a reserve
that only a browser can draw on which the account has been signed in to before (ASVS 5.0 6.1.1).
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from ..models import AddressLock, Applicant, OneTimeCode
from . import devices

COOLDOWN = timedelta(seconds=60)
CODE_LIMITS = (  # column, limit, within
    ("email", 5, timedelta(hours=1)),
    ("email", 10, timedelta(days=1)),
    ("network", 20, timedelta(minutes=5)),
)
RESERVE_LIMITS = (
    ("email", 3, timedelta(hours=1)),
    ("email", 5, timedelta(days=1)),
    ("network", 20, timedelta(minutes=5)),
)
MAX_WRONG_CODES = 100  # one after the other, however many codes they were typed for
LOCK_DURATION = timedelta(hours=24)


class CodeTooSoonError(Exception):
    """A code went to this address less than a minute ago; it is still good."""


class TooManyCodesError(Exception):
    """The address or the network has had its share for now."""


class AddressLockedError(TooManyCodesError):
    """So many wrong codes were typed for this address that its door is closed for a day."""


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
    codes = OneTimeCode.objects.filter(email=email)
    try:
        _check_lock(email)
        _check_limits(codes.filter(reserve=False), CODE_LIMITS, email, network)
    except (CodeTooSoonError, TooManyCodesError):
        if not _is_owners_browser(request, email) or _has_just_asked(asked_here, email):
            raise
        _check_limits(codes.filter(reserve=True), RESERVE_LIMITS, email, network)
        return True
    return False


def _check_lock(email: str) -> None:
    if AddressLock.objects.filter(email=email, until__gt=timezone.now()).exists():
        raise AddressLockedError


def _check_limits(mine: QuerySet, limits: tuple, email: str, network: str) -> None:
    now = timezone.now()
    if mine.filter(created_at__gt=now - COOLDOWN).exists():
        raise CodeTooSoonError
    owners = {"email": Q(pk__in=mine.values("pk")), "network": Q(network=network)}
    asked = OneTimeCode.objects.filter(
        Q(email=email, created_at__gt=now - timedelta(days=1))
        | Q(network=network, created_at__gt=now - timedelta(minutes=5))
    ).aggregate(
        **{
            str(position): Count("pk", filter=owners[column] & Q(created_at__gt=now - within))
            for position, (column, _, within) in enumerate(limits)
        }
    )
    if any(asked[str(position)] >= limit for position, (_, limit, _) in enumerate(limits)):
        raise TooManyCodesError


def _is_owners_browser(request: HttpRequest, email: str) -> bool:
    account = Applicant.objects.filter(email=email).values_list("pk", flat=True).first()
    return account is not None and devices.is_known_device(request, account)


def _has_just_asked(code: OneTimeCode | None, email: str) -> bool:
    """Whether this very browser has just asked: a button pressed twice draws on no reserve."""
    return code is not None and code.email == email and timezone.now() - code.created_at < COOLDOWN


def record_wrong_code(code: OneTimeCode) -> None:
    """Close the e-mail's door once a hundred wrong codes have been typed in a row; the caller holds the code's row.

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
    """When the last right code was typed, or the door was closed last."""
    right = OneTimeCode.objects.filter(email=email).aggregate(at=Max("used_at"))["at"]
    locked = AddressLock.objects.filter(email=email).aggregate(at=Max("created_at"))["at"]
    return max(filter(None, (right, locked)), default=None)
