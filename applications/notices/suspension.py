"""Deadlines that begin with a notice (A-14): they wait while it has reached nobody, and begin anew when it has.

A notice is served when our mail server hands it over. When every address sends it back, the deadline that it began
stands still until the person opens the portal, and then has its whole length again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from applicants.models import Notice
from emuafiyet.core.nullable import require_value
from payments import orders

from ..eligibility.deadlines import ISTANBUL, compute_last_moment
from ..models import Application, ReissueRequest, SuspendedDeadline
from ..models.requests import ReissueStatus
from ..models.status import Status


@dataclass(frozen=True)
class Term:
    """What a notice of this kind begins: the state that waits for the person, and the column of its last day."""

    status: str
    column: str


TERMS = {
    "revision_requested": Term(Status.REVISION_REQUESTED, "revision_due_at"),
    "found_appropriate": Term(Status.AWAITING_PAYMENT, "payment_due_at"),
    "rejected": Term(Status.REJECTED, "objection_due_at"),
    "cancelled": Term(Status.CANCELLED, "objection_due_at"),
    "reissue_payment": Term(ReissueStatus.AWAITING_PAYMENT, "payment_due_at"),
}

Row = Application | ReissueRequest


def suspend(notice: Notice) -> None:
    """No address took this notice: whatever it began stands still. In the caller's transaction."""
    row = _lock_waiting(notice)
    if row is not None:
        SuspendedDeadline.objects.get_or_create(
            notice=notice,
            defaults={
                "application_id": require_value(notice.subject_id),
                "was_due_at": getattr(row, TERMS[notice.kind].column),
            },
        )


def restart(notice: Notice, at: datetime) -> None:
    """The notice was served ``at``: what it began has its whole length from then. It never becomes shorter.

    Handed over on the day when it was written it changes nothing: that day is what the last day was reckoned from.
    """
    if notice.kind not in TERMS:
        return
    held = SuspendedDeadline.objects.filter(notice=notice, restarted_at__isnull=True)
    late = timezone.localdate(at, ISTANBUL) > timezone.localdate(notice.created_at, ISTANBUL)
    if not late and not held.exists():
        return
    with transaction.atomic():
        row = _lock_waiting(notice)
        due_at = None
        if row is not None:
            column = TERMS[notice.kind].column
            due_at = max(getattr(row, column), compute_last_moment(at))
            type(row).objects.filter(pk=row.pk).update(**{column: due_at})
            if column == "payment_due_at":
                orders.extend_order(row.pk, due_at)
        held.update(restarted_at=at, due_at=due_at)


def _lock_waiting(notice: Notice) -> Row | None:
    """The row that still waits for what this notice asked; None when it has moved on or was asked again since."""
    term = TERMS.get(notice.kind)
    if term is None or notice.subject_id is None:
        return None
    newer = Notice.objects.filter(
        subject_id=notice.subject_id, kind=notice.kind, again_of__isnull=True, created_at__gt=notice.created_at
    )
    if newer.exists():
        return None
    case = Application.objects.select_for_update(of=("self",)).filter(pk=notice.subject_id).first()
    if case is None or notice.kind != "reissue_payment":
        return case if case and case.status == term.status else None
    asked = ReissueRequest.objects.select_for_update(of=("self",)).filter(application=case, status=term.status)
    return asked.first()


def running(rows: QuerySet[Any], application: str = "pk") -> QuerySet[Any]:
    """Without those whose deadline stands still; ``application`` names the column of the application's key."""
    still = SuspendedDeadline.objects.filter(application=OuterRef(application), restarted_at__isnull=True)
    return rows.exclude(Exists(still))
