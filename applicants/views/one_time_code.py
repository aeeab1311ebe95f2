"""Asking for a one-time code, typing it, asking for another one."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from emuafiyet.core.nullable import require_value

from ..models import Applicant, Arrival, OneTimeCode, SignInMethod
from ..portal_request import PortalRequest
from ..sign_in import one_time_codes
from ..sign_in.applicant_access import pop_destination, sign_in_applicant
from ..sign_in.sessions import PROVEN_KEY
from ..sign_in.sign_in_forms import CodeForm

ISTANBUL = ZoneInfo("Europe/Istanbul")
# Where the address was typed, and can be changed.
METHOD_URL_NAMES = {
    SignInMethod.CONSULAR: "sign_in_consular",
    SignInMethod.PASSPORT: "sign_in_passport",
    SignInMethod.EDEVLET: "sign_in_edevlet_email",
}
TYPED_COLUMNS = ("door", "consular_reference", "passport_number", "foreigner_id", "claim")


def request_code_for_form(request: PortalRequest, form, email: str, arrival: Arrival | None = None) -> bool:
    """Enqueue a code; on refusal put the reason beside the e-mail. True when there is a code to type."""
    try:
        one_time_codes.request_code(request, email, arrival)
    except one_time_codes.CodeTooSoonError:
        reason = _("Bu adrese az önce kod gönderdik. Yeni kodu 60 saniye sonra isteyebilirsiniz.")
        if _is_same_question(one_time_codes.find_last_code(request), email, arrival):  # the button was pressed twice
            messages.warning(request, reason)
            return True
        form.add_error("email", reason)
    except one_time_codes.TooManyCodesError as refusal:
        form.add_error("email", explain_wait(refusal))
    else:
        return True
    return False


def explain_wait(refusal: one_time_codes.TooManyCodesError) -> str:
    """When the next code can be asked for, by the clock of Türkiye; the minute that is named is late enough."""
    until = timezone.localtime(refusal.until + timedelta(seconds=59), ISTANBUL)
    day = "" if until.date() == timezone.localdate(timezone=ISTANBUL) else f"{date_format(until, 'j E')} "
    time = f"{day}{date_format(until, 'H:i')}"
    if isinstance(refusal, one_time_codes.AddressLockedError):
        return _(
            "Bu adres için art arda çok yanlış kod girildi; güvenlik için yeni tarayıcılarda e-posta ile giriş"
            " %(time)s saatine kadar kapalı (Türkiye saati). Şimdi e-Devlet ile ya da daha önce giriş yaptığınız"
            " tarayıcıdan girebilirsiniz."
        ) % {"time": time}
    return _(
        "Kısa sürede çok kod istendi. %(time)s saatinden sonra yeniden deneyin (Türkiye saati); daha önce giriş"
        " yaptığınız tarayıcıda başkalarının istekleri sayılmaz."
    ) % {"time": time}


def _is_same_question(pending: OneTimeCode | None, email: str, arrival: Arrival | None) -> bool:
    """Whether this browser has a code in hand that answers just what it asks for again."""
    if pending is None or pending.used_at or pending.email != email:
        return False
    if arrival is None or pending.arrival is None:
        return arrival is pending.arrival
    return all(getattr(arrival, name) == getattr(pending.arrival, name) for name in TYPED_COLUMNS)


@never_cache
def code(request: PortalRequest) -> HttpResponse:
    pending = one_time_codes.find_last_code(request)
    if pending is None:
        return _redirect_without_code(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        checked = one_time_codes.check_code(request, form.cleaned_data["code"])
        if checked.result is one_time_codes.CodeResult.RIGHT:
            return _sign_in_with_code(request, require_value(checked.code))
        if _has_proven(request, checked.code):  # came back and pressed again
            return redirect("sign_in_admission")
        form.add_error("code", explain_refusal(checked))
    door = METHOD_URL_NAMES[SignInMethod(pending.arrival.door)] if pending.arrival else "sign_in_email"
    page = {"form": form, "address": mask_email(pending.email), "pending": pending, "door": door}
    return render(request, "sign_in/code.html", page)


def _redirect_without_code(request: PortalRequest) -> HttpResponse:
    """Nothing was sent to this browser, or a first press of the same button has used it up."""
    if request.applicant:
        return redirect(pop_destination(request))
    if request.method == "POST":
        messages.warning(request, _("Bu kod artık geçerli değil. Giriş yapmak için yeni kod isteyin."))
        return redirect("sign_in")
    return redirect("sign_in_email")


def _sign_in_with_code(request: PortalRequest, right: OneTimeCode) -> HttpResponse:
    if right.purpose == OneTimeCode.Purpose.ARRIVAL:
        request.session.cycle_key()
        request.session[PROVEN_KEY] = str(right.arrival_id)
        return redirect("sign_in_admission")
    sign_in_applicant(request, Applicant.objects.get(email=right.email))
    return redirect(pop_destination(request))


def _has_proven(request: PortalRequest, used: OneTimeCode | None) -> bool:
    return bool(used and used.used_at and used.arrival_id and request.session.get(PROVEN_KEY) == str(used.arrival_id))


def explain_refusal(checked: one_time_codes.CodeCheck) -> str:
    if checked.result is one_time_codes.CodeResult.EXPIRED:
        return _("Kodun süresi doldu. Yeni kod isteyin.")
    if checked.result is one_time_codes.CodeResult.USED:
        return _("Bu kod kullanıldı. Yeni kod isteyin.")
    if checked.result is one_time_codes.CodeResult.NO_TRIES_LEFT:
        return _("Kod 5 kez yanlış girildi ve geçersiz oldu. Yeni kod isteyin.")
    return _("Kod yanlış. E-postadaki son kodu yazın; %(left)d deneme hakkınız kaldı.") % {"left": checked.tries_left}


def mask_email(email: str) -> str:
    """Enough of the address to recognise one's own, too little for a passer-by."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••••{at}{host}"


@require_POST
@never_cache
def resend(request: PortalRequest) -> HttpResponse:
    pending = one_time_codes.find_last_code(request)
    if pending is None:
        return redirect("sign_in_email")
    try:
        one_time_codes.request_code(request, pending.email, pending.arrival)
        messages.success(request, _("Yeni kod gönderildi. Önceki kod artık geçersiz."))
    except one_time_codes.CodeTooSoonError:
        messages.warning(request, _("Yeni kodu, önceki gönderildikten 60 saniye sonra isteyebilirsiniz."))
    except one_time_codes.TooManyCodesError as refusal:
        messages.warning(request, explain_wait(refusal))
    return redirect("sign_in_code")
