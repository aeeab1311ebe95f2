"""Profilim (guide 2): the overview and the four sections, each a wizard page that is answered once per person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable, unfinished_under
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.models import Applicant
from applicants.sign_in.access import applicant_required
from documents.models import Upload

from ..models import Application
from ..models.status import OPEN
from ..profile.forms import PassportForm, PersonalForm
from ..profile.known import correction, known_passport, known_personal
from ..summaries.profile_overview import at_a_glance
from ..wizard.answer_rows import Row, email_row, identity_rows, known_rows
from ..wizard.completeness import PROFILE, address_of, profile_gap, with_profile
from ..wizard.questions import PROFILE_FORMS
from ..wizard.snapshot import identity_values
from ..wizard.steps import profile_steps
from .wizard import answer, neighbours


@applicant_required
def profile(request: HttpRequest) -> HttpResponse:
    """What each section holds and what is missing; the page one comes back to."""
    applicant = with_profile(request.applicant)
    sections = at_a_glance(applicant, _file_url)
    unfinished = unfinished_under(request.applicant, "profile/")
    context = {
        "menu": "profile",
        "sections": sections,
        "unfinished": unfinished,
        "next": next((each for each in sections if not each.complete), None),
        "lacking": [each.title for each in sections if not each.complete],
        "untouched": not any(each.saved_at for each in sections),
        "correction": correction(applicant.identity),
        "open_number": _open_number(applicant),
    }
    return render(request, "profile/overview.html", context)


@applicant_required
@recoverable("profile/{section}")
def profile_section(request: HttpRequest, section: str) -> HttpResponse:
    previous, here, following = neighbours(PROFILE, section)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    applicant = with_profile(request.applicant)
    was_complete = profile_gap(applicant) is None
    form = PROFILE_FORMS[section](*page.receive(), applicant=applicant, place=page.place)

    def save() -> str:
        form.save()
        preview = _preview_to_return_to(request)
        if "_back" in request.POST and previous:
            return address_of(None, previous)
        if "_exit" in request.POST:
            messages.success(request, _("Kaydedildi. Profilinize istediğiniz zaman devam edebilirsiniz."))
            return reverse("application_list")
        if preview:
            return preview
        if was_complete:
            messages.success(request, _("Kaydedildi."))
            return reverse("profile")
        if following:
            return address_of(None, following)
        if profile_gap(with_profile(applicant)) is None:
            messages.success(request, _("Profiliniz tamamlandı. Şimdi sektör ve kategori seçebilirsiniz."))
            return reverse("new_application")
        return reverse("profile")

    row = getattr(applicant, here.row, None)
    context: dict[str, Any] = {
        "menu": "profile",
        "section": here,
        "steps": profile_steps(applicant, section, unfinished_under(request.applicant, "profile/")),
        "previous": previous,
        "steps_title": _("Profil bölümleri"),
        "saved_at": row.saved_at if row else None,
        "known": _known(applicant, section),
        "correction": correction(applicant.identity) if section in {"kisisel", "pasaport"} else "",
        "open_number": _open_number(applicant),
    }
    if section == "kisisel":
        context["photo"] = Upload.objects.filter(pk=row.photo_id).first() if row else None
    back = address_of(None, previous) if previous else ""
    return answer(page, form, save, "profile/section.html", context, back)


def _file_url(upload: Upload) -> str:
    """Only what was checked and found clean can be opened."""
    return reverse("upload_file", args=[upload.pk]) if upload.is_clean else ""


def _known(applicant: Applicant, section: str) -> list[Row]:
    """What the section shows above its questions, each value with its source."""
    identity = applicant.identity
    if section == "kisisel":
        return identity_rows(identity_values(identity)) + known_rows(PersonalForm, known_personal(identity))
    if section == "iletisim":
        return [email_row(applicant.email)]
    return known_rows(PassportForm, known_passport(identity)) if section == "pasaport" else []


def _open_number(applicant: Applicant) -> str | None:
    """The application that is being evaluated: what is changed here does not change it."""
    return Application.objects.filter(applicant=applicant, status__in=OPEN).values_list("number", flat=True).first()


def _preview_to_return_to(request: HttpRequest) -> str:
    """The preview whose change link led here; it looks for itself whose it is."""
    try:
        return reverse("application_preview", args=[UUID(request.GET.get("basvuru", ""))])
    except ValueError:
        return ""
