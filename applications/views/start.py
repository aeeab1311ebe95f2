"""Yeni Başvuru (guide 3.1): sector, category, confirmation; the application begins by one explicit POST."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from applicants.sign_in.access import applicant_required

from ..catalogue.reading import sectors
from ..eligibility.period import quiet_time_problem
from ..lifecycle import engine
from ..models import Application, Category, Sector
from ..models.status import OPEN, Status
from ..wizard.completeness import PAGES, PROFILE, address_of, done_in_profile, with_profile


@applicant_required
def new_application(request: HttpRequest) -> HttpResponse:
    """The sectors. With a profile still to fill in, that comes first and is said so."""
    applicant = with_profile(request.applicant)
    done = done_in_profile(applicant)
    missing = [(section.title, address_of(None, section)) for section in PROFILE if section.slug not in done]
    return render(request, "application/sectors.html", {"menu": "new", "sectors": sectors(), "missing": missing})


@applicant_required
def categories(request: HttpRequest, sector: str) -> HttpResponse:
    found = get_object_or_404(Sector, slug=sector)
    rows = found.categories.filter(enabled=True).order_by("order")
    return render(request, "application/categories.html", {"menu": "new", "sector": found, "categories": rows})


@applicant_required
def confirm(request: HttpRequest, sector: str, category: str) -> HttpResponse:
    """Who fits, how long, which documents (R40), the warning (R41), and the button that starts."""
    chosen = get_object_or_404(Category.objects.select_related("sector"), slug=category, sector_id=sector, enabled=True)
    if request.method == "POST":
        try:
            case = engine.start(chosen, with_profile(request.applicant))
        except engine.Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("new_application")
        return redirect("application_step", case.pk, PAGES[0].slug)
    mine = list(
        Application.objects.filter(applicant=request.applicant, status__in=[*OPEN, Status.DRAFT]).select_related(
            "category"
        )
    )
    context = {
        "menu": "new",
        "category": chosen,
        "rules": list(chosen.document_rules.select_related("kind")),
        "draft": next((case for case in mine if case.status == Status.DRAFT and case.category_id == chosen.pk), None),
        "quiet": quiet_time_problem(request.applicant, chosen),
        "open_case": next((case for case in mine if case.status != Status.DRAFT), None),
    }
    return render(request, "application/confirm.html", context)
