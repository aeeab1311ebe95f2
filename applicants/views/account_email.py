"""The registered e-mail and its change: the new address, the two codes, a new code, and turning back (R26)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..account import change_email
from ..models import EmailChange
from ..portal_request import ApplicantRequest
from ..sign_in import one_time_codes
from ..sign_in.applicant_access import applicant_required
from ..sign_in.sessions import CONFIRMATION_KEY
from ..sign_in.sign_in_forms import CodeForm, NewEmailForm
from .one_time_code import explain_refusal, explain_wait, mask_email


@applicant_required
def new_address(request: ApplicantRequest) -> HttpResponse:
    form = NewEmailForm(*([request.POST] if request.method == "POST" else []), applicant=request.applicant)
    if form.is_valid() and _start_change(request, form):
        return redirect("account_email_code")
    return render(request, "account/email.html", {"menu": "account", "form": form})


def _start_change(request: ApplicantRequest, form: NewEmailForm) -> bool:
    email = form.cleaned_data["email"]
    try:
        change_email.start_email_change(request, email)
    except one_time_codes.CodeTooSoonError:
        change = change_email.find_open_change(request)
        if change and change.new_email == email:  # the button was pressed twice
            return True
        form.add_error("email", _("Adresinize az önce kod gönderdik. Yeni kodu 60 saniye sonra isteyebilirsiniz."))
    except one_time_codes.TooManyCodesError as refusal:
        form.add_error("email", explain_wait(refusal))
    else:
        return True
    return False


@applicant_required
def code(request: ApplicantRequest) -> HttpResponse:
    """The old address's code, then the new one's. A code typed in a tab that is a step behind is not judged."""
    change = change_email.find_open_change(request)
    if change is None:
        return _redirect_without_change(request)
    step = "new" if change.old_proven_at else "old"
    if request.method == "POST" and request.POST.get("step") != step:
        return redirect("account_email_code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        checked = one_time_codes.check_code(request, form.cleaned_data["code"], CONFIRMATION_KEY)
        if checked.result is one_time_codes.CodeResult.RIGHT:
            return _complete_step(request, change)
        form.add_error("code", explain_refusal(checked))
    context = {
        "menu": "account",
        "form": form,
        "step": step,
        "address": change.new_email if step == "new" else mask_email(change.old_email),
    }
    return render(request, "account/email_code.html", context)


def _redirect_without_change(request: ApplicantRequest) -> HttpResponse:
    last = one_time_codes.find_last_code(request, CONFIRMATION_KEY)
    done = bool(last and last.email_change and last.email_change.changed_at)
    if request.method == "POST" and not done:
        messages.warning(request, _("Adres değişikliğinin süresi doldu veya ondan vazgeçildi. Yeniden başlayın."))
    return redirect("account" if done else "account_email")


def _complete_step(request: ApplicantRequest, change: EmailChange) -> HttpResponse:
    if change.old_proven_at is None:
        change_email.mark_old_address_proven(change)
        _send_step_code(request, change)
        return redirect("account_email_code")
    try:
        change_email.complete_email_change(request, change)
    except change_email.AddressTakenError:
        messages.error(request, _("Bu adres kullanılamıyor. Başka bir adres yazın."))
        return redirect("account_email")
    messages.success(request, _("E-posta adresiniz değişti. Diğer bütün oturumlarınız kapatıldı."))
    return redirect("account")


def _send_step_code(request: ApplicantRequest, change: EmailChange) -> None:
    try:
        change_email.request_step_code(request, change)
        messages.success(request, _("Kod gönderildi. Varsa önceki kod artık geçersiz."))
    except one_time_codes.CodeTooSoonError:
        messages.warning(request, _("Yeni kodu, önceki gönderildikten 60 saniye sonra isteyebilirsiniz."))
    except one_time_codes.TooManyCodesError as refusal:
        messages.warning(request, explain_wait(refusal))


@applicant_required
@require_POST
def resend(request: ApplicantRequest) -> HttpResponse:
    change = change_email.find_open_change(request)
    if change is None:
        return _redirect_without_change(request)
    _send_step_code(request, change)
    return redirect("account_email_code")


@applicant_required
@require_POST
def cancel(request: ApplicantRequest) -> HttpResponse:
    change = change_email.find_open_change(request)
    if change:
        change_email.cancel_email_change(change)
        messages.success(request, _("Vazgeçtiniz. Kayıtlı adresiniz değişmedi."))
    return redirect("account")
