"""Deletes what sign-ins leave behind when its time is over (retention table, domain 1.8). Safe to run twice or late."""

import uuid
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from emuafiyet.core.outbox.models import PENDING_STATES, OutboxState

from ..models import AddressLock, Arrival, EdevletVisit, OneTimeCode, Session

SESSION_RETENTION = timedelta(days=7)  # after its end it still tells whose form comes back too late (page_drafts.py)
VISIT_RETENTION = timedelta(days=1)
ARRIVAL_RETENTION = timedelta(days=7)  # what was typed and answered; nobody waits at the screen any more
SIGN_IN_AUDIT_RETENTION = timedelta(days=365)  # that a code was asked for and used; the code itself is stored nowhere


def delete_expired_sign_in_rows() -> dict[str, int]:
    """How many rows went, by kind."""
    now = timezone.now()
    return {
        "sessions": Session.objects.filter(expire_date__lt=now - SESSION_RETENTION).delete()[0],
        "visits": EdevletVisit.objects.filter(created_at__lt=now - VISIT_RETENTION).delete()[0],
        "arrivals": _empty_arrivals(Arrival.objects.filter(created_at__lt=now - ARRIVAL_RETENTION)),
        "codes": OneTimeCode.objects.filter(created_at__lt=now - SIGN_IN_AUDIT_RETENTION).delete()[0],
        "emptied_arrivals": Arrival.objects.filter(created_at__lt=now - SIGN_IN_AUDIT_RETENTION, codes=None).delete()[
            0
        ],
        "locks": AddressLock.objects.filter(created_at__lt=now - SIGN_IN_AUDIT_RETENTION).delete()[0],
    }


def erase_sign_in_traces(email: str) -> None:
    """Take an erased person out of what is kept of sign-ins: when codes were asked for stays, whose does not.

    The address becomes one that nobody can have, the same in no two erasures.
    """
    nobody = f"{uuid.uuid4().hex}@erased.invalid"
    arrivals = Arrival.objects.filter(email=email)
    # Nobody waits any longer for an answer of the authority.
    arrivals.filter(promise_state__in=PENDING_STATES).update(promise_state=OutboxState.FAILED)
    _empty_arrivals(arrivals)
    arrivals.update(email=nobody)
    codes = OneTimeCode.objects.filter(email=email)
    codes.filter(promise_state__in=PENDING_STATES).update(promise_state=OutboxState.FAILED)
    codes.update(email=nobody, expires_at=timezone.now())
    AddressLock.objects.filter(email=email).update(email=nobody)


def _empty_arrivals(arrivals: QuerySet[Arrival]) -> int:
    """Take the numbers and the answers away; the line that a code was asked for stays."""
    done = arrivals.filter(emptied_at=None, promise_state__in=[OutboxState.DELIVERED, OutboxState.FAILED])
    return done.update(
        emptied_at=timezone.now(),
        consular_reference="",
        passport_number="",
        foreigner_id="",
        claim={},
        answer={},
        beside={},
    )
