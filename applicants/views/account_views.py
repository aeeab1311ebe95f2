"""Hesabım: the registered e-mail, the language of notices, where one is signed in, and one's personal data."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import Applicant, Session
from ..notices import notice_delivery
from ..portal_request import ApplicantRequest
from ..sign_in.applicant_access import applicant_required, sign_out_applicant
from ..sign_in.sign_in_forms import NoticeLanguageForm


@applicant_required
def account(request: ApplicantRequest) -> HttpResponse:
    context = {
        "menu": "account",
        "sessions": open_sessions(request.applicant).count(),
        "requests": request.applicant.rights_requests.count(),
    }
    return render(request, "account/account.html", context)


@applicant_required
def notice_language(request: ApplicantRequest) -> HttpResponse:
    """From now on notices keep to the chosen language, whatever language an application is sent in."""
    applicant = request.applicant
    posted = request.POST if request.method == "POST" else None
    form = NoticeLanguageForm(posted, initial={"language": applicant.language})
    if form.is_valid():
        Applicant.objects.filter(pk=applicant.pk).update(language=form.cleaned_data["language"], language_chosen=True)
        messages.success(request, _("Bildirim dili kaydedildi."))
        return redirect("account")
    return render(request, "account/language.html", {"menu": "account", "form": form})


@applicant_required
@require_POST
def confirm_address(request: ApplicantRequest) -> HttpResponse:
    """The address is right, says its person: nothing more is said of the mail that came back."""
    notice_delivery.confirm_address(request.applicant)
    messages.success(request, _("Kayıtlı adresiniz aynı kaldı."))
    return redirect("inbox")


def open_sessions(applicant: Applicant) -> QuerySet[Session]:
    return applicant.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at")


@applicant_required
def sessions(request: ApplicantRequest) -> HttpResponse:
    here = request.session.row_key
    rows = [(session, session.pk == here) for session in open_sessions(request.applicant)]
    return render(request, "account/sessions.html", {"menu": "account", "sessions": rows})


@applicant_required
@require_POST
def end_session(request: ApplicantRequest, public_id: UUID) -> HttpResponse:
    """One of mine; another person's is as if it were not there. Pressed twice it is ended once."""
    mine = request.applicant.sessions.filter(public_id=public_id)
    if mine.filter(pk=request.session.row_key).exists():
        return sign_out_applicant(request)
    mine.delete()
    messages.success(request, _("Oturum kapatıldı."))
    return redirect("account_sessions")


@applicant_required
@require_POST
def end_every_session(request: ApplicantRequest) -> HttpResponse:
    """Her yerden çık: this one too, so that nothing is left to think about."""
    request.applicant.sessions.all().delete()
    return sign_out_applicant(request)
