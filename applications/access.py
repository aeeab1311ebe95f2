"""Finding an application for the person who asks; anybody else's does not exist (404, never 403)."""

from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When, prefetch_related_objects
from django.http import Http404

from applicants.models import Applicant
from documents.models import Letter
from emuafiyet.core.compiled_query import CompiledQuery

from .casework.warnings import annotate_lookups
from .catalogue.read_catalogue import with_kinds
from .models import Application
from .models.status import STATUSES_WITH_LETTER, Status
from .requests.request_summary import annotate_requests
from .wizard.sendable import with_missing_papers


def _select_own(applicant_id: UUID, application_id: UUID) -> QuerySet[Application]:
    rows = with_kinds(with_missing_papers(annotate_lookups(annotate_requests(Application.objects)))).select_related(
        "category",
        "clarificationread",
        "explicitconsent",
        "work",
        "applicant__identity__registry",
        "applicant__identity__entry",
        "applicant__personal",
        "applicant__contact",
        "applicant__passport",
        "applicant__education",
        "objection",
    )
    letters = Letter.objects.filter(case_reference=OuterRef("pk")).exclude(pdf="").order_by("-issued_at")
    rows = rows.annotate(letter_id=Case(When(status__in=STATUSES_WITH_LETTER, then=Subquery(letters.values("pk")[:1]))))
    return rows.filter(pk=application_id, applicant_id=applicant_id)


_OWN = CompiledQuery(_select_own, UUID, UUID)


def get_own_application(applicant: Applicant, application_id: UUID) -> Application:
    """The applicant's application with category, pages, profile and kinds of documents: one query."""
    found = _OWN.fetch(applicant.pk, application_id)
    if not found:
        raise Http404
    return found[0]


def get_own_draft(applicant: Applicant, application_id: UUID) -> Application | None:
    """The same with the documents pages, one query more; None once it has been sent (a tab left open)."""
    case = get_own_application(applicant, application_id)
    if case.status != Status.DRAFT:
        return None
    prefetch_related_objects([case], "paper_pages")
    return case
