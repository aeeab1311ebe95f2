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
from applicants.sign_in.access import applicant_required
from documents.uploads.drafts import clear_place
from documents.uploads.form_field import UploadField
from emuafiyet.core.limits import anonymous, client_address

from ..access import own, own_draft
from ..casework.warnings import remarks
from ..catalogue.reading import kind_names
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..models import Application
from ..questionnaire.forms import PageForm
from ..questionnaire.values import plain
from ..wizard.answer_rows import chapters
from ..wizard.case_files import handed_in
from ..wizard.completeness import PAGES, PROFILE, address_of, first_gap, profile_gap, under
from ..wizard.pages import ConsentForm
from ..wizard.questions import PAGE_FORMS
from ..wizard.sendable import Gap, gaps
from ..wizard.snapshot import take
from ..wizard.steps import application_steps


def neighbours(sections, slug: str):
    """The page before (None), the page itself and the one after it (None); 404 for an unknown page."""
    slugs = [section.slug for section in sections]
    if slug not in slugs:
        raise Http404
    at = slugs.index(slug)
    return sections[at - 1] if at else None, sections[at], sections[at + 1] if at + 1 < len(sections) else None


def answer(
    page: UnfinishedPage, form: PageForm, save: Callable[[], str], template: str, context: dict, back: str
) -> HttpResponse:
    """Save a valid page and go where ``save`` says. One that is not valid yet is kept as typed: whoever leaves may

    leave, whoever wants to go on sees what is wrong. ``back``: where the button for the page before leads.
    """
    request = page.request
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        form.without_errors()
    elif request.method == "POST":
        if form.is_valid():
            address = save()
            clear_place(form.applicant, form.place)
            return redirect(address)
        if leaves := _way_out(request, back):
            _tell_of_lost_files(request, form)
            return redirect(leaves)
    status = 409 if page.newer else 200
    context |= {"form": form, "asks_for_files": _asks_for_files(form), "draft_page": page}
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


def _asks_for_files(form: PageForm) -> bool:
    return any(isinstance(field, UploadField) for field in form.fields.values())


@applicant_required
@recoverable("application/{application_id}/{step}")
def application_step(request: HttpRequest, application_id: UUID, step: str) -> HttpResponse:
    previous, here, following = neighbours(PAGES, step)
    case = own_draft(request.applicant, application_id)
    if case is None:
        return _sent_already(request, application_id)
    page = UnfinishedPage(request)
    if request.method == "POST":
        engine.touch(case)
    if page.is_autosave:
        return page.autosave()
    arguments = page.receive()
    gap = first_gap(case)
    if gap and PAGES.index(gap) < PAGES.index(here):
        return redirect(address_of(case, gap))
    form = PAGE_FORMS[step](*arguments, applicant=case.applicant, case=case, place=page.place)
    if isinstance(form, ConsentForm):
        form.address_hash = anonymous(client_address(request))

    def save() -> str:
        with engine.editing(case.pk, Actor.of(case.applicant)):
            form.save()
        if form.forgotten:
            removed = ", ".join(str(label) for label in form.forgotten)
            messages.info(request, _("Artık gerekmeyen yanıtlar silindi: %(removed)s.") % {"removed": removed})
        if "_back" in request.POST and previous:
            return address_of(case, previous)
        if "_exit" in request.POST:
            messages.success(request, _("Taslağınız kaydedildi. Başvurularım sayfasından devam edebilirsiniz."))
            return reverse("application_list")
        if following and "_preview" not in request.POST and "geri" not in request.GET:
            return address_of(case, following)
        return reverse("application_preview", args=[case.pk])

    context = {
        "menu": "applications",
        "application": case,
        "section": here,
        "steps": application_steps(case, step, unfinished_under(request.applicant, under(case))),
        "saved_at": case.saved_at,
        "last": following is None,
        "previous": previous,
    }
    try:
        back = address_of(case, previous) if previous else ""
        return answer(page, form, save, f"application/{step.replace('-', '_')}.html", context, back)
    except engine.NotNow:
        return _sent_already(request, application_id)


def _sent_already(request: HttpRequest, application_id: UUID) -> HttpResponse:
    messages.warning(request, _("Bu başvuru gönderilmiş; artık değiştirilemez."))
    return redirect("application", application_id)


@applicant_required
def application_preview(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Başvuru Ön İzlemesi (R65): everything that will be sent; nothing is sent before its button."""
    case = own_draft(request.applicant, application_id)
    if case is None:
        return _sent_already(request, application_id)
    gap = first_gap(case)
    if gap:
        return redirect(address_of(case, gap))
    return render(request, "application/preview.html", _preview(request, case))


def _preview(request: HttpRequest, case: Application) -> dict:
    handed = handed_in(case)
    unfinished = unfinished_under(request.applicant, under(case))
    profile_unfinished = unfinished_under(request.applicant, "profile/")
    told = chapters(
        take(case, handed), case.applicant, case, kind_names(), lambda key: reverse("upload_file", args=[key])
    )
    profile_slugs = {section.slug: section for section in PROFILE}
    page_slugs = {section.slug: section for section in PAGES}
    for chapter in told:
        if chapter.slug in profile_slugs:
            chapter.change_url = f"{address_of(None, profile_slugs[chapter.slug])}?basvuru={case.pk}"
        else:
            chapter.change_url = address_of(case, page_slugs[chapter.slug]) + "?geri=1"
    return {
        "menu": "applications",
        "application": case,
        "chapters": told,
        "steps": application_steps(case, "on-izleme", unfinished),
        "unfinished": [
            *((page.title, address_of(case, page)) for page in PAGES if page.slug in unfinished),
            *((page.title, address_of(None, page)) for page in PROFILE if page.slug in profile_unfinished),
        ],
        "saved_at": case.saved_at,
        "gaps": list(gaps(case, handed)),
        "remarks": remarks(plain(case.work, handed.uploads), case.looked_up),
        "edit_url": address_of(case, PAGES[-1]),
    }


@applicant_required
@require_POST
def submit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Başvurumu Oluştur (R67). A double click or a reload finds the application sent and shows it."""
    case = own(request.applicant, application_id)
    try:
        case = engine.perform("submit", case.pk, Actor.of(case.applicant), language=get_language())
    except engine.NotNow:
        return redirect("application", application_id)
    except engine.Refused as refusal:
        if first_gap(case) or profile_gap(case.applicant):  # an empty page shows nothing to send
            messages.warning(request, str(refusal))
            return redirect("application_preview", case.pk)
        context = _preview(request, case)
        context["gaps"] = context["gaps"] or [Gap(str(refusal))]
        return render(request, "application/preview.html", context, status=422)
    messages.success(request, _("Başvurunuz alındı. Başvuru numaranız: %(number)s") % {"number": case.number})
    return redirect("application", case.pk)
