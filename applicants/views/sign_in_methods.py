"""The first time: the consular reference, the passport used at entry, and what became of it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from emuafiyet.core.limits import check_rate_limit, client_network

from ..models import Arrival, SignInMethod
from ..portal_request import PortalRequest
from ..sign_in import one_time_codes
from ..sign_in.applicant_access import pop_destination, sign_in_applicant
from ..sign_in.identity_checks import Admission, admit_arrival
from ..sign_in.sessions import PROVEN_KEY
from ..sign_in.sign_in_forms import ConsularForm, PassportForm
from .one_time_code import METHOD_URL_NAMES, request_code_for_form

CLAIMED_COLUMNS = ("surname", "given_names", "nationality")
SLOW_AFTER_SECONDS = 20  # seconds at the screen until we say that somebody is slow


@never_cache
def consular(request: PortalRequest) -> HttpResponse:
    """Sign-in from abroad (R13). The mission's system is asked by a worker while the person reads their mail."""
    form = ConsularForm(
        request.POST if request.method == "POST" else None, initial=_typed_values(request, SignInMethod.CONSULAR)
    )
    if form.is_valid() and check_attempt_limits(request, form, form.cleaned_data["consular_reference"]):
        typed = form.cleaned_data
        arrival = Arrival(
            door=SignInMethod.CONSULAR,
            email=typed["email"],
            consular_reference=typed["consular_reference"],
            passport_number=typed["passport_number"],
        )
        if (answer := continue_to_code(request, form, arrival)) is not None:
            return answer
    return render(request, "sign_in/consular.html", {"form": form})


@never_cache
def passport(request: PortalRequest) -> HttpResponse:
    """Sign-in in Türkiye without e-Devlet (R12). Göç İdaresi is asked while the person reads their mail."""
    form = PassportForm(
        request.POST if request.method == "POST" else None, initial=_typed_values(request, SignInMethod.PASSPORT)
    )
    if form.is_valid() and check_attempt_limits(request, form, form.cleaned_data["passport_number"]):
        typed = form.cleaned_data
        birth = typed["birth"]
        claim = {name: typed[name] for name in CLAIMED_COLUMNS}
        claim |= {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day}
        arrival = Arrival(
            door=SignInMethod.PASSPORT,
            email=typed["email"],
            passport_number=typed["passport_number"],
            foreigner_id=typed["foreigner_id"],
            claim=claim | {"entered_on": typed["entered_on"].isoformat()},
        )
        if (answer := continue_to_code(request, form, arrival)) is not None:
            return answer
    return render(request, "sign_in/passport.html", {"form": form})


def continue_to_code(request: PortalRequest, form, arrival: Arrival) -> HttpResponse | None:
    """To the code, or straight to the outcome when this browser has proven the e-mail before; None to ask again."""
    if _is_proven(request, arrival.email):
        arrival.enqueue()
        request.session[PROVEN_KEY] = str(arrival.pk)
        return redirect("sign_in_admission")
    return redirect("sign_in_code") if request_code_for_form(request, form, arrival.email, arrival) else None


def check_attempt_limits(request: PortalRequest, form, secret: str) -> bool:
    """References and entries are secrets too: few guesses at each and for a network (ASVS 5.0 2.4.1)."""
    if check_rate_limit("arrival-secret", secret, 10, 3600) and check_rate_limit(
        "arrival-network", client_network(request), 30, 3600
    ):
        return True
    form.add_error(None, _("Kısa sürede çok deneme yapıldı. Bir saat sonra yeniden deneyin."))
    return False


def _find_proven_arrival(request: PortalRequest) -> Arrival | None:
    """The arrival whose e-mail this browser has proven."""
    key = request.session.get(PROVEN_KEY)
    return Arrival.objects.filter(pk=key).first() if key else None


def _is_proven(request: PortalRequest, email: str) -> bool:
    arrival = _find_proven_arrival(request)
    return arrival is not None and arrival.email == email


def _typed_values(request: PortalRequest, door: SignInMethod) -> dict:
    """What this browser typed last, to correct a slip before the code or after the authority said no."""
    if request.method != "GET":
        return {}
    pending = one_time_codes.find_last_code(request)
    known = [arrival for arrival in (_find_proven_arrival(request), pending and pending.arrival) if arrival]
    known = [arrival for arrival in known if arrival.door == door and not arrival.emptied_at]
    if not known:
        return {}
    last = max(known, key=lambda arrival: arrival.created_at)
    typed = {name: getattr(last, name) for name in ("consular_reference", "passport_number", "foreigner_id", "email")}
    if not last.claim:
        return typed
    birth = [last.claim[f"birth_{part}"] for part in ("year", "month", "day")]
    return typed | last.claim | {"birth": birth, "one_name": not last.claim["given_names"]}


@never_cache
def admission(request: PortalRequest) -> HttpResponse:
    """After the e-mail is proven: in, please wait, or why not and what to do."""
    arrival = _find_proven_arrival(request)
    if arrival is None:
        return redirect("sign_in")
    result, applicant = admit_arrival(arrival, get_language())
    if result is Admission.ADMITTED and applicant:
        sign_in_applicant(request, applicant)
        return redirect(pop_destination(request))
    waited = timezone.now() - arrival.created_at
    context = {
        "arrival": arrival,
        "door": METHOD_URL_NAMES[SignInMethod(arrival.door)],
        "slow": waited.total_seconds() > SLOW_AFTER_SECONDS,
    }
    name = f"refused_{arrival.door}" if result is Admission.REFUSED else result.name.lower()
    return render(request, f"sign_in/admission/{name}.html", context)
