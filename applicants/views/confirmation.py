"""A fresh code before something grave, unless one has just been typed (ASVS 5.0 7.5.1)."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import OneTimeCode
from ..portal_request import ApplicantRequest
from ..sign_in import one_time_codes
from ..sign_in.applicant_access import applicant_required, pop_destination, remember_destination
from ..sign_in.sessions import CONFIRMATION_KEY
from ..sign_in.sign_in_forms import CodeForm
from .one_time_code import explain_refusal, explain_wait, mask_email


def fresh_proof_required(view):
    """Only within ten minutes of a sign-in or a code; others type one first and come back to the same page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.session.is_freshly_proven:
            return view(request, *args, **kwargs)
        there = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("account")
        return redirect(f"{reverse('account_confirm')}?{urlencode({'next': there})}")

    return applicant_required(guarded)


@applicant_required
def confirm(request: ApplicantRequest) -> HttpResponse:
    """What the code is for and a button that sends it; then the box to type it into."""
    remember_destination(request)
    if request.session.is_freshly_proven:
        return redirect(pop_destination(request))
    sent = _find_sent_code(request)
    form = CodeForm(request.POST if request.method == "POST" and sent else None)
    if form.is_valid():
        checked = one_time_codes.check_code(request, form.cleaned_data["code"], CONFIRMATION_KEY)
        if checked.result is one_time_codes.CodeResult.RIGHT:
            request.session.mark_proven()
            return redirect(pop_destination(request))
        form.add_error("code", explain_refusal(checked))
    context = {"menu": "account", "form": form if sent else None, "address": mask_email(request.applicant.email)}
    return render(request, "account/confirm.html", context)


def _find_sent_code(request: ApplicantRequest) -> OneTimeCode | None:
    code = one_time_codes.find_last_code(request, CONFIRMATION_KEY)
    if code is None or code.used_at or code.purpose != OneTimeCode.Purpose.CONFIRM:
        return None
    return code if code.email == request.applicant.email else None


@applicant_required
@require_POST
def send(request: ApplicantRequest) -> HttpResponse:
    try:
        one_time_codes.request_code(
            request, request.applicant.email, purpose=OneTimeCode.Purpose.CONFIRM, slot=CONFIRMATION_KEY
        )
        messages.success(request, _("Kod gönderildi. Varsa önceki kod artık geçersiz."))
    except one_time_codes.CodeTooSoonError:
        messages.warning(request, _("Yeni kodu, önceki gönderildikten 60 saniye sonra isteyebilirsiniz."))
    except one_time_codes.TooManyCodesError as refusal:
        messages.warning(request, explain_wait(refusal))
    return redirect("account_confirm")
