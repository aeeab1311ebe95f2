"""Signing applicants in and out, and keeping others away from their pages."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from .models import Applicant
from .sessions import APPLICANT_KEY


def applicant_required(view):
    """Only for a signed-in applicant; others go to sign-in and come back to the same page."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        if request.applicant:
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")

    return guarded


def sign_in(request: HttpRequest, applicant: Applicant) -> None:
    """Start a fresh session for the applicant: new key, nothing carried over but the way they were going."""
    onward = request.session.get("next", "")
    request.session.flush()
    request.session[APPLICANT_KEY] = str(applicant.pk)
    if onward:
        request.session["next"] = onward
    Applicant.objects.filter(pk=applicant.pk).update(last_sign_in_at=timezone.now())


def remember_destination(request: HttpRequest) -> None:
    """Keep ``?next=`` for after sign-in when it is a page of ours."""
    destination = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(destination, allowed_hosts={request.get_host()}):
        request.session["next"] = destination


def destination(request: HttpRequest) -> str:
    """Where to go now that the applicant is in."""
    return request.session.pop("next", "") or reverse("application_list")
