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

from applicants import kept_posts
from applicants.access import applicant_required
from applicants.kept_posts import answers_survive
from applicants.limits import anonymous, client_address
from documents.uploads.drafts import clear_place
from documents.uploads.form_field import UploadField

from .. import workflow
from ..access import own, own_draft
from ..actors import Actor
from ..catalogue.reading import kind_names
from ..models import Application
from ..remarks import remarks
from ..wizard.completeness import PAGES, PROFILE, address_of, first_gap, submission_gap
from ..wizard.describe import chapters
from ..wizard.forms import PageForm
from ..wizard.handed_in import handed_in
from ..wizard.pages import ConsentForm
from ..wizard.questions import PAGE_FORMS
from ..wizard.snapshot import take
from ..wizard.steps import application_steps
from ..wizard.values import plain


def neighbour(sections, slug: str):
    """The page itself and the one after it; 404 for an unknown page."""
    slugs = [section.slug for section in sections]
    if slug not in slugs:
        raise Http404
    position = slugs.index(slug)
    return sections[position], sections[position + 1] if position + 1 < len(sections) else None


def answer(request: HttpRequest, form: PageForm, save: Callable[[], str], template: str, context: dict) -> HttpResponse:
    """Save a valid page and go where ``save`` says; otherwise draw it with what is wrong."""
    if form.is_bound and (request.method == "GET" or "_redraw" in request.POST):
        form.without_errors()
    elif request.method == "POST" and form.is_valid():
        address = save()
        clear_place(form.applicant, form.place)
        return redirect(address)
    return render(request, template, context | {"form": form, "asks_for_files": _asks_for_files(form)})


def _asks_for_files(form: PageForm) -> bool:
    return any(isinstance(field, UploadField) for field in form.fields.values())


def posted(request: HttpRequest) -> tuple:
    """What was sent, or what had been typed when the session was found to be gone."""
    if request.method == "POST":
        return (request.POST, request.FILES)
    kept = kept_posts.take(request)
    return (kept,) if kept else ()


@applicant_required
@answers_survive
def application_step(request: HttpRequest, application_id: UUID, step: str) -> HttpResponse:
    here, following = neighbour(PAGES, step)
    case = own_draft(request.applicant, application_id)
    if case is None:
        return _sent_already(request, application_id)
    gap = first_gap(case)
    if gap and PAGES.index(gap) < PAGES.index(here):
        return redirect(address_of(case, gap))
    place = f"application/{case.pk}/{step}"
    form = PAGE_FORMS[step](*posted(request), applicant=case.applicant, case=case, place=place)
    if isinstance(form, ConsentForm):
        form.address_hash = anonymous(client_address(request))

    def save() -> str:
        with workflow.editing(case.pk, Actor.of(case.applicant)):
            form.save()
        if form.forgotten:
            removed = ", ".join(str(label) for label in form.forgotten)
            messages.info(request, _("Artık gerekmeyen yanıtlar silindi: %(removed)s.") % {"removed": removed})
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
        "steps": application_steps(case, step),
        "saved_at": case.saved_at,
        "last": following is None,
    }
    try:
        return answer(request, form, save, f"application/{step.replace('-', '_')}.html", context)
    except workflow.NotNow:
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
    return render(request, "application/preview.html", _preview(case))


def _preview(case: Application) -> dict:
    handed = handed_in(case)
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
        "steps": application_steps(case, "on-izleme"),
        "saved_at": case.saved_at,
        "obstacle": submission_gap(case, handed),
        "remarks": remarks(plain(case.work, handed.uploads), case.looked_up),
        "edit_url": address_of(case, PAGES[-1]),
    }


@applicant_required
@require_POST
def submit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Başvurumu Oluştur (R67). A double click or a reload finds the application sent and shows it."""
    case = own(request.applicant, application_id)
    try:
        case = workflow.perform("submit", case.pk, Actor.of(case.applicant), language=get_language())
    except workflow.NotNow:
        return redirect("application", application_id)
    except workflow.Refused as refusal:
        return render(request, "application/preview.html", _preview(case) | {"obstacle": str(refusal)}, status=422)
    messages.success(request, _("Başvurunuz alındı. Başvuru numaranız: %(number)s") % {"number": case.number})
    return redirect("application", case.pk)
