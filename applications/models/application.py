"""The application itself, its numbers and its history. ``status`` has one writer: ``workflow.perform``."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant

from .catalogue import Category
from .status import GRANTED_STATUSES, OPEN_STATUSES, CancellationGround, RejectionGround, Status


def has_status(*statuses: Status) -> Q:
    return Q(status__in=sorted(statuses))


def require_facts(statuses, **present) -> Q:
    """In these states the named facts must be there."""
    return ~has_status(*statuses) | Q(**present)


class Application(models.Model):
    """One person's request for one exemption. Addresses use ``id``; people are shown ``number`` (domain 3.12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="applications", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    status = models.CharField(_("durum"), max_length=30, choices=Status.choices, default=Status.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    number = models.CharField(_("başvuru no"), max_length=16, null=True, unique=True, editable=False)  # noqa: DJ001 (NULLs are distinct)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("gönderildi"), null=True, editable=False)

    # What was sent, value by value, and the rules it was sent under: later edits change neither.
    snapshot = models.JSONField(default=dict, editable=False)
    rules = models.JSONField(default=dict, editable=False)
    name_as_sent = models.CharField(_("ad soyad"), max_length=201, blank=True, editable=False)
    nationality_as_sent = models.CharField(_("uyruk"), max_length=3, blank=True, editable=False)
    name_key = models.TextField(blank=True, editable=False)  # as it is searched (names.search_key)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    assigned_at = models.DateTimeField(null=True, editable=False)
    uploads_destroyed_at = models.DateTimeField(null=True, editable=False)  # domain 1.8
    # Set while a file that came back from revision waits for its decision.
    resubmitted_at = models.DateTimeField(null=True, editable=False)
    first_decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    granted_from = models.DateField(null=True, editable=False)
    granted_to = models.DateField(null=True, editable=False)
    granted_on = models.DateField(null=True, editable=False)
    with_card = models.BooleanField(null=True, editable=False)
    ground = models.CharField(max_length=20, blank=True, choices=RejectionGround.choices, editable=False)
    # Decisions are written in Turkish, which is what holds; beside it the same in the reader's language.
    decision_text = models.TextField(blank=True, editable=False)
    decision_translation = models.TextField(blank=True, editable=False)
    objection_used = models.BooleanField(default=False, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    cancellation_ground = models.CharField(
        max_length=20, blank=True, choices=CancellationGround.choices, editable=False
    )

    evaluation_due_at = models.DateTimeField(_("karar için son gün"), null=True, editable=False)
    revision_due_at = models.DateTimeField(null=True, editable=False)
    payment_due_at = models.DateTimeField(null=True, editable=False)
    objection_due_at = models.DateTimeField(null=True, editable=False)

    # No columns: what a query or a page puts on the row it reads, where the comment says.
    last_termination: dict[str, Any] | None  # with_requests of requests/request_summary.py
    last_reissue: dict[str, Any] | None
    card_state: str | None
    card_resends: int | None
    looked_up: list[dict[str, Any]]  # with_lookups of casework/warnings.py
    missing_papers: list[str] | None  # with_missing_papers of wizard/sendable.py
    noted: list[dict[str, Any]]  # admin/review/case.py
    mailed: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    has_certificate: bool  # views/cases.py

    class Meta:
        verbose_name = _("başvuru")
        verbose_name_plural = _("başvurular")
        permissions = [
            ("decide_application", _("Başvuru hakkında karar verebilir")),
            ("decide_objection", _("İtiraz hakkında karar verebilir")),
            ("cancel_application", _("Muafiyeti iptal edebilir")),
            ("assign_application", _("Başvuruyu başka bir görevliye verebilir")),
            ("view_reports", _("Raporları görebilir")),
        ]
        constraints = [
            models.CheckConstraint(name="application_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="application_number_when_sent",
                condition=Q(status="draft", number__isnull=True, submitted_at__isnull=True)
                | (~Q(status="draft") & Q(number__isnull=False, submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_granted_has_period",
                condition=require_facts(
                    {*GRANTED_STATUSES}, granted_from__isnull=False, granted_to__isnull=False, granted_on__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="application_period_in_order",
                condition=Q(granted_from__isnull=True) | Q(granted_from__lte=F("granted_to")),
            ),
            models.CheckConstraint(
                name="application_payment_has_deadline",
                condition=require_facts(
                    {Status.AWAITING_PAYMENT, Status.LAPSED_UNPAID},
                    payment_due_at__isnull=False,
                    granted_from__isnull=False,
                    granted_to__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="application_revision_has_deadline",
                condition=require_facts({Status.REVISION_REQUESTED}, revision_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_rejection_has_ground",
                condition=require_facts({Status.REJECTED}, objection_due_at__isnull=False)
                & (~Q(status="rejected") | ~Q(ground="")),
            ),
            models.CheckConstraint(
                name="application_objection_is_spent",
                condition=require_facts(
                    {Status.OBJECTION_UNDER_EVALUATION, Status.OBJECTION_REJECTED}, objection_used=True
                ),
            ),
            models.CheckConstraint(
                name="application_end_has_day",
                condition=require_facts({Status.TERMINATED, Status.CANCELLED}, ended_on__isnull=False),
            ),
            # One open application per person at a time (L1), whatever two tabs do.
            models.UniqueConstraint(
                fields=["applicant"], condition=has_status(*OPEN_STATUSES), name="application_one_open"
            ),
            # A double click on "start" finds the draft that the first click made.
            models.UniqueConstraint(
                fields=["applicant", "category"], condition=Q(status="draft"), name="application_one_draft_per_category"
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-created_at"], name="application_by_person"),
            # The reviewers' queue: only what waits for a decision, oldest deadline first.
            models.Index(
                fields=["evaluation_due_at", "id"],
                condition=Q(status__in=["under_evaluation", "objection_under_evaluation"]),
                name="application_queue",
            ),
            models.Index(
                fields=["assigned_to", "evaluation_due_at", "id"],
                condition=Q(status__in=["under_evaluation", "objection_under_evaluation"]),
                name="application_of_officer",
            ),
            models.Index(
                fields=["evaluation_due_at", "id"],
                condition=Q(status__in=["under_evaluation", "objection_under_evaluation"], assigned_to__isnull=True),
                name="application_of_nobody",
            ),
            models.Index(
                fields=["evaluation_due_at", "id"],
                condition=Q(status="under_evaluation", resubmitted_at__isnull=False),
                name="application_returned",
            ),
            models.Index(
                fields=["evaluation_due_at", "id"],
                condition=Q(status="objection_under_evaluation"),
                name="application_objected",
            ),
            models.Index(fields=["-submitted_at", "-id"], name="application_newest"),
            GinIndex(OpClass("name_key", "gin_trgm_ops"), name="application_name"),
            models.Index(
                fields=["payment_due_at"], condition=Q(status="awaiting_payment"), name="application_payment_due"
            ),
            models.Index(
                fields=["revision_due_at"], condition=Q(status="revision_requested"), name="application_revision_due"
            ),
            models.Index(fields=["granted_to"], condition=Q(status="approved"), name="application_running"),
            models.Index(fields=["status", "-submitted_at"], name="application_by_status"),
        ]

    def __str__(self) -> str:
        return self.number or str(self.id)

    @property
    def last_day(self) -> date | None:
        """The last day on which the exemption holds, as things stand; None before it was granted.

        A termination names the last day itself, a cancellation the first day without (A-34).
        """
        if self.ended_on is None or self.granted_to is None:
            return self.granted_to
        cancelled = timedelta(days=1) if self.cancellation_ground else timedelta(0)
        return min(self.granted_to, self.ended_on - cancelled)

    @property
    def never_began(self) -> bool:
        """Ended before its first day: it enters into force on no day."""
        last, first = self.last_day, self.granted_from
        return self.ended_on is not None and last is not None and first is not None and last < first


class HistoryEntry(models.Model):
    """One move that happened. A trigger refuses UPDATE, DELETE and TRUNCATE."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="history", db_index=False)
    # What moved: the application itself, or a request on it (transitions.py holds a table for each).
    subject = models.CharField(max_length=12, default="application")
    move = models.CharField(max_length=40)
    from_status = models.CharField(max_length=30, blank=True)
    to_status = models.CharField(max_length=30)
    actor = models.CharField(max_length=10)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)  # internal; what the applicant reads is in the notices
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("geçmiş kaydı")
        verbose_name_plural = _("geçmiş kayıtları")
        indexes = [
            models.Index(fields=["application", "at"], name="history_of_application"),
            models.Index(fields=["at", "move"], condition=Q(subject="application"), name="history_by_time"),  # reports
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.move}"


class NumberSeries(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.year)
