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
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from documents.models import Upload

from ..models import Application
from ..models.status import OPEN_STATUSES
from ..profile.known import explain_correction, get_known_passport, get_known_personal
from ..profile.passport_form import PassportForm
from ..profile.profile_forms import PersonalForm
from ..summaries.profile_overview import summarize_profile
from ..wizard.answer_rows import AnswerRow, build_email_row, build_identity_rows, build_known_rows
from ..wizard.completeness import PROFILE_SECTIONS, build_section_url, find_profile_gap, load_with_profile
from ..wizard.forms_by_page import PROFILE_FORMS
from ..wizard.snapshot import snapshot_identity
from ..wizard.steps import list_profile_steps
from .wizard import handle_page, neighbours


@applicant_required
def profile(request: ApplicantRequest) -> HttpResponse:
    """What each section holds and what is missing; the page one comes back to."""
    applicant = load_with_profile(request.applicant)
    sections = summarize_profile(applicant, _build_file_url)
    unfinished = unfinished_under(request.applicant, "profile/")
    context = {
        "menu": "profile",
        "sections": sections,
        "unfinished": unfinished,
        "next": next((each for each in sections if not each.complete), None),
        "lacking": [each.title for each in sections if not each.complete],
        "untouched": not any(each.saved_at for each in sections),
        "correction": explain_correction(applicant.identity),
        "open_number": _find_open_number(applicant),
    }
    return render(request, "profile/overview.html", context)


@applicant_required
@recoverable("profile/{section}")
def profile_section(request: ApplicantRequest, section: str) -> HttpResponse:
    previous, here, following = neighbours(PROFILE_SECTIONS, section)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    applicant = load_with_profile(request.applicant)
    was_complete = find_profile_gap(applicant) is None
    form = PROFILE_FORMS[section](*page.receive(), applicant=applicant, place=page.place)

    def save() -> str:
        form.save()
        preview = _build_return_url(request)
        if "_back" in request.POST and previous:
            return build_section_url(None, previous)
        if "_exit" in request.POST:
            messages.success(request, _("Kaydedildi. Profilinize istediğiniz zaman devam edebilirsiniz."))
            return reverse("application_list")
        if preview:
            return preview
        if was_complete:
            messages.success(request, _("Kaydedildi."))
            return reverse("profile")
        if following:
            return build_section_url(None, following)
        if find_profile_gap(load_with_profile(applicant)) is None:
            messages.success(request, _("Profiliniz tamamlandı. Şimdi sektör ve kategori seçebilirsiniz."))
            return reverse("new_application")
        return reverse("profile")

    row = getattr(applicant, here.row, None)
    context: dict[str, Any] = {
        "menu": "profile",
        "section": here,
        "steps": list_profile_steps(applicant, section, unfinished_under(request.applicant, "profile/")),
        "previous": previous,
        "steps_title": _("Profil bölümleri"),
        "saved_at": row.saved_at if row else None,
        "known": _list_known_rows(applicant, section),
        "correction": explain_correction(applicant.identity) if section in {"kisisel", "pasaport"} else "",
        "open_number": _find_open_number(applicant),
    }
    if section == "kisisel":
        context["photo"] = Upload.objects.filter(pk=row.photo_id).first() if row else None
    back = build_section_url(None, previous) if previous else ""
    return handle_page(page, form, save, "profile/section.html", context, back)


def _build_file_url(upload: Upload) -> str:
    """Only what was checked and found clean can be opened."""
    return reverse("upload_file", args=[upload.pk]) if upload.is_clean else ""


def _list_known_rows(applicant: Applicant, section: str) -> list[AnswerRow]:
    """What the section shows above its questions, each value with its source."""
    identity = applicant.identity
    if section == "kisisel":
        return build_identity_rows(snapshot_identity(identity)) + build_known_rows(
            PersonalForm, get_known_personal(identity)
        )
    if section == "iletisim":
        return [build_email_row(applicant.email)]
    return build_known_rows(PassportForm, get_known_passport(identity)) if section == "pasaport" else []


def _find_open_number(applicant: Applicant) -> str | None:
    """The application that is being evaluated: what is changed here does not change it."""
    return (
        Application.objects.filter(applicant=applicant, status__in=OPEN_STATUSES)
        .values_list("number", flat=True)
        .first()
    )


def _build_return_url(request: HttpRequest) -> str:
    """The preview whose change link led here; it looks for itself whose it is."""
    try:
        return reverse("application_preview", args=[UUID(request.GET.get("basvuru", ""))])
    except ValueError:
        return ""
