"""Public pages that tell what the portal is for."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from applications.catalogue.read_catalogue import list_sectors

from .faq import list_home_page_questions

DAY_SECONDS = 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"sectors": list_sectors(), "questions": list_home_page_questions()}
    return render(request, "portal/home.html", context)


@require_safe
def static_page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Each cookie by the name it bears here; a test looks for others."""
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "device": settings.DEVICE_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "language": settings.LANGUAGE_COOKIE_NAME,
    }
    return render(request, "portal/cookies.html", {"names": names})


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). The last day moves on with the days."""
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: tr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain")
