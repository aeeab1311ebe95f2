"""Sign-in through e-Devlet (R9, R11): the way there and back, and the e-mail of somebody new."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from emuafiyet.core.limits import check_rate_limit, client_network
from emuafiyet.core.outbox.models import OutboxState

from ..gateways.edevlet import build_login_url
from ..models import Arrival, EdevletVisit, SignInMethod
from ..portal_request import PortalRequest
from ..sign_in.applicant_access import pop_destination, sign_in_applicant
from ..sign_in.edevlet_visits import record_return
from ..sign_in.identity_checks import IdentityContradictionError, find_edevlet_account
from ..sign_in.sessions import VISIT_KEY
from ..sign_in.sign_in_forms import EdevletEmailForm
from .sign_in_methods import SLOW_AFTER_SECONDS, check_attempt_limits, continue_to_code


@require_GET
@never_cache
def start(request: PortalRequest) -> HttpResponse:
    """To e-Devlet's own page. A link and not a form: our policy lets forms lead nowhere but to us.

    Pressed twice or in two tabs it is the same way: the first to come back is let in.
    """
    if request.applicant:
        return redirect(pop_destination(request))
    visit = _find_visit(request)
    if visit is None or not visit.is_open:
        if not check_rate_limit("edevlet-network", client_network(request), 60, 3600):
            return render(request, "sign_in/edevlet/too_many.html", status=429)
        visit = EdevletVisit(promise_state=OutboxState.ON_HOLD).enqueue()
        request.session[VISIT_KEY] = str(visit.pk)
    return HttpResponseRedirect(build_login_url(str(visit.pk)))


@require_GET
@never_cache
def back(request: PortalRequest) -> HttpResponse:
    """From e-Devlet, with a code or without. Only the browser that went may come back, and once."""
    visit = _find_visit(request)
    if visit is None or request.GET.get("state") != str(visit.pk):
        return redirect(pop_destination(request)) if request.applicant else _render_stale(request)
    if visit.returned_at is None and not visit.is_open:
        return _render_stale(request)
    record_return(visit.pk, request.GET.get("code", ""), request.GET.get("error", ""))
    request.session.cycle_key()
    return redirect("sign_in_edevlet_outcome")


def _render_stale(request: PortalRequest) -> HttpResponse:
    return render(request, "sign_in/edevlet/stale.html", status=400)


@never_cache
def outcome(request: PortalRequest) -> HttpResponse:
    """In, on to the e-mail, please wait, or why not and what to do."""
    visit = _find_visit(request)
    if visit is None or visit.returned_at is None:
        return redirect(pop_destination(request) if request.applicant else "sign_in")
    if visit.outcome == EdevletVisit.Outcome.VERIFIED:
        return _sign_in_verified(request, visit)
    if visit.outcome == EdevletVisit.Outcome.PENDING:
        slow = (timezone.now() - visit.returned_at).total_seconds() > SLOW_AFTER_SECONDS
        return render(request, "sign_in/edevlet/waiting.html", {"slow": slow})
    return render(request, f"sign_in/edevlet/{visit.outcome}.html")


def _sign_in_verified(request: PortalRequest, visit: EdevletVisit) -> HttpResponse:
    if not visit.vouches:
        return _render_stale(request)
    try:
        applicant = find_edevlet_account(visit)
    except IdentityContradictionError:
        return render(request, "sign_in/admission/contradiction.html")
    if applicant is None:
        return redirect("sign_in_edevlet_email")
    sign_in_applicant(request, applicant)
    return redirect(pop_destination(request))


@never_cache
def email(request: PortalRequest) -> HttpResponse:
    """First sign-in through e-Devlet: the address is proven before there is an account (A-1)."""
    visit = _find_visit(request)
    if visit is None or not visit.vouches:
        return redirect("sign_in")
    form = EdevletEmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and check_attempt_limits(request, form, visit.foreigner_id):
        arrival = Arrival(
            door=SignInMethod.EDEVLET,
            email=form.cleaned_data["email"],
            foreigner_id=visit.foreigner_id,
            claim={"surname": visit.surname, "given_names": visit.given_names},
        )
        if (answer := continue_to_code(request, form, arrival)) is not None:
            return answer
    return render(request, "sign_in/edevlet/email.html", {"form": form, "visit": visit})


def _find_visit(request: PortalRequest) -> EdevletVisit | None:
    """The way to e-Devlet that this browser went last."""
    key = request.session.get(VISIT_KEY)
    return EdevletVisit.objects.filter(pk=key).first() if key else None
