"""The holder's part in the way of their card: a new address for one that came back (A-21)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.access import applicant_required
from applicants.forms import without_errors
from applicants.kept_posts import answers_survive
from documents import cards
from documents.models.card import CardState

from ..access import own
from ..request_forms import ADDRESS, ResendForm
from .wizard import posted


@applicant_required
@answers_survive
def address(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask where the card shall go, once without charge; a card that is not back shows where it is instead."""
    case = own(request.applicant, application_id)
    card = cards.live(case.pk)
    if card is None or card.state != CardState.RETURNED or not cards.may_be_resent(card):
        return redirect("application", case.pk)
    form = ResendForm(*posted(request), case=case, earlier={name: getattr(card, name) for name in ADDRESS})
    if request.method == "GET" and form.is_bound:
        without_errors(form)
    elif form.is_valid():
        try:
            with transaction.atomic():
                cards.readdress(card.pk, cards.Delivery(**form.chosen()))
        except cards.NoWay:
            messages.warning(request, _("Kartınızın adresi bu arada bildirilmiş."))
        else:
            messages.success(request, _("Adresinizi aldık. Kartınız PTT’ye verilince size yazarız."))
        return redirect("application", case.pk)
    context = {"menu": "applications", "application": case, "form": form}
    return render(request, "requests/card_address.html", context, status=422 if form.errors else 200)
