"""Guessing is counted in PostgreSQL: per name and per network, names that exist and names that do not alike."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from emuafiyet.core.limits import client_network, keyed_hash

from ..models import StaffAttempt

MAX_PER_NAME = 5
MAX_PER_NETWORK = 30
LOCKOUT_WINDOW = timedelta(minutes=15)


def name_key(username: str) -> str:
    return keyed_hash(f"officer:{username.strip().lower()}")


@transaction.atomic
def begin_attempt(request: HttpRequest, username: str) -> StaffAttempt | None:
    """Count a try before it is judged, so that many at once are not judged for one; None when there were too many.

    A right answer takes it back (``forgive_attempt``, ``record_success``). The lock ends by itself once the tries
    are as old
    as ``LOCKOUT_WINDOW``.
    """
    name, network = name_key(username), client_network(request)
    with connection.cursor() as cursor:
        for each in sorted({name, network}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext(%s))", [each])
    counted = _recent_attempts().filter(Q(name_key=name) | Q(network=network))
    seen = counted.aggregate(name=Count("pk", filter=Q(name_key=name)), network=Count("pk", filter=Q(network=network)))
    if seen["name"] >= MAX_PER_NAME or seen["network"] >= MAX_PER_NETWORK:
        return None
    return StaffAttempt.objects.create(name_key=name, network=network)


def forgive_attempt(attempt: StaffAttempt) -> None:
    """This one try was right. Wrong codes before it still count: a known password buys no more guesses of the code."""
    StaffAttempt.objects.filter(pk=attempt.pk).update(forgiven=True)


def record_success(attempt: StaffAttempt) -> None:
    """Password and code were right: the name's tries are forgiven."""
    _recent_attempts().filter(name_key=attempt.name_key).update(forgiven=True)


def is_locked(username: str) -> bool:
    return _recent_attempts().filter(name_key=name_key(username)).count() >= MAX_PER_NAME


def is_locking_attempt(attempt: StaffAttempt) -> bool:
    """Whether this wrong try was the one that closed the door."""
    return _recent_attempts().filter(name_key=attempt.name_key).count() == MAX_PER_NAME


def unlock_officer(username: str) -> int:
    """An administrator opens the door again; how many tries that concerned."""
    return _recent_attempts().filter(name_key=name_key(username)).update(forgiven=True)


def _recent_attempts():
    return StaffAttempt.objects.filter(forgiven=False, at__gt=timezone.now() - LOCKOUT_WINDOW)
