"""One view for every wizard page: draw, redraw, save, go on. Works the same with and without JavaScript."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applicants.drafts.page_drafts import recoverable, unfinished_under
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from documents.uploads.drafts import clear_place
from documents.uploads.form_field import UploadField
from emuafiyet.core.limits import client_address, keyed_hash

from ..access import get_own_application, get_own_draft
from ..casework.warnings import collect_warnings
from ..eligibility.period import list_sent_applications
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.details import PageAnswers, Submission
from ..lifecycle.transitions import APPLICATION
from ..models import Application
from ..models.catalogue import find_kinds
from ..questionnaire.base_forms import PageForm
from ..questionnaire.values import serialize_row
from ..wizard.answer_rows import build_chapters
from ..wizard.case_files import load_case_files
from ..wizard.completeness import (
    APPLICATION_PAGES,
    PROFILE_SECTIONS,
    build_section_url,
    find_first_gap,
    find_profile_gap,
    under,
)
from ..wizard.consent_and_documents import ConsentForm
from ..wizard.forms_by_page import PAGE_FORMS
from ..wizard.sendable import Gap, gaps
from ..wizard.snapshot import take_snapshot
from ..wizard.steps import list_application_steps


def neighbours(sections, slug: str):
    """The page before (None), the page itself and the one after it (None); 404 for an unknown page."""
    slugs = [section.slug for section in sections]
    if slug not in slugs:
        raise Http404
    at = slugs.index(slug)
    return sections[at - 1] if at else None, sections[at], sections[at + 1] if at + 1 < len(sections) else None


def handle_page(
    page: UnfinishedPage, form: PageForm, save: Callable[[], str], template: str, context: dict, back: str
) -> HttpResponse:
    """Save a valid page and go where ``save`` says. One that is not valid yet is kept as typed: whoever leaves may

    leave, whoever wants to go on sees what is wrong. ``back``: where the button for the page before leads.
    """
    request = page.request
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        form.clear_errors()
    elif request.method == "POST":
        if form.is_valid():
            address = save()
            clear_place(form.applicant, form.place)
            return redirect(address)
        if leaves := _way_out(request, back):
            _tell_of_lost_files(request, form)
            return redirect(leaves)
    status = 409 if page.newer else 200
    context |= {"form": form, "asks_for_files": _has_file_question(form), "draft_page": page}
    return render(request, template, context, status=status)


def _way_out(request: HttpRequest, back: str) -> str:
    """Where a page that is not complete is left for; empty for whoever wants to go on."""
    if "_exit" in request.POST:
        messages.info(request, _("Yazdıklarınız duruyor; bu sayfa yarım kaldı. İstediğiniz zaman devam edebilirsiniz."))
        return reverse("application_list")
    return back if "_back" in request.POST else ""


def _tell_of_lost_files(request: HttpRequest, form: PageForm) -> None:
    """A file that could not be taken in is not on the page, and who leaves it must know."""
    for name, field in form.fields.items():
        if isinstance(field, UploadField) and request.FILES.getlist(form.add_prefix(name)):
            for problem in form.errors.get(name, ()):
                messages.warning(request, str(problem))


def _has_file_question(form: PageForm) -> bool:
    return any(isinstance(field, UploadField) for field in form.fields.values())


@applicant_required
@recoverable("application/{application_id}/{step}")
def application_step(request: ApplicantRequest, application_id: UUID, step: str) -> HttpResponse:
    previous, here, following = neighbours(APPLICATION_PAGES, step)
    case = get_own_draft(request.applicant, application_id)
    if case is None:
        return _redirect_sent(request, application_id)
    page = UnfinishedPage(request)
    if request.method == "POST":
        engine.touch(case)
    if page.is_autosave:
        return page.autosave()
    arguments = page.receive()
    gap = find_first_gap(case)
    if gap and APPLICATION_PAGES.index(gap) < APPLICATION_PAGES.index(here):
        return redirect(build_section_url(case, gap))
    form = PAGE_FORMS[step](*arguments, applicant=case.applicant, case=case, place=page.place)
    if isinstance(form, ConsentForm):
        form.address_hash = keyed_hash(client_address(request))

    def save() -> str:
        page_answers = PageAnswers(lambda _locked: form.save())
        engine.perform(APPLICATION, "save", case.pk, Actor.from_person(case.applicant), page_answers)
        if form.forgotten:
            removed = ", ".join(str(label) for label in form.forgotten)
            messages.info(request, _("Artık gerekmeyen yanıtlar silindi: %(removed)s.") % {"removed": removed})
        if "_back" in request.POST and previous:
            return build_section_url(case, previous)
        if "_exit" in request.POST:
            messages.success(request, _("Taslağınız kaydedildi. Başvurularım sayfasından devam edebilirsiniz."))
            return reverse("application_list")
        if following and "_preview" not in request.POST and "geri" not in request.GET:
            return build_section_url(case, following)
        return reverse("application_preview", args=[case.pk])

    context = {
        "menu": "applications",
        "application": case,
        "section": here,
        "steps": list_application_steps(case, step, unfinished_under(request.applicant, under(case))),
        "saved_at": case.saved_at,
        "last": following is None,
        "previous": previous,
    }
    try:
        back = build_section_url(case, previous) if previous else ""
        return handle_page(page, form, save, f"application/{step.replace('-', '_')}.html", context, back)
    except engine.InvalidStateError:
        return _redirect_sent(request, application_id)


def _redirect_sent(request: HttpRequest, application_id: UUID) -> HttpResponse:
    messages.warning(request, _("Bu başvuru gönderilmiş; artık değiştirilemez."))
    return redirect("application", application_id)


@applicant_required
def application_preview(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Başvuru Ön İzlemesi (R65): everything that will be sent; nothing is sent before its button."""
    case = get_own_draft(request.applicant, application_id)
    if case is None:
        return _redirect_sent(request, application_id)
    gap = find_first_gap(case)
    if gap:
        return redirect(build_section_url(case, gap))
    return render(request, "application/preview.html", _build_preview_context(request, case))


