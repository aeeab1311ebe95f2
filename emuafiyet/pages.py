"""Public pages that tell what the portal is for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications.catalogue.reading import OUTSIDE_THE_SYSTEM, open_sectors


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"sectors": open_sectors()})


def who(request: HttpRequest) -> HttpResponse:
    """Who may apply, straight from the catalogue (R3)."""
    return render(request, "portal/who.html", {"sectors": open_sectors(), "outside": OUTSIDE_THE_SYSTEM})


def static_page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)
