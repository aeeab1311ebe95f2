"""Signing applicants in and out, and keeping others away from their pages."""

import uuid
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..drafts import page_drafts
from ..drafts.page_drafts import AUTOSAVE, NewerDraftError
from ..models import Applicant
from ..notices import inbox
from ..portal_request import PortalRequest
from . import devices
from .sessions import APPLICANT_KEY, APPLICANT_KEYS, NEXT_KEY, SAVED_FORM_KEY

HTMX_HEADER = "HX-Request"  # asked for by htmx, which would put the sign-in page into the middle of the old one


def applicant_required(view):
    """Only for a signed-in applicant; others go to sign-in and come back to the same page."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.applicant else _redirect_to_sign_in(request)

    vars(guarded)["is_applicants_page"] = True
    return guarded


def _redirect_to_sign_in(request: PortalRequest) -> HttpResponse:
    """To sign-in and back. What was posted waits there, if it can be told whose it is."""
    if AUTOSAVE in request.POST:
        return _tell_the_script(request)
    page = request.get_full_path()
    try:
        is_kept = _keep_lost(request)
    except NewerDraftError:
        messages.error(
            request,
            _(
                "Oturumunuz sona erdi. Bu sayfada başka bir yerde daha sonra yazdıklarınız duruyor;"
                " son gönderdiğiniz onların yerine geçmedi."
            ),
        )
    else:
        if is_kept:
            messages.warning(
                request,
                _(
                    "Oturumunuz sona erdi. Yazdıklarınız duruyor: giriş yapınca aynı sayfada sizi bekler, oradan"
                    " kaydedersiniz. Dosya seçtiyseniz yeniden seçin."
                ),
            )
        else:
            page = _find_return_address(request)
    query = urlencode({"next": page} if page else {})
    return _redirect_whole_page(request, f"{reverse('sign_in')}{'?' if query else ''}{query}")


def _keep_lost(request: PortalRequest) -> bool:
    """Keep what was posted without its session. Who signs in next is told apart from its owner by the session."""
    owner = page_drafts.keep_lost(request)
    if owner is not None:
        request.session[SAVED_FORM_KEY] = str(owner)
    return owner is not None


def _tell_the_script(request: PortalRequest) -> HttpResponse:
    """What is typed in a page whose session is gone is kept all the same; the script says so and that is all."""
    try:
        is_kept = page_drafts.keep_lost(request) is not None
    except NewerDraftError:
        is_kept = False
    said = _("Oturumunuz sona erdi. Sayfayı yenileyip yeniden giriş yapın.")
    if is_kept:
        said = _("Oturumunuz sona erdi. Yazdıklarınız saklandı: sayfayı yenileyip yeniden giriş yapın.")
    return JsonResponse({"said": said}, status=401)


def redirect_after_stale_form(request: PortalRequest) -> HttpResponse | None:
    """Where a form leads whose secret is no longer this browser's; None when only an explanation is left.

    That happens when the person has signed in anew in another tab, or when all cookies are gone.
    """
    if not getattr(getattr(request.resolver_match, "func", None), "is_applicants_page", False):
        return None
    if not request.applicant:
        return _redirect_to_sign_in(request)
    if AUTOSAVE in request.POST:
        return _tell_the_script(request)
    try:
        is_kept = page_drafts.keep_lost(request) is not None
    except NewerDraftError:
        is_kept = True  # the page that it leads to shows what is newer, and says so
        messages.error(request, _("Bu sayfada başka bir yerde daha sonra yazdıklarınız duruyor."))
    return _redirect_whole_page(request, request.get_full_path()) if is_kept else None


def _find_return_address(request: HttpRequest) -> str:
    """The page that the person looks at: not the address of a POST, which may have nothing to show."""
    if HTMX_HEADER in request.headers:
        seen = request.headers.get("HX-Current-URL", "")
    elif request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    else:
        seen = request.headers.get("Referer", "")
    if not _is_own_address(request, seen):
        return ""
    parts = urlsplit(seen)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _redirect_whole_page(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that a request for a part of a page passes on to the page."""
    if HTMX_HEADER in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _is_own_address(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def sign_in_applicant(request: PortalRequest, applicant: Applicant) -> None:
    """Start a fresh session for the applicant: new key, nothing carried over but the way they were going.

    The secret of the forms is new as well, so that a page of somebody who was signed in before cannot be
    sent in this person's name. A browser that the account has never been used on is reported (N22).
    """
    onward = {name: request.session[name] for name in (NEXT_KEY, SAVED_FORM_KEY) if name in request.session}
    if onward.pop(SAVED_FORM_KEY, str(applicant.pk)) != str(applicant.pk):
        onward = {}  # the way was another person's
    request.session.end_for_new_session()
    request.session[APPLICANT_KEY] = str(applicant.pk)
    request.session.update(onward)
    rotate_token(request)
    request.session.form_key = page_drafts.form_key(request.META["CSRF_COOKIE"])
    request.session.device = devices.describe_device(request)
    request.signed_in_as = applicant.pk
    with transaction.atomic():
        if applicant.last_sign_in_at and not devices.is_known_device(request, applicant.pk):
            _write_new_device_notice(request, applicant)
        # The language of notices is not this browser's business.
        Applicant.objects.filter(pk=applicant.pk).update(last_sign_in_at=timezone.now())


def _write_new_device_notice(request: PortalRequest, applicant: Applicant) -> None:
    context = {"device": request.session.device, "at": timezone.now()}
    inbox.write_notice("new_device", applicant=applicant, dedupe_key=f"new-device:{uuid.uuid4()}", context=context)


def sign_out_applicant(request: HttpRequest) -> HttpResponse:
    """Out, on the server too, and nothing of it stays in the browser's cache."""
    request.session.flush()
    return HttpResponseRedirect(reverse("home"), headers={"Clear-Site-Data": '"cache"'})


def forget_applicant(request: HttpRequest, **_: object) -> None:
    """An officer has signed in: whoever used this browser as an applicant is gone."""
    for key in APPLICANT_KEYS:
        request.session.pop(key, None)


def remember_destination(request: HttpRequest) -> None:
    """Keep ``?next=`` for after sign-in when it is a page of ours."""
    destination = request.GET.get("next", "")
    if _is_own_address(request, destination):
        request.session[NEXT_KEY] = destination


def pop_destination(request: HttpRequest) -> str:
    """Where to go now that the applicant is in."""
    return request.session.pop(NEXT_KEY, "") or reverse("application_list")
