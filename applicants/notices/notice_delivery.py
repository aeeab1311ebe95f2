"""What it means that a mail arrived or did not (A-14): the person is told, and a deadline that it began waits for them.

A notice counts as handed over when our mail server took it for at least one address. When every address has refused
it or sent it back, it counts from the first page of the portal that the person opens afterwards.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.outbox.models import PENDING_STATES, OutboxState

from ..models import Applicant, Mailing, Notice, NoticeCopy

logger = logging.getLogger(__name__)

# Apps whose deadlines begin with notices say so here when they start: called with the notice as it was first written.
on_unreached: list[Callable[[Notice], None]] = []
on_served: list[Callable[[Notice, datetime], None]] = []


def note_bounce(model: type[Mailing], key: UUID | str, status: str) -> bool:
    """A report says that this mail did not arrive; False when that was known, or the mail is none of ours."""
    with transaction.atomic():
        mailing = model.objects.select_for_update(of=("self",)).filter(pk=key, bounced_at__isnull=True).first()
        if mailing is None:
            return False
        mailing.bounced_at, mailing.bounce_status = timezone.now(), status
        mailing.save(update_fields=["bounced_at", "bounce_status"])
        note_failure(mailing)
    return True


def note_failure(mailing: Mailing) -> None:
    """This address did not take the mail. In the caller's transaction, once for each address.

    Nothing follows from an officer's mail: no deadline begins with it.
    """
    if not isinstance(mailing, Notice | NoticeCopy):
        return
    notice = mailing.notice if isinstance(mailing, NoticeCopy) else mailing
    Applicant.objects.filter(pk=notice.applicant_id, email=mailing.recipient).update(email_failed_at=timezone.now())
    original = Notice.objects.select_for_update(of=("self",)).get(pk=notice.again_of_id or notice.pk)
    if original.unreached_at is None and not _may_reach(original):
        original.unreached_at = timezone.now()
        original.save(update_fields=["unreached_at"])
        _await_view(original)


def _may_reach(original: Notice) -> bool:
    """Whether some address has taken the notice, sent again or not, or may still take it."""
    open_or_taken = Q(promise_state__in=[*PENDING_STATES, OutboxState.ON_HOLD]) | Q(
        promise_state=OutboxState.DELIVERED, bounced_at__isnull=True
    )
    notices = Notice.objects.filter(Q(pk=original.pk) | Q(again_of=original))
    copies = NoticeCopy.objects.filter(Q(notice=original) | Q(notice__again_of=original))
    return notices.filter(open_or_taken).exists() or copies.filter(open_or_taken).exists()


def _await_view(notice: Notice) -> None:
    seen = _first_view(notice)
    if seen:
        _serve(notice, seen)
        return
    Applicant.objects.filter(pk=notice.applicant_id).update(view_awaited=True)
    for listener in on_unreached:
        listener(notice)


def _first_view(notice: Notice) -> datetime | None:
    """When the person was on the portal since the notice lies there; reports may come days later."""
    person = notice.applicant
    moments = [notice.read_at, person.last_sign_in_at, *person.sessions.values_list("seen_at", flat=True)]
    return min((each for each in moments if each and each >= notice.created_at), default=None)


def record_view(applicant: Applicant) -> None:
    """The person has opened a page: whatever waited for that counts from now."""
    with transaction.atomic():
        if not Applicant.objects.filter(pk=applicant.pk, view_awaited=True).update(view_awaited=False):
            return
        for notice in applicant.notices.filter(unreached_at__isnull=False, seen_at__isnull=True):
            _serve(notice, timezone.now())
    applicant.view_awaited = False


def _serve(notice: Notice, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(seen_at=at)
    for listener in on_served:
        listener(notice, at)


def notify_handed_over(notice: Notice) -> None:
    """Our mail server has taken the notice, or its repeat, for an address just now. Never raises: the mail is out."""
    original, now = notice.again_of or notice, timezone.now()
    try:
        with transaction.atomic():
            Notice.objects.filter(pk=original.pk, unreached_at__isnull=False).update(unreached_at=None)
            for listener in on_served:
                listener(original, now)
    except DatabaseError as error:
        logger.error("%s handed over, its deadline not reckoned anew: %s", original.pk, type(error).__name__)


def confirm_address(applicant: Applicant) -> None:
    """The person says that the registered address is right, or has another now."""
    Applicant.objects.filter(pk=applicant.pk).update(email_failed_at=None)
    applicant.email_failed_at = None