def _build_preview_context(request: ApplicantRequest, case: Application) -> dict:
    handed, kinds = load_case_files(case), find_kinds(case) or {}
    unfinished = unfinished_under(request.applicant, under(case))
    profile_unfinished = unfinished_under(request.applicant, "profile/")
    told = build_chapters(
        take_snapshot(case, handed),
        case.applicant,
        case,
        {slug: kind.name for slug, kind in kinds.items()},
        lambda key: reverse("upload_file", args=[key]),
    )
    profile_slugs = {section.slug: section for section in PROFILE_SECTIONS}
    page_slugs = {section.slug: section for section in APPLICATION_PAGES}
    for chapter in told:
        if chapter.slug in profile_slugs:
            chapter.change_url = f"{build_section_url(None, profile_slugs[chapter.slug])}?basvuru={case.pk}"
        else:
            chapter.change_url = build_section_url(case, page_slugs[chapter.slug]) + "?geri=1"
    return {
        "menu": "applications",
        "application": case,
        "chapters": told,
        "steps": list_application_steps(case, "on-izleme", unfinished),
        "unfinished": [
            *((page.title, build_section_url(case, page)) for page in APPLICATION_PAGES if page.slug in unfinished),
            *(
                (page.title, build_section_url(None, page))
                for page in PROFILE_SECTIONS
                if page.slug in profile_unfinished
            ),
        ],
        "saved_at": case.saved_at,
        "gaps": list(gaps(case, handed, list_sent_applications(case.applicant), kinds)),
        "remarks": collect_warnings(serialize_row(case.work, handed.uploads), case.looked_up),
        "edit_url": build_section_url(case, APPLICATION_PAGES[-1]),
    }


@applicant_required
@require_POST
def submit(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Başvurumu Oluştur (R67). A double click or a reload finds the application sent and shows it."""
    case = get_own_application(request.applicant, application_id)
    try:
        submission = Submission(language=get_language() or "")
        case = engine.perform(APPLICATION, "submit", case.pk, Actor.from_person(case.applicant), submission)
    except engine.InvalidStateError:
        return redirect("application", application_id)
    except engine.GuardError as refusal:
        if find_first_gap(case) or find_profile_gap(case.applicant):  # an empty page shows nothing to send
            messages.warning(request, str(refusal))
            return redirect("application_preview", case.pk)
        context = _build_preview_context(request, case)
        context["gaps"] = context["gaps"] or [Gap(str(refusal))]
        return render(request, "application/preview.html", context, status=422)
    messages.success(request, _("Başvurunuz alındı. Başvuru numaranız: %(number)s") % {"number": case.number})
    return redirect("application", case.pk)
