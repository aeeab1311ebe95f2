"""What is due at a moment, for each job of the schedule: keys, the most urgent first. These only read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from applicants.models import Notice
from documents.models import Card
from documents.models.card import CardState
from payments.orders import find_orders_to_reprice, find_overdue_orders

from ..eligibility.deadlines import ISTANBUL
from ..lifecycle.guards import DRAFT_EXPIRES_AFTER, DRAFT_WARNED_AFTER
from ..models import Application, ReissueRequest
from ..models.requests import OPEN_REISSUE_STATUSES
from ..models.status import Status
from ..notices.suspension import running

REMINDER_LEAD = timedelta(days=5)
ENDING_SOON_LEAD = timedelta(days=30)

# A query, of which only a batch is read at a time, or a short list.
Keys = QuerySet[Any, Any] | Sequence[Any]


def _select_oldest(rows: QuerySet[Application], by: str) -> Keys:
    return rows.order_by(by, "pk").values_list("pk", flat=True)


def find_late_revisions(now: datetime) -> Keys:
    late = Application.objects.filter(status=Status.REVISION_REQUESTED, revision_due_at__lt=now)
    return _select_oldest(running(late), "revision_due_at")


def find_unpaid_applications(now: datetime) -> Keys:
    """After the last day and five days more, in which timely payments may still be reported (domain 5.2, T15)."""
    orders = find_overdue_orders(now).values_list("case_reference", flat=True)
    rows = Application.objects.filter(pk__in=orders.order_by())
    return _select_oldest(running(rows), "payment_due_at")


def find_unpaid_reissues(now: datetime) -> Keys:
    orders = find_overdue_orders(now).values_list("case_reference", flat=True)
    rows = ReissueRequest.objects.filter(pk__in=orders.order_by())
    return running(rows, "application").order_by("pk").values_list("pk", flat=True)


def find_outdated_prices(now: datetime) -> Keys:
    """What is owed is what the document costs in the year it is issued in (T13)."""
    return find_orders_to_reprice(now).values_list("case_reference", flat=True)


def find_ended_exemptions(now: datetime) -> Keys:
    ended = Application.objects.filter(status=Status.APPROVED, granted_to__lt=timezone.localdate(now, ISTANBUL))
    return _select_oldest(ended, "granted_to")


def find_reissues_of_ended(now: datetime) -> Keys:
    ended = ReissueRequest.objects.filter(status__in=OPEN_REISSUE_STATUSES).exclude(application__status=Status.APPROVED)
    return ended.order_by("pk").values_list("pk", flat=True)


def find_cards_of_terminated(now: datetime) -> Keys:
    """The last day of a terminated exemption has passed, and its card still counts (A-34)."""
    ended = Application.objects.filter(status=Status.TERMINATED, ended_on__lt=timezone.localdate(now, ISTANBUL))
    live = Card.objects.exclude(state=CardState.INVALIDATED).filter(case_reference=OuterRef("pk"))
    return _select_oldest(ended.filter(Exists(live)), "ended_on")


def _exclude_reminded(rows: QuerySet[Application], kind: str, of: Any) -> QuerySet[Application]:
    """Those to whom this reminder has not been written yet; ``of`` names the occasion, as the notice's key does."""
    key = Concat(
        Cast("pk", TextField()), Value(":"), Cast(of, TextField()), Value(f":{kind}"), output_field=TextField()
    )
    return rows.annotate(reminder=key).exclude(Exists(Notice.objects.filter(dedupe_key=OuterRef("reminder"))))


def find_revisions_to_remind(now: datetime) -> Keys:
    rows = Application.objects.filter(
        status=Status.REVISION_REQUESTED, revision_due_at__gte=now, revision_due_at__lt=now + REMINDER_LEAD
    )
    return _select_oldest(_exclude_reminded(rows, "revision_reminder", F("version")), "revision_due_at")


def find_payments_to_remind(now: datetime) -> Keys:
    rows = Application.objects.filter(
        status=Status.AWAITING_PAYMENT, payment_due_at__gte=now, payment_due_at__lt=now + REMINDER_LEAD
    )
    # Not by the version: a payment's mismatch or a new tariff is no new occasion.
    return _select_oldest(_exclude_reminded(rows, "payment_reminder", F("number")), "payment_due_at")


def find_ending_soon(now: datetime) -> Keys:
    """Thirty days before the end (N13), for whoever was granted more than those thirty days."""
    today = timezone.localdate(now, ISTANBUL)
    rows = Application.objects.filter(
        status=Status.APPROVED,
        granted_to__gte=today,
        granted_to__lte=today + ENDING_SOON_LEAD,
        granted_on__lt=F("granted_to") - ENDING_SOON_LEAD,
    )
    return _select_oldest(_exclude_reminded(rows, "ending_soon", F("granted_to")), "granted_to")


def _select_purge_warnings() -> QuerySet[Notice]:
    return Notice.objects.filter(subject_id=OuterRef("pk"), kind="draft_purge", created_at__gte=OuterRef("saved_at"))


def find_drafts_to_warn(now: datetime) -> Keys:
    drafts = Application.objects.filter(
        ~Exists(_select_purge_warnings()), status=Status.DRAFT, saved_at__lt=now - DRAFT_WARNED_AFTER
    )
    return _select_oldest(drafts, "saved_at")


def find_drafts_to_purge(now: datetime) -> Keys:
    """Warned a month before they go; a clock that stood still takes no draft away without that month."""
    given = _select_purge_warnings().filter(created_at__lt=now - (DRAFT_EXPIRES_AFTER - DRAFT_WARNED_AFTER))
    drafts = Application.objects.filter(Exists(given), status=Status.DRAFT, saved_at__lt=now - DRAFT_EXPIRES_AFTER)
    return _select_oldest(drafts, "saved_at")


def list_single_run(now: datetime) -> Keys:
    return [None]


def find_bounce_mailbox(now: datetime) -> Keys:
    return [None] if settings.BOUNCE_MAILBOX_URL else []
