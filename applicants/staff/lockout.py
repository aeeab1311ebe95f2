"""Guessing is slowed down and nobody is locked out: wrong tries are counted in PostgreSQL, by browser and by network.

A browser that the officer has signed in on before counts on its own: whatever strangers try does not touch it. All
others count by name and network, so a stranger slows down the stranger's own network. Names that exist and names that
do not are counted alike. After ``FREE_TRIES`` wrong tries each further one has to wait, twice as long as the last.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from emuafiyet.core.limits import client_network, keyed_hash

from ..models import StaffAttempt
from ..sign_in import devices

FREE_TRIES = 5
FREE_TRIES_OF_NETWORK = 30  # of all names together
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
COUNTED_FOR = timedelta(hours=1)
# The code is asked only of whoever knows the password: its wrong tries count for the name wherever they come from,
# and for longer. A browser that is known still counts on its own.
LONGEST_CODE_DELAY = timedelta(hours=1)
CODES_COUNTED_FOR = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class MustWaitError(Exception):
    """Too many wrong tries: the next one is judged from ``until`` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def name_key(username: str) -> str:
    return keyed_hash(f"officer:{username.strip().lower()}")


def code_key(username: str) -> str:
    return keyed_hash(f"officer-code:{username.strip().lower()}")


def device_account(username: str) -> str:
    """Under which name a browser is remembered as this officer's."""
    return f"officer:{username.strip().lower()}"


def compute_delay(wrong: int, free: int = FREE_TRIES, longest: timedelta = LONGEST_DELAY) -> timedelta:
    """How long after so many wrong tries the next one has to wait."""
    if wrong < free:
        return timedelta(0)
    return min(FIRST_DELAY * 2 ** min(wrong - free, 20), longest)


@transaction.atomic
def begin_attempt(request: HttpRequest, username: str, *, at_code: bool = False) -> StaffAttempt:
    """Count a try before it is judged, so that many at once are not judged for one. Raises ``MustWaitError``.

    A right answer takes it back (``forgive_attempt``, ``record_success``). A try that has to wait is not counted: who
    keeps knocking does not make the wait longer.
    """
    name, network = code_key(username) if at_code else name_key(username), client_network(request)
    device = devices.find_device(request, device_account(username))
    with connection.cursor() as cursor:
        for each in sorted({name, network, device}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext(%s))", [each])
    attempt = StaffAttempt(name_key=name, network=network, device=device, at=timezone.now())
    until = _find_wait(_same_place(attempt, at_code), at_code=at_code)
    if not device:
        others = _recent_attempts(at_code=False).filter(network=network, device="")
        until = max(until, _find_wait(others, free=FREE_TRIES_OF_NETWORK))
    if until > attempt.at:
        raise MustWaitError(until)
    attempt.save()
    return attempt


def forgive_attempt(attempt: StaffAttempt) -> None:
    """This one try was right."""
    StaffAttempt.objects.filter(pk=attempt.pk).update(forgiven=True)


def record_success(attempt: StaffAttempt, username: str) -> None:
    """Password and code were right: the tries at this place are forgiven, those of strangers elsewhere are not."""
    names = [name_key(username), code_key(username)]
    mine = StaffAttempt.objects.filter(name_key__in=names, forgiven=False)
    mine.filter(device=attempt.device, **({} if attempt.device else {"network": attempt.network})).update(forgiven=True)


def is_locked(username: str) -> bool:
    """Whether somebody has to wait at this name somewhere."""
    places = _recent_attempts(at_code=False).filter(name_key=name_key(username)).values("network", "device")
    counted = places.annotate(wrong=Count("pk"), last=Max("at"))
    codes = _recent_attempts(at_code=True).filter(name_key=code_key(username))
    return _find_wait(codes, at_code=True) > timezone.now() or any(
        place["last"] + compute_delay(place["wrong"]) > timezone.now() for place in counted
    )


def is_slowing_attempt(attempt: StaffAttempt, *, at_code: bool = False) -> bool:
    """Whether this wrong try was the one after which the next has to wait."""
    return _same_place(attempt, at_code).count() == FREE_TRIES


def unlock_officer(username: str) -> int:
    """An administrator lets the officer try at once; how many tries that concerned."""
    names = [name_key(username), code_key(username)]
    return StaffAttempt.objects.filter(name_key__in=names, forgiven=False).update(forgiven=True)


def _recent_attempts(*, at_code: bool) -> QuerySet[StaffAttempt]:
    since = timezone.now() - (CODES_COUNTED_FOR if at_code else COUNTED_FOR)
    return StaffAttempt.objects.filter(forgiven=False, at__gt=since)


def _same_place(attempt: StaffAttempt, at_code: bool) -> QuerySet[StaffAttempt]:
    """The tries that count together with this one."""
    rows = _recent_attempts(at_code=at_code).filter(name_key=attempt.name_key, device=attempt.device)
    return rows if attempt.device or at_code else rows.filter(network=attempt.network)


def _find_wait(attempts: QuerySet[StaffAttempt], *, free: int = FREE_TRIES, at_code: bool = False) -> datetime:
    """When the next try is judged; long ago when nobody has to wait."""
    counted = attempts.aggregate(wrong=Count("pk"), last=Max("at"))
    if not counted["last"]:
        return LONG_AGO
    longest = LONGEST_CODE_DELAY if at_code else LONGEST_DELAY
    return counted["last"] + compute_delay(counted["wrong"], free, longest)
