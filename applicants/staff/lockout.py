"""Guessing is counted in PostgreSQL: per name and per network, names that exist and names that do not alike."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from emuafiyet.core.limits import anonymous, client_network

from ..models import StaffAttempt

MOST_PER_NAME = 5
MOST_PER_NETWORK = 30
WITHIN = timedelta(minutes=15)


def name_key(username: str) -> str:
    return anonymous(f"officer:{username.strip().lower()}")


@transaction.atomic
def begin(request: HttpRequest, username: str) -> StaffAttempt | None:
    """Count a try before it is judged, so that many at once are not judged for one; None when there were too many.

    A right answer takes it back (``excuse``, ``succeeded``). The lock ends by itself once the tries are as old
    as ``WITHIN``.
    """
    name, network = name_key(username), client_network(request)
    with connection.cursor() as cursor:
        for each in sorted({name, network}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext(%s))", [each])
    counted = _recent().filter(Q(name_key=name) | Q(network=network))
    seen = counted.aggregate(name=Count("pk", filter=Q(name_key=name)), network=Count("pk", filter=Q(network=network)))
    if seen["name"] >= MOST_PER_NAME or seen["network"] >= MOST_PER_NETWORK:
        return None
    return StaffAttempt.objects.create(name_key=name, network=network)


def excuse(attempt: StaffAttempt) -> None:
    """This one try was right. Wrong codes before it still count: a known password buys no more guesses of the code."""
    StaffAttempt.objects.filter(pk=attempt.pk).update(forgiven=True)


def succeeded(attempt: StaffAttempt) -> None:
    """Password and code were right: the name's tries are forgiven."""
    _recent().filter(name_key=attempt.name_key).update(forgiven=True)


def is_locked(username: str) -> bool:
    return _recent().filter(name_key=name_key(username)).count() >= MOST_PER_NAME


def was_the_last(attempt: StaffAttempt) -> bool:
    """Whether this wrong try was the one that closed the door."""
    return _recent().filter(name_key=attempt.name_key).count() == MOST_PER_NAME


def forgive(username: str) -> int:
    """An administrator opens the door again; how many tries that concerned."""
    return _recent().filter(name_key=name_key(username)).update(forgiven=True)


def _recent():
    return StaffAttempt.objects.filter(forgiven=False, at__gt=timezone.now() - WITHIN)
