"""Yeni Kart Başvurusu (guide 4.9): the ground first, then its own steps, then payment or review."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.models import Applicant
from applicants.sign_in.access import applicant_required
from applicants.sign_in.sign_in_forms import without_errors
from documents import cards
from documents.models import Card
from payments.orders import payment_summary
from payments.tariff import MissingTariff

from ..access import own
from ..eligibility.deadlines import ISTANBUL, days_left
from ..eligibility.fees import reissue_quote
from ..gateways.registers import Unreachable, corrected_record
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..models import ReissueRequest
from ..models.requests import ReissueGround, ReissueStatus
from ..requests.comparison import Compared, compare
from ..requests.request_forms import ADDRESS, FORMS, GroundForm
from ..requests.request_guards import may_ask_reissue, not_lost_yet
from ..requests.request_summary import LAST_DAY_NAME, NEXT_OF_REISSUE, calendar_url
from ..requests.request_transitions import REISSUE
from ..summaries import calendar_file


def own_request(applicant: Applicant, request_id: UUID) -> ReissueRequest:
    rows = ReissueRequest.objects.select_related("application__category", "application__applicant__identity")
    found = rows.filter(pk=request_id, application__applicant=applicant).first()
    if found is None:
        raise Http404
    return found


@applicant_required
def start(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The three grounds (R111). A draft begun earlier is gone on with."""
    case = own(request.applicant, application_id)
    draft = ReissueRequest.objects.filter(application=case, status=ReissueStatus.DRAFT).first()
    if draft:
        return redirect("reissue", draft.pk)
    reason = may_ask_reissue(case)
    if reason:
        messages.warning(request, str(reason))
        return redirect("application", case.pk)
    form = GroundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            begun = engine.begin(REISSUE, "start", case.pk, Actor.of(case.applicant), **form.cleaned_data)
        except engine.Refused as refusal:
            form.add_error("ground", str(refusal))
        else:
            return redirect("reissue", begun.pk)
    context = {
        "menu": "applications",
        "application": case,
        "form": form,
        "not_lost_yet": not_lost_yet(cards.live(case.pk)),
    }
    return render(request, "requests/reissue_ground.html", context, status=422 if form.errors else 200)


