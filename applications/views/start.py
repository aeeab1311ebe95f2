"""Yeni Başvuru (guide 3.1): sector, category, confirmation; the application begins by one explicit POST."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required

from ..catalogue.read_catalogue import list_sectors
from ..eligibility.period import find_cooldown_problem
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.details import NewApplication
from ..lifecycle.transitions import APPLICATION
from ..models import Application, Category, Sector
from ..models.status import OPEN_STATUSES, Status
from ..wizard.completeness import (
    APPLICATION_PAGES,
    PROFILE_SECTIONS,
    build_section_url,
    list_done_sections,
    load_with_profile,
)


@applicant_required
def new_application(request: ApplicantRequest) -> HttpResponse:
    """The sectors. With a profile still to fill in, that comes first and is said so."""
    applicant = load_with_profile(request.applicant)
    done = list_done_sections(applicant)
    missing = [
        (section.title, build_section_url(None, section)) for section in PROFILE_SECTIONS if section.slug not in done
    ]
    return render(request, "application/sectors.html", {"menu": "new", "sectors": list_sectors(), "missing": missing})


@applicant_required
def categories(request: ApplicantRequest, sector: str) -> HttpResponse:
    found = get_object_or_404(Sector, slug=sector)
    rows = found.categories.filter(enabled=True).order_by("order")
    return render(request, "application/categories.html", {"menu": "new", "sector": found, "categories": rows})


@applicant_required
def confirm(request: ApplicantRequest, sector: str, category: str) -> HttpResponse:
    """Who fits, how long, which documents (R40), the warning (R41), and the button that starts."""
    chosen = get_object_or_404(Category.objects.select_related("sector"), slug=category, sector_id=sector, enabled=True)
    if request.method == "POST":
        try:
            by = Actor.from_person(request.applicant)
            case = engine.perform(APPLICATION, "start", request.applicant.pk, by, NewApplication(chosen))
        except engine.GuardError as refusal:
            messages.warning(request, str(refusal))
            return redirect("new_application")
        return redirect("application_step", case.pk, APPLICATION_PAGES[0].slug)
    mine = list(
        Application.objects.filter(
            applicant=request.applicant, status__in=[*OPEN_STATUSES, Status.DRAFT]
        ).select_related("category")
    )
    context = {
        "menu": "new",
        "category": chosen,
        "rules": list(chosen.document_rules.select_related("kind")),
        "draft": next((case for case in mine if case.status == Status.DRAFT and case.category_id == chosen.pk), None),
        "quiet": find_cooldown_problem(request.applicant, chosen),
        "open_case": next((case for case in mine if case.status != Status.DRAFT), None),
    }
    return render(request, "application/confirm.html", context)
