"""Muafiyet Sonlandırma (guide 4.6): the holder asks for the end of an exemption in force."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from applicants.sign_in.sign_in_forms import clear_form_errors

from ..access import get_own_application
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..requests.request_forms import TerminationForm
from ..requests.request_guards import find_termination_obstacle
from ..requests.request_transitions import TERMINATION


@applicant_required
@recoverable("termination/{application_id}")
def termination(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Ground, day and petition; what ends with the exemption is said before the button."""
    case = get_own_application(request.applicant, application_id)
    reason = find_termination_obstacle(case)
    if reason:
        messages.warning(request, str(reason))
        return redirect("application", case.pk)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    form = TerminationForm(*page.receive(), applicant=case.applicant, case=case, place=page.place)
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        clear_form_errors(form)
    elif form.is_valid():
        try:
            engine.perform(TERMINATION, "request", case.pk, Actor.from_person(case.applicant), form.get_termination())
        except engine.GuardError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sonlandırma talebiniz alındı. Sonucunu e-postayla bildireceğiz."))
            return redirect("application", case.pk)
    context = {"menu": "applications", "application": case, "form": form, "draft_page": page}
    return render(request, "requests/termination.html", context, status=422 if form.errors else 200)
