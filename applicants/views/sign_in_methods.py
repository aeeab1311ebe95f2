"""The first time: the consular reference, the passport used at entry, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from emuafiyet.core.limits import allow, client_network

from ..models import Arrival, Door
from ..sign_in import one_time_codes
from ..sign_in.access import destination, sign_in
from ..sign_in.identity_checks import Admission, admit
from ..sign_in.sessions import PROVEN_KEY
from ..sign_in.sign_in_forms import ConsularForm, PassportForm
from .one_time_code import DOORS, promise_code

CLAIMED = ("surname", "given_names", "nationality")
PATIENCE = 20  # seconds at the screen until we say that somebody is slow


@never_cache
def consular(request: HttpRequest) -> HttpResponse:
    """The door abroad (R13). The mission's system is asked by a worker while the person reads their mail."""
    form = ConsularForm(request.POST if request.method == "POST" else None, initial=_typed(request, Door.CONSULAR))
    if form.is_valid() and within_limits(request, form, form.cleaned_data["consular_reference"]):
        typed = form.cleaned_data
        arrival = Arrival(
            door=Door.CONSULAR,
            email=typed["email"],
            consular_reference=typed["consular_reference"],
            passport_number=typed["passport_number"],
        )
        if (answer := onward(request, form, arrival)) is not None:
            return answer
    return render(request, "sign_in/consular.html", {"form": form})


@never_cache
def passport(request: HttpRequest) -> HttpResponse:
    """The door in Türkiye without e-Devlet (R12). Göç İdaresi is asked while the person reads their mail."""
    form = PassportForm(request.POST if request.method == "POST" else None, initial=_typed(request, Door.PASSPORT))
    if form.is_valid() and within_limits(request, form, form.cleaned_data["passport_number"]):
        typed = form.cleaned_data
        birth = typed["birth"]
        claim = {name: typed[name] for name in CLAIMED}
        claim |= {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day}
        arrival = Arrival(
            door=Door.PASSPORT,
            email=typed["email"],
            passport_number=typed["passport_number"],
            foreigner_id=typed["foreigner_id"],
            claim=claim | {"entered_on": typed["entered_on"].isoformat()},
        )
        if (answer := onward(request, form, arrival)) is not None:
            return answer
    return render(request, "sign_in/passport.html", {"form": form})


def onward(request: HttpRequest, form, arrival: Arrival) -> HttpResponse | None:
    """To the code, or straight to the outcome when this browser has proven the e-mail before; None to ask again."""
    if _is_proven(request, arrival.email):
        arrival.make()
        request.session[PROVEN_KEY] = str(arrival.pk)
        return redirect("sign_in_admission")
    return redirect("sign_in_code") if promise_code(request, form, arrival.email, arrival) else None


def within_limits(request: HttpRequest, form, secret: str) -> bool:
    """References and entries are secrets too: few guesses at each and for a network (ASVS 5.0 2.4.1)."""
    if allow("arrival-secret", secret, 10, 3600) and allow("arrival-network", client_network(request), 30, 3600):
        return True
    form.add_error(None, _("Kısa sürede çok deneme yapıldı. Bir saat sonra yeniden deneyin."))
    return False


def _proven(request: HttpRequest) -> Arrival | None:
    """The arrival whose e-mail this browser has proven."""
    key = request.session.get(PROVEN_KEY)
    return Arrival.objects.filter(pk=key).first() if key else None


def _is_proven(request: HttpRequest, email: str) -> bool:
    arrival = _proven(request)
    return arrival is not None and arrival.email == email


def _typed(request: HttpRequest, door: Door) -> dict:
    """What this browser typed last, to correct a slip before the code or after the authority said no."""
    if request.method != "GET":
        return {}
    pending = one_time_codes.pending(request)
    known = [arrival for arrival in (_proven(request), pending and pending.arrival) if arrival]
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
def admission(request: HttpRequest) -> HttpResponse:
    """After the e-mail is proven: in, please wait, or why not and what to do."""
    arrival = _proven(request)
    if arrival is None:
        return redirect("sign_in")
    result, applicant = admit(arrival, get_language())
    if result is Admission.ADMITTED and applicant:
        sign_in(request, applicant)
        return redirect(destination(request))
    waited = timezone.now() - arrival.created_at
    context = {
        "arrival": arrival,
        "door": DOORS[Door(arrival.door)],
        "slow": waited.total_seconds() > PATIENCE,
    }
    name = f"refused_{arrival.door}" if result is Admission.REFUSED else result.name.lower()
    return render(request, f"sign_in/admission/{name}.html", context)
