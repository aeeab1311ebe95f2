"""Destroying what the law has us keep no longer (domain 1.8; Law 6698 art. 7), with a log of how many.

Triggers let go of a row only when it is old enough by its own date: no switch opens them. What another file or the
person's profile still uses stays until that, too, is over. Payment orders and collections stay: fiscal records.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from applicants.models import AuditEntry, DisposalEntry, Notice, PageDraft
from applicants.privacy import personal_data
from documents import storage
from documents.models import Card, Certificate, DraftFile, Letter, Upload
from documents.uploads.drafts import forget_places
from documents.uploads.sweep import choose_share, sweep_share
from documents.uploads.upload_retention import destroy_files, find_loose_uploads, settle_loose_uploads

from ..lifecycle.guards import DRAFT_EXPIRES_AFTER
from ..models import Application
from ..models.status import OPEN_STATUSES, Status
from ..wizard.snapshot import find_upload_ids

YEAR = timedelta(days=365.25)
CALENDAR_SLACK = timedelta(days=3)  # years of the calendar, which the triggers count, may be a day longer than ours
UPLOAD_RETENTION, CASE_RETENTION, AUDIT_RETENTION = 5 * YEAR, 10 * YEAR + CALENDAR_SLACK, 2 * YEAR + CALENDAR_SLACK
REFUSED_STATUSES = (Status.REJECTED, Status.OBJECTION_REJECTED, Status.LAPSED_UNPAID, Status.WITHDRAWN)
ENDED_STATUSES = (Status.EXPIRED, Status.TERMINATED, Status.CANCELLED)


def _compute_end_date() -> Any:
    """The last day that counts for a file: its end of validity or its last change, whichever is later."""
    changed = TruncDate("saved_at")
    return Greatest(Coalesce(F("ended_on"), F("granted_to"), changed), changed)


def find_uploads_due(now: datetime) -> models.QuerySet[Any, Any]:
    """Refused files and ended exemptions whose papers were kept for five years."""
    rows = Application.objects.filter(
        status__in=(*REFUSED_STATUSES, *ENDED_STATUSES), uploads_destroyed_at__isnull=True
    )
    rows = rows.annotate(over=_compute_end_date()).filter(over__lt=(now - UPLOAD_RETENTION).date())
    return rows.order_by("saved_at", "pk").values_list("pk", flat=True)


def find_cases_due(now: datetime) -> models.QuerySet[Any, Any]:
    rows = Application.objects.exclude(status__in=(*OPEN_STATUSES, Status.APPROVED, Status.DRAFT))
    rows = rows.annotate(over=_compute_end_date()).filter(over__lt=(now - CASE_RETENTION).date())
    return rows.order_by("saved_at", "pk").values_list("pk", flat=True)


def find_audit_due(now: datetime) -> list[None]:
    return [None] if AuditEntry.objects.filter(at__lt=now - AUDIT_RETENTION).exists() else []


@transaction.atomic
def destroy_uploads(key: UUID) -> int:
    """Take the papers of one file out of the store; what they were called goes with them. How many went.

    Of an ended exemption the photo and the passport go now, its other papers with the file itself.
    """
    case = Application.objects.select_for_update().get(pk=key)
    if case.uploads_destroyed_at is not None or case.status not in (*REFUSED_STATUSES, *ENDED_STATUSES):
        return 0
    values = case.snapshot
    if case.status in ENDED_STATUSES:
        values = {"photo": values["personal"]["photo"], "scan": values["passport"].get("scan")}
    wanted = find_upload_ids(values) - _find_uploads_in_use(case)
    gone = destroy_files(Upload.objects.filter(pk__in=wanted, destroyed_at__isnull=True))
    Application.objects.filter(pk=case.pk).update(uploads_destroyed_at=timezone.now())
    _log_disposal("uploads", "5 years after a refusal or the end of an exemption", gone)
    return gone


def _find_uploads_in_use(case: Application) -> set[UUID]:
    """Papers that a younger file of the same person rests on, or their profile while the account lives."""
    used: set[UUID] = set()
    others = Application.objects.filter(applicant_id=case.applicant_id, uploads_destroyed_at__isnull=True)
    for snapshot in others.exclude(pk=case.pk).values_list("snapshot", flat=True):
        used |= find_upload_ids(snapshot)
    person = case.applicant
    if person.last_sign_in_at and person.last_sign_in_at > timezone.now() - UPLOAD_RETENTION:
        answers = ((getattr(person, page, None), field) for page, field in PROFILE_UPLOAD_FIELDS)
        used |= {key for row, field in answers if row and (key := getattr(row, field))}
    return used


PROFILE_UPLOAD_FIELDS = (("personal", "photo_id"), ("passport", "scan_id"))


@transaction.atomic
def destroy_case(key: UUID) -> int:
    """Delete one file with all that hangs on it: history, notes, papers, notices, certificate, letters and card."""
    case = Application.objects.select_for_update().get(pk=key)
    if not find_cases_due(timezone.now()).filter(pk=case.pk).exists():
        return 0
    rows = personal_data.collect_dependent_rows(case)
    issued = [(model, "case_reference") for model in (Certificate, Letter, Card)]
    for model, column in ((Notice, "subject_id"), *issued):
        found: dict[Any, models.Model] = {row.pk: row for row in model._base_manager.filter(**{column: case.pk})}
        if found:
            rows[model] = found
    # Papers that only this file rests on go with it.
    mine = Upload.objects.filter(pk__in=find_upload_ids(case.snapshot) - _find_uploads_in_use(case))
    destroy_files(mine.filter(destroyed_at__isnull=True))
    files = [name for _, name in personal_data.list_files(rows, include_not_exported=True)]
    personal_data.erase_rows(rows)
    transaction.on_commit(lambda: storage.remove_files(files), robust=True)
    _log_disposal("applications", "10 years after the end of validity or the last decision", 1)
    return 1


@transaction.atomic
def destroy_audit(_key: None) -> int:
    gone, _ = AuditEntry.objects.filter(Q(at__lt=timezone.now() - AUDIT_RETENTION)).delete()
    _log_disposal("audit_entries", "2 years", gone)
    return gone


# --- what was handed in and is nobody's answer ----------------------------------------------------------
def find_loose_uploads_due(now: datetime) -> list[tuple[UUID, ...]]:
    """One batch of documents that nothing points at: to be noted, or after a day to be destroyed."""
    keys = find_loose_uploads(now)
    return [tuple(keys)] if keys else []


def destroy_loose_uploads(keys: tuple[UUID, ...]) -> int:
    gone = settle_loose_uploads(keys)
    _log_disposal("loose_uploads", "24 hours after nothing points at them", gone)
    return gone


def find_store_sweep_due(now: datetime) -> list[int]:
    return [choose_share(now)]


def sweep_store(begin: int) -> int:
    gone = sweep_share(begin)
    _log_disposal("orphan_files", "2 days in the store without a row", gone)
    return gone


def find_page_drafts_due(now: datetime) -> list[datetime]:
    before = now - DRAFT_EXPIRES_AFTER
    found = any(model._base_manager.filter(saved_at__lt=before).exists() for model in (PageDraft, DraftFile))
    return [before] if found else []


def delete_page_drafts(before: datetime) -> int:
    """What was typed is gone; the documents on them are loose from now on."""
    return forget_places(before)


def _log_disposal(what: str, rule: str, count: int) -> None:
    if count:
        DisposalEntry.objects.create(what=what, rule=rule, count=count)
