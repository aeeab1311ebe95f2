"""The holder's part in the way of their card: a new address for one that came back (A-21)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from applicants.sign_in.sign_in_forms import clear_form_errors
from documents import cards
from documents.models.card import CardState
from documents.uploads.drafts import clear_place

from ..access import get_own_application
from ..requests.request_forms import ADDRESS_FIELDS, ResendAddressForm


@applicant_required
@recoverable("card/{application_id}")
def address(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Ask where the card shall go, once without charge; a card that is not back shows where it is instead."""
    case = get_own_application(request.applicant, application_id)
    card = cards.find_live_card(case.pk)
    if card is None or card.state != CardState.RETURNED or not cards.may_be_resent(card):
        return redirect("application", case.pk)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    form = ResendAddressForm(*page.receive(), case=case, earlier={name: getattr(card, name) for name in ADDRESS_FIELDS})
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        clear_form_errors(form)
    elif form.is_valid():
        try:
            with transaction.atomic():
                cards.readdress_card(card.pk, cards.DeliveryAddress(**form.get_chosen_address()))
        except cards.InvalidCardTransitionError:
            messages.warning(request, _("Kartınızın adresi bu arada bildirilmiş."))
        else:
            clear_place(page.owner, page.place)
            messages.success(request, _("Adresinizi aldık. Kartınız PTT’ye verilince size yazarız."))
        return redirect("application", case.pk)
    context = {"menu": "applications", "application": case, "form": form, "draft_page": page}
    return render(request, "requests/card_address.html", context, status=422 if form.errors else 200)