@applicant_required
@recoverable("reissue/{request_id}")
def steps(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The ground's own page. What is sent is what this page shows: nothing is asked for before its button."""
    row = own_request(request.applicant, request_id)
    card = cards.live(row.application_id)
    if row.status != ReissueStatus.DRAFT or card is None:  # without a card the exemption has just ended
        return redirect("application", row.application_id)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    compared = _compared(row, card)
    earlier = {name: getattr(card, name) for name in ADDRESS}
    form = FORMS[row.ground](*page.receive(), request=row, earlier=earlier)
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        without_errors(form)
    elif form.is_valid() and (compared is None or compared.may_go_on):
        if compared and request.POST.get("seen") != compared.digest:
            reason = _("Kaydınız bu arada değişti. Bilgileri yeniden karşılaştırıp onaylayın.")
        else:
            reason = _send(row, form, compared, Actor.of(row.application.applicant))
        if reason is None:
            messages.success(request, _sent_words(row))
            return redirect("application", row.application_id)
        form.add_error(None, reason)
    context = {
        "menu": "applications",
        "application": row.application,
        "request_row": row,
        "form": form,
        "card": card,
        "compared": compared,
        "quote": _quote(row),
        "draft_page": page if compared is None or compared.may_go_on else None,
        "asks_for_files": row.ground == ReissueGround.ADMIN_FAULT,
    }
    return render(request, "requests/reissue.html", context, status=422 if form.errors else 200)


def _compared(row: ReissueRequest, card: Card) -> Compared | None:
    """Ground b: the registry asked anew each time, because somebody may come straight from its counter."""
    if row.ground != ReissueGround.DATA_CHANGE:
        return None
    try:
        record = corrected_record(row.application.applicant.identity.foreigner_id or "-")
    except Unreachable:
        return Compared.away()
    return compare(card.facts, record)


def _send(row: ReissueRequest, form: Any, compared: Compared | None, by: Actor) -> str | None:
    """Save the page and make the move; the reason when it was refused. The page stays saved either way."""
    move = "ask_for_review" if row.ground == ReissueGround.ADMIN_FAULT else "ask_for_payment"
    try:
        with engine.editing_reissue(row.pk, by) as locked:
            form.write(locked)
            if compared:
                locked.record, locked.confirmed_at = compared.record, timezone.now()
        engine.perform_on(REISSUE, move, row.pk, by)
    except engine.NotNow:
        return None  # the other tab was faster, with the same end
    except engine.Refused as refusal:
        return str(refusal)
    return None


def _sent_words(row: ReissueRequest) -> str:
    if row.ground == ReissueGround.ADMIN_FAULT:
        return _("Talebiniz incelemeye alındı. Sonucunu e-postayla bildireceğiz.")
    return _("Talebiniz alındı. Ödenecek tutarı ve son günü e-postayla da bildirdik.")


def _quote(row: ReissueRequest):
    """What will be asked; None for a ground that is looked into first, or while there is no tariff."""
    if row.ground == ReissueGround.ADMIN_FAULT:
        return None
    try:
        return reissue_quote(row)
    except MissingTariff:
        return None


@applicant_required
def discard(request: HttpRequest, request_id: UUID) -> HttpResponse:
    row = own_request(request.applicant, request_id)
    if request.method == "POST":
        try:
            engine.perform_on(REISSUE, "discard", row.pk, Actor.of(row.application.applicant))
            messages.success(request, _("Yeni kart talebinden vazgeçtiniz."))
        except (engine.NotNow, engine.NotFound):
            messages.warning(request, _("Bu talep gönderilmiş; artık vazgeçilemez."))
        return redirect("application", row.application_id)
    if row.status != ReissueStatus.DRAFT:
        return redirect("application", row.application_id)
    context = {"menu": "applications", "application": row.application, "request_row": row}
    return render(request, "requests/reissue_discard.html", context)


@applicant_required
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask for no new card after all, before anything was paid (A-35)."""
    row = own_request(request.applicant, request_id)
    if row.status != ReissueStatus.AWAITING_PAYMENT:
        return redirect("application", row.application_id)
    if request.method == "POST":
        try:
            engine.perform_on(REISSUE, "take_back", row.pk, Actor.of(row.application.applicant))
            messages.success(request, _("Yeni kart talebinizi geri aldınız. Bu talep için ödeme yapmayın."))
        except (engine.NotNow, engine.Refused) as refusal:
            messages.warning(request, str(refusal))
        return redirect("application", row.application_id)
    context = {"menu": "applications", "application": row.application, "request_row": row}
    return render(request, "requests/reissue_take_back.html", context)


@applicant_required
def payment(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What to pay for the new card, how and until when."""
    row = own_request(request.applicant, request_id)
    summary = payment_summary(row.pk)
    if summary is None:
        raise Http404
    context = {
        "menu": "applications",
        "application": row.application,
        "payment": summary,
        "waits": row.status == ReissueStatus.AWAITING_PAYMENT,
        "for_card": True,
        "take_back_url": reverse("reissue_take_back", args=[row.pk]) if summary.paid_kurus == 0 else "",
        "card": {
            "last_day": row.payment_due_at,
            "last_day_name": LAST_DAY_NAME,
            "days_left": days_left(row.payment_due_at),
            "calendar_url": calendar_url(row.pk, row.payment_due_at),
        },
    }
    return render(request, "application/payment.html", context)


@applicant_required
def last_day_file(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The last day of the payment, for the person's own calendar."""
    row = own_request(request.applicant, request_id)
    if row.status != ReissueStatus.AWAITING_PAYMENT or not calendar_url(row.pk, row.payment_due_at):
        raise Http404
    return calendar_file.download(
        calendar_file.Entry(
            uid=f"{row.pk}-{row.status}",
            day=timezone.localdate(row.payment_due_at, timezone=ISTANBUL),
            begun_at=row.created_at,
            changed_at=row.saved_at,
            title=f"e-Muafiyet: {LAST_DAY_NAME} ({row.application.category.name})",
            text=str(NEXT_OF_REISSUE[ReissueStatus.AWAITING_PAYMENT]),
            url=request.build_absolute_uri(reverse("reissue_payment", args=[row.pk])),
        )
    )
