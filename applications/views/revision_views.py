"""Revizyon Yap (guide 4.2): what the officer opened, page by page, and the one button that sends all of it back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required

from ..access import get_own_application
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.transitions import APPLICATION
from ..models import Application, RevisionItem
from ..models.status import Status
from ..summaries.application_list import ApplicationSummary, summarize_application
from ..wizard.revision import REVISABLE_STEPS, get_question_labels, list_open_items
from ..wizard.revision_answers import build_form, refuse_unchanged_files, save_answers


@dataclass(frozen=True)
class RevisionItemRow:
    """One item as it is listed."""

    label: Any
    item: RevisionItem
    url: str


def _find_under_revision(
    request: ApplicantRequest, application_id: UUID
) -> tuple[Application, ApplicationSummary] | None:
    """The application while there is something to revise and time for it."""
    case = get_own_application(request.applicant, application_id)
    shown = summarize_application(case)
    if case.status != Status.REVISION_REQUESTED or shown.closed_ways:
        return None
    prefetch_related_objects([case], "revision_items", "paper_pages")
    return case, shown


@applicant_required
def revision(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """What is asked, what is answered already, until when; sent once everything is answered (R72)."""
    found = _find_under_revision(request, application_id)
    if found is None:
        return redirect("application", application_id)
    case, shown = found
    obstacle = ""
    if request.method == "POST":
        try:
            engine.perform(APPLICATION, "resubmit", case.pk, Actor.from_person(case.applicant))
            messages.success(request, _("Revizyonunuz gönderildi. Başvurunuz yeniden değerlendirmeye alındı."))
            return redirect("application", case.pk)
        except engine.InvalidStateError:
            return redirect("application", case.pk)
        except engine.GuardError as refusal:
            obstacle = str(refusal)
    asked = _list_item_rows(case)
    context = {
        "menu": "applications",
        "application": case,
        "card": shown,
        "asked": asked,
        "left": sum(each.item.answered_at is None for each in asked),
        "obstacle": obstacle,
    }
    return render(request, "application/revision.html", context, status=422 if obstacle else 200)


def _list_item_rows(case: Application) -> list[RevisionItemRow]:
    words, places = get_question_labels(case), list(REVISABLE_STEPS)
    items = sorted(list_open_items(case), key=lambda item: (places.index(item.step), item.pk))
    return [
        RevisionItemRow(
            words.get((item.step, item.field), item.field), item, reverse("revision_step", args=[case.pk, item.step])
        )
        for item in items
    ]


@applicant_required
@recoverable("revision/{application_id}/{step}")
def revision_step(request: ApplicantRequest, application_id: UUID, step: str) -> HttpResponse:
    """One page of the form with its opened questions only; what is saved here waits until all is sent."""
    found = _find_under_revision(request, application_id)
    if found is None:
        messages.warning(request, _("Bu revizyon gönderilmiş veya süresi dolmuş; artık değiştirilemez."))
        return redirect("application", get_own_application(request.applicant, application_id).pk)
    case, shown = found
    items = list_open_items(case)
    if step not in {item.step for item in items}:
        raise Http404
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    form = build_form(case, step, items, *page.receive())
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        form.clear_errors()
    elif request.method == "POST" and form.is_valid():
        refuse_unchanged_files(case, step, items, form)
        if form.is_valid():
            if save_answers(case, step, form):
                messages.success(request, _("Kaydedildi. Bütün maddeler bitince revizyonu gönderin."))
            return redirect("revision", case.pk)
    context = {
        "menu": "applications",
        "application": case,
        "card": shown,
        "section": REVISABLE_STEPS[step],
        "form": form,
        "asks_for_files": form.is_multipart(),
        "draft_page": page,
    }
    return render(request, "application/revision_step.html", context)
