"""Public pages that tell what the portal is for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from applications.catalogue.reading import outside_the_system, sectors


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"sectors": sectors()})


def who(request: HttpRequest) -> HttpResponse:
    """Who may apply, straight from the catalogue (R3)."""
    return render(request, "portal/who.html", {"sectors": sectors(), "outside": outside_the_system()})


def static_page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)
