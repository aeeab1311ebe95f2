"""One's personal data on the account page: rights requests, the copy of everything, erasure (Law 6698)."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..drafts import page_drafts
from ..drafts.page_drafts import recoverable
from ..drafts.unfinished_page import UnfinishedPage
from ..portal_request import ApplicantRequest
from ..privacy import export as data_export
from ..privacy import rights as privacy
from ..sign_in.applicant_access import applicant_required, sign_out_applicant
from ..sign_in.sign_in_forms import EraseForm, RightsForm, clear_form_errors
from .confirmation import fresh_proof_required


@applicant_required
@recoverable("account/rights")
def rights(request: ApplicantRequest) -> HttpResponse:
    """Every right of article 11 in words, the form, and the requests made before with their last days."""
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    form = RightsForm(*page.receive())
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        clear_form_errors(form)
    elif form.is_valid():
        made = privacy.create_rights_request(request.applicant, **form.cleaned_data)
        page_drafts.clear(page.owner, page.place)
        day = date_format(made.due_on)
        messages.success(request, _("İsteğiniz alındı. Yanıt için son gün: %(day)s") % {"day": day})
        return redirect("account_rights")
    earlier = request.applicant.rights_requests.order_by("-made_at")
    context = {"menu": "account", "form": form, "requests": earlier, "draft_page": page}
    return render(request, "account/rights.html", context)


@fresh_proof_required
def export(request: ApplicantRequest) -> HttpResponse:
    """Ask for the copy, wait for it, fetch it: whatever is next."""
    if request.method == "POST":
        data_export.request_export(request.applicant)
        return redirect("account_export")
    copy = request.applicant.exports.first()
    context = {"menu": "account", "copy": None if copy is None or copy.is_over else copy}
    return render(request, "account/export.html", context)


@fresh_proof_required
def export_file(request: ApplicantRequest) -> FileResponse:
    copy = request.applicant.exports.first()
    if copy is None or copy.is_over or not copy.is_ready:
        raise Http404
    try:
        content = default_storage.open(copy.file)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename="verilerim.zip", content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


@fresh_proof_required
def erase(request: ApplicantRequest) -> HttpResponse:
    """At once when nothing has to be kept; otherwise what is kept, why and until when."""
    holds = privacy.find_erasure_holds(request.applicant)
    if holds:
        return render(request, "account/erase_held.html", {"menu": "account", "holds": holds})
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            privacy.erase_account(request.applicant, "at the person's request")
        except privacy.ErasureBlockedError:  # an application was sent in another tab
            return redirect("account_erase")
        answer = sign_out_applicant(request)
        messages.success(request, _("Hesabınız ve bütün verileriniz silindi."))
        return answer
    return render(request, "account/erase.html", {"menu": "account", "form": form})


@applicant_required
@require_POST
def ask_erasure(request: ApplicantRequest) -> HttpResponse:
    """Where something has to be kept an officer looks at the request and answers within thirty days."""
    text = _("Hesabımın ve saklanması zorunlu olmayan verilerimin silinmesini istiyorum.")
    privacy.create_rights_request(request.applicant, "erasure", text)
    messages.success(request, _("Silme isteğiniz alındı. 30 gün içinde yanıtlanır."))
    return redirect("account_rights")
