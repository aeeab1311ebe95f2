"""The clock. Every page already reads the deadlines themselves; these jobs only write down what has become true.

Each is safe to run twice, late or beside itself: ``perform`` locks, reads again and refuses.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from payments.orders import OrderRefusal, overdue

from . import workflow
from .actors import SYSTEM
from .deadlines import today
from .models import Application
from .rules import FORGOTTEN_AFTER
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
    _move("lapse", overdue(now).values_list("case_reference", flat=True)[:BATCH])
    _move("expire", _oldest(Application.objects.filter(status=Status.APPROVED, granted_to__lt=today()), "granted_to"))
    forgotten = Application.objects.filter(status=Status.DRAFT, saved_at__lt=now - FORGOTTEN_AFTER)
    _move("purge", _oldest(forgotten, "saved_at"))


def _oldest(rows: QuerySet[Application], by: str) -> Iterable[UUID]:
    return rows.order_by(by).values_list("pk", flat=True)[:BATCH]


def _move(name: str, keys: Iterable[UUID]) -> None:
    for key in keys:
        try:
            workflow.perform(name, key, SYSTEM)
        except (workflow.NotFound, workflow.NotNow, workflow.Refused, OrderRefusal):
            continue  # somebody was faster, or it is not time after all
        except Exception as error:  # noqa: BLE001 (one file's trouble must not keep the others waiting)
            logger.error("%s of one application failed: %s", name, type(error).__name__)
