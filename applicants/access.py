"""Signing applicants in and out, and keeping others away from their pages."""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from .models import Applicant
from .sessions import APPLICANT_KEY, KEYS, NEXT_KEY

FRAGMENT = "HX-Request"  # asked for by htmx, which would put the sign-in page into the middle of the old one


def applicant_required(view):
    """Only for a signed-in applicant; others go to sign-in and come back to the same page."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        if request.applicant:
            return view(request, *args, **kwargs)
        query = urlencode({"next": page} if (page := _page_to_return_to(request)) else {})
        return _whole_page_goes_to(request, f"{reverse('sign_in')}{'?' if query else ''}{query}")

    return guarded


def _page_to_return_to(request: HttpRequest) -> str:
    """The page that the person looks at: not the address of a POST, which may have nothing to show."""
    if FRAGMENT in request.headers:
        seen = request.headers.get("HX-Current-URL", "")
    elif request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    else:
        seen = request.headers.get("Referer", "")
    if not _is_ours(request, seen):
        return ""
    parts = urlsplit(seen)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _whole_page_goes_to(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that a request for a part of a page passes on to the page."""
    if FRAGMENT in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def sign_in(request: HttpRequest, applicant: Applicant) -> None:
    """Start a fresh session for the applicant: new key, nothing carried over but the way they were going."""
    onward = request.session.get(NEXT_KEY, "")
    request.session.flush()
    request.session[APPLICANT_KEY] = str(applicant.pk)
    if onward:
        request.session[NEXT_KEY] = onward
    # Notices are written in the language that the person reads the portal in.
    Applicant.objects.filter(pk=applicant.pk).update(last_sign_in_at=timezone.now(), language=get_language())


def forget_applicant(request: HttpRequest, **_: object) -> None:
    """An officer has signed in: whoever used this browser as an applicant is gone."""
    for key in KEYS:
        request.session.pop(key, None)


def remember_destination(request: HttpRequest) -> None:
    """Keep ``?next=`` for after sign-in when it is a page of ours."""
    destination = request.GET.get("next", "")
    if _is_ours(request, destination):
        request.session[NEXT_KEY] = destination


def destination(request: HttpRequest) -> str:
    """Where to go now that the applicant is in."""
    return request.session.pop(NEXT_KEY, "") or reverse("application_list")
