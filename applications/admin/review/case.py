"""Finding the application that an officer asks for: whoever may not see it learns nothing, drafts do not exist here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest

from applicants.models import Notice
from applications.casework.warnings import annotate_lookups
from applications.models.status import Status
from emuafiyet.core.compiled_query import CompiledQuery

from ...models import Application, OfficerNote, RevisionItem


def get_case(request: HttpRequest, application_id: UUID) -> Application:
    """The application with all that the review page reads of it, in one query.

    ``looked_up``, ``noted``, ``asked`` and ``mailed`` hold what was looked up, noted, asked to be mended and mailed as
    plain values.
    """
    if not request.user.has_perm("applications.view_application"):
        raise PermissionDenied
    case = next(iter(_CASE.fetch(application_id)), None)
    if case is None:
        raise Http404
    return case


def _select_case(application_id: UUID) -> QuerySet[Application]:
    rows: QuerySet[Any] = annotate_lookups(Application.objects).select_related(
        "category",
        "applicant__identity__registry",
        "applicant__identity__entry",
        "applicant__passport",
        "first_decider",
        "assigned_to",
        "objection",
    )
    rows = rows.annotate(
        noted=_build_rows_subquery(
            OfficerNote, "text", "at", who="officer__username", first="officer__first_name", last="officer__last_name"
        )
    )
    rows = rows.annotate(
        mailed=ArraySubquery(
            Notice.objects.filter(subject_id=OuterRef("pk")).order_by("-created_at").values(json=_build_mail_json())
        ),
        asked=_build_rows_subquery(
            RevisionItem, "step", "field", "explanation", "translation", "asked_at", "answered_at"
        ),
    )
    return rows.exclude(status=Status.DRAFT).filter(pk=application_id)


_CASE = CompiledQuery(_select_case, UUID)


def _build_rows_subquery(model: Any, *columns: str, **renamed: str) -> ArraySubquery:
    """The rows of the case, newest first, read along without a query more."""
    told = JSONObject(**{name: name for name in columns}, **renamed)
    return ArraySubquery(model.objects.filter(application=OuterRef("pk")).order_by("-pk").values(json=told))


def _build_mail_json() -> JSONObject:
    return JSONObject(
        id="id",
        title="title",
        at="created_at",
        state="promise_state",
        sent="kept_at",
        bounced="bounced_at",
        unreached="unreached_at",
        seen="seen_at",
    )


def parse_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
