"""Sign-in (guide 1): which method, the e-mail, the choice of somebody in Türkiye, and signing out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ..portal_request import PortalRequest
from ..sign_in.applicant_access import pop_destination, remember_destination, sign_out_applicant
from ..sign_in.sign_in_forms import EmailForm, SignInQuestionForm
from .one_time_code import request_code_for_form


@never_cache
def question(request: PortalRequest) -> HttpResponse:
    remember_destination(request)
    if request.applicant:
        return redirect(pop_destination(request))
    form = SignInQuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["before"] == "yes":
            return redirect("sign_in_email")
        return redirect("sign_in_consular" if form.cleaned_data["where"] == "abroad" else "sign_in_in_turkey")
    return render(request, "sign_in/question.html", {"form": form})


@never_cache
def by_email(request: PortalRequest) -> HttpResponse:
    """The yes-branch: e-mail or e-Devlet (R6).

    "Kontrol Et" sends a code and answers alike whether or not the address has an account (R7).
    """
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and request_code_for_form(request, form, form.cleaned_data["email"]):
        return redirect("sign_in_code")
    return render(request, "sign_in/email.html", {"form": form})


def in_turkey(request: PortalRequest) -> HttpResponse:
    """The sign-in methods inside Türkiye: e-Devlet (R11), or the passport used at entry (R12)."""
    return render(request, "sign_in/in_turkey.html")


@require_POST
def sign_out(request: PortalRequest) -> HttpResponse:
    return sign_out_applicant(request)
