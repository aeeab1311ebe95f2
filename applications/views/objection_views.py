"""Redde İtiraz Başvurusu Yap (guide 4.5): first the reason of the rejection, then the statement and its evidence."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from applicants.sign_in.sign_in_forms import clear_form_errors
from emuafiyet.core.nullable import require_value

from ..access import get_own_application
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.details import ObjectionStatement
from ..lifecycle.transitions import APPLICATION
from ..models import Application, ObjectionDraft
from ..models.status import Status
from ..summaries.application_list import ApplicationSummary, summarize_application
from ..wizard.objection import ObjectionForm, ReasonReadForm, find_draft, open_draft, save_draft


@applicant_required
@recoverable("objection/{application_id}")
def objection(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """One objection, within 30 days (R84-R89). A file that lapsed unpaid never gets here (R97)."""
    case = get_own_application(request.applicant, application_id)
    if case.status != Status.REJECTED or case.objection_used:
        return redirect("application", case.pk)
    shown = summarize_application(case)
    if timezone.now() > require_value(case.objection_due_at):
        return _render_page(request, shown, "application/objection_closed.html", status=200)
    draft = find_draft(case)
    return _ask_reason_read(request, shown) if draft is None else _edit_statement(request, shown, draft)


def _ask_reason_read(request: ApplicantRequest, shown: ApplicationSummary) -> HttpResponse:
    """Before anything can be written, the person says that the reason of the rejection has been read (R87)."""
    form = ReasonReadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        open_draft(shown.case)
        return redirect("objection", shown.case.pk)
    return _render_page(request, shown, "application/objection_reason.html", form=form)


def _edit_statement(request: ApplicantRequest, shown: ApplicationSummary, draft: ObjectionDraft) -> HttpResponse:
    """What is written is kept before it is judged: a file still being checked costs nobody their words."""
    case = shown.case
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    form = ObjectionForm(*page.receive(), applicant=case.applicant, case=case, draft=draft)
    if form.is_bound and page.is_unjudged:
        clear_form_errors(form)
    if request.method == "POST" and not page.newer:
        sendable = not page.is_unjudged and form.is_valid()
        save_draft(case, form)
        if page.changes_language:
            return page.change_language(form)
        if "_exit" in request.POST:
            messages.success(request, _("İtirazınız taslak olarak kaydedildi; henüz gönderilmedi."))
            return redirect("application", case.pk)
        if sendable:
            return _send_objection(request, case)
    return _render_page(request, shown, "application/objection.html", form=form, asks_for_files=True, draft_page=page)


def _send_objection(request: ApplicantRequest, case: Application) -> HttpResponse:
    draft = find_draft(case)
    if draft is None:  # sent a moment ago by another tab
        return redirect("application", case.pk)
    statement = ObjectionStatement(
        draft.reason_read_at, draft.statement, list(draft.evidence.order_by("created_at", "pk"))
    )
    try:
        engine.perform(APPLICATION, "object", case.pk, Actor.from_person(case.applicant), statement)
    except engine.GuardError as refusal:
        messages.warning(request, _("Henüz gönderilemedi, yazdıklarınız duruyor. %(why)s") % {"why": refusal})
        return redirect("objection", case.pk)
    except engine.InvalidStateError:
        return redirect("application", case.pk)  # the second press of the button
    messages.success(request, _("İtirazınız alındı. Sonucu e-postayla bildiririz."))
    return redirect("application", case.pk)


def _render_page(
    request: ApplicantRequest, shown: ApplicationSummary, template: str, status: int | None = None, **more
) -> HttpResponse:
    context = {"menu": "applications", "application": shown.case, "card": shown, **more}
    wrong = "form" in more and more["form"].errors
    return render(request, template, context, status=status or (422 if wrong else 200))
