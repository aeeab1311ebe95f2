"""The clock. Every page already reads the deadlines themselves; these jobs only write down what has become true.

Each is safe to run twice, late or beside itself: ``perform`` locks, reads again and refuses.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from applicants.models import Notice
from payments.orders import OrderRefusal, overdue

from . import letters, workflow
from .actors import SYSTEM
from .deadlines import today
from .models import Application, ReissueRequest
from .models.requests import OPEN_REISSUE
from .request_moves import REISSUE
from .rules import FORGOTTEN_AFTER, WARNED_AFTER
from .status import Status

logger = logging.getLogger(__name__)
BATCH = 500


@shared_task
def keep_deadlines() -> None:
    """Revision terms, payment terms, ends of exemptions and forgotten drafts, oldest first."""
    now = timezone.now()
    late = Application.objects.filter(status=Status.REVISION_REQUESTED, revision_due_at__lt=now)
    _move("expire_revision", _oldest(late.filter(objection_used=False), "revision_due_at"))
    _move("expire_revision_finally", _oldest(late.filter(objection_used=True), "revision_due_at"))
    unpaid = list(overdue(now).values_list("case_reference", flat=True)[:BATCH])
    _move("lapse", unpaid)
    _move_requests("lapse", ReissueRequest.objects.filter(pk__in=unpaid).values_list("pk", flat=True))
    _move("expire", _oldest(Application.objects.filter(status=Status.APPROVED, granted_to__lt=today()), "granted_to"))
    ended = ReissueRequest.objects.filter(status__in=OPEN_REISSUE).exclude(application__status=Status.APPROVED)
    _move_requests("close", ended.values_list("pk", flat=True)[:BATCH])
    _forgotten_drafts(now)


def _forgotten_drafts(now: datetime) -> None:
    """Warned a month before they go (N16); a clock that stood still takes no draft away without that month."""
    warnings = Notice.objects.filter(
        subject_id=OuterRef("pk"), kind="draft_purge", created_at__gte=OuterRef("saved_at")
    )
    drafts = Application.objects.filter(status=Status.DRAFT)
    unwarned = drafts.filter(~Exists(warnings), saved_at__lt=now - WARNED_AFTER).select_related("category", "applicant")
    for case in unwarned.order_by("saved_at")[:BATCH]:
        letters.warn_of_purge(case)
    given = warnings.filter(created_at__lt=now - (FORGOTTEN_AFTER - WARNED_AFTER))
    _move("purge", _oldest(drafts.filter(Exists(given), saved_at__lt=now - FORGOTTEN_AFTER), "saved_at"))


def _oldest(rows: QuerySet[Application], by: str) -> Iterable[UUID]:
    return rows.order_by(by).values_list("pk", flat=True)[:BATCH]


def _move(name: str, keys: Iterable[UUID]) -> None:
    _try_each(name, keys, lambda key: workflow.perform(name, key, SYSTEM))


def _move_requests(name: str, keys: Iterable[UUID]) -> None:
    _try_each(name, keys, lambda key: workflow.perform_on(REISSUE, name, key, SYSTEM))


def _try_each(name: str, keys: Iterable[UUID], move: Callable[[UUID], object]) -> None:
    for key in keys:
        try:
            move(key)
        except (workflow.NotFound, workflow.NotNow, workflow.Refused, OrderRefusal):
            continue  # somebody was faster, or it is not time after all
        except Exception as error:  # noqa: BLE001 (one file's trouble must not keep the others waiting)
            logger.error("%s of one application failed: %s", name, type(error).__name__)
