"""The doors (guide 1): the question, the e-mail, the consular reference, the code, and the way out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import codes
from ..access import destination, leave, remember_destination, sign_in
from ..arrivals import Admission, admit
from ..forms import AskedBefore, CodeForm, ConsularForm, EmailForm
from ..limits import allow, client_network
from ..models import Applicant, Arrival, Door, OneTimeCode
from ..sessions import PROVEN_KEY

TYPED = ("consular_reference", "passport_number", "email")


@never_cache
def question(request: HttpRequest) -> HttpResponse:
    remember_destination(request)
    if request.applicant:
        return redirect(destination(request))
    form = AskedBefore(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["before"] == "yes":
            return redirect("sign_in_email")
        return redirect("sign_in_consular" if form.cleaned_data["where"] == "abroad" else "sign_in_in_turkey")
    return render(request, "sign_in/question.html", {"form": form})


@never_cache
def by_email(request: HttpRequest) -> HttpResponse:
    """ "Kontrol Et" promises a code and answers alike whether or not the address has an account (R7)."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _ask(request, form, form.cleaned_data["email"]):
        return redirect("sign_in_code")
    return render(request, "sign_in/email.html", {"form": form})


def _ask(request: HttpRequest, form, email: str, arrival: Arrival | None = None) -> bool:
    """Promise a code; on refusal put the reason beside the e-mail. True when there is a code to type."""
    try:
        codes.ask(request, email, arrival)
    except codes.TooSoon:
        reason = _("Bu adrese az önce kod gönderdik. Yeni kodu 60 saniye sonra isteyebilirsiniz.")
        if _same_question(codes.pending(request), email, arrival):  # the button was pressed twice
            messages.warning(request, reason)
            return True
        form.add_error("email", reason)
    except codes.TooMany:
        form.add_error("email", _("Kısa sürede çok kod istendi. Bir saat sonra yeniden deneyin."))
    else:
        return True
    return False


def _same_question(pending: OneTimeCode | None, email: str, arrival: Arrival | None) -> bool:
    """Whether this browser has a code in hand that answers just what it asks for again."""
    if pending is None or pending.used_at or pending.email != email:
        return False
    if arrival is None or pending.arrival is None:
        return arrival is pending.arrival
    return all(getattr(arrival, name) == getattr(pending.arrival, name) for name in TYPED)


def in_turkey(request: HttpRequest) -> HttpResponse:
    """The doors inside Türkiye (R11, R12) open with the next release; say so instead of a dead end."""
    return render(request, "sign_in/in_turkey.html")


@never_cache
def consular(request: HttpRequest) -> HttpResponse:
    """The door abroad (R13). The mission's system is asked by a worker while the person reads their mail."""
    form = ConsularForm(request.POST if request.method == "POST" else None, initial=_typed_before(request))
    if form.is_valid() and _within_limits(request, form):
        typed = form.cleaned_data
        arrival = Arrival(
            door=Door.CONSULAR,
            email=typed["email"],
            consular_reference=typed["consular_reference"],
            passport_number=typed["passport_number"],
        )
        if _is_proven(request, typed["email"]):
            arrival.make()
            request.session[PROVEN_KEY] = str(arrival.pk)
            return redirect("sign_in_admission")
        if _ask(request, form, typed["email"], arrival):
            return redirect("sign_in_code")
    return render(request, "sign_in/consular.html", {"form": form})


def _within_limits(request: HttpRequest, form) -> bool:
    """A reference is a secret too: few guesses per reference and per network (ASVS 5.0 2.4.1)."""
    if allow("arrival-reference", form.cleaned_data["consular_reference"], 10, 3600) and allow(
        "arrival-network", client_network(request), 30, 3600
    ):
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


def _typed_before(request: HttpRequest) -> dict:
    """What this browser typed last, to correct a slip before the code or after the authority said no."""
    if request.method != "GET":
        return {}
    pending = codes.pending(request)
    known = [arrival for arrival in (_proven(request), pending and pending.arrival) if arrival]
    if not known:
        return {}
    last = max(known, key=lambda arrival: arrival.created_at)
    return {name: getattr(last, name) for name in TYPED}


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    pending = codes.pending(request)
    if pending is None:
        return _without_code(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        checked = codes.check(request, form.cleaned_data["code"])
        if checked.verdict is codes.Verdict.RIGHT:
            return _come_in(request, checked.code)
        if _has_proven(request, checked.code):  # came back and pressed again
            return redirect("sign_in_admission")
        form.add_error("code", _why_not(checked))
    return render(request, "sign_in/code.html", {"form": form, "address": masked(pending.email), "pending": pending})


def _without_code(request: HttpRequest) -> HttpResponse:
    """Nothing was sent to this browser, or a first press of the same button has used it up."""
    if request.applicant:
        return redirect(destination(request))
    if request.method == "POST":
        messages.warning(request, _("Bu kod artık geçerli değil. Giriş yapmak için yeni kod isteyin."))
        return redirect("sign_in")
    return redirect("sign_in_email")


def _come_in(request: HttpRequest, right: OneTimeCode) -> HttpResponse:
    if right.purpose == OneTimeCode.Purpose.ARRIVAL:
        request.session.cycle_key()
        request.session[PROVEN_KEY] = str(right.arrival_id)
        return redirect("sign_in_admission")
    sign_in(request, Applicant.objects.get(email=right.email))
    return redirect(destination(request))


def _has_proven(request: HttpRequest, used: OneTimeCode | None) -> bool:
    return bool(used and used.used_at and used.arrival_id and request.session.get(PROVEN_KEY) == str(used.arrival_id))


def _why_not(checked: codes.Checked) -> str:
    if checked.verdict is codes.Verdict.EXPIRED:
        return _("Kodun süresi doldu. Yeni kod isteyin.")
    if checked.verdict is codes.Verdict.USED:
        return _("Bu kod kullanıldı. Yeni kod isteyin.")
    if checked.verdict is codes.Verdict.NO_TRIES_LEFT:
        return _("Kod 5 kez yanlış girildi ve geçersiz oldu. Yeni kod isteyin.")
    return _("Kod yanlış. E-postadaki son kodu yazın; %(left)d deneme hakkınız kaldı.") % {"left": checked.tries_left}


def masked(email: str) -> str:
    """Enough of the address to recognise one's own, too little for a passer-by."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••••{at}{host}"


@require_POST
@never_cache
def resend(request: HttpRequest) -> HttpResponse:
    pending = codes.pending(request)
    if pending is None:
        return redirect("sign_in_email")
    try:
        codes.ask(request, pending.email, pending.arrival)
        messages.success(request, _("Yeni kod gönderildi. Önceki kod artık geçersiz."))
    except codes.TooSoon:
        messages.warning(request, _("Yeni kodu, önceki gönderildikten 60 saniye sonra isteyebilirsiniz."))
    except codes.TooMany:
        messages.warning(request, _("Kısa sürede çok kod istendi. Bir saat sonra yeniden deneyin."))
    return redirect("sign_in_code")


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
    waiting = timezone.now() - arrival.created_at
    context = {"result": result.name, "arrival": arrival, "slow": waiting.total_seconds() > 20}
    return render(request, "sign_in/admission.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    return leave(request)
