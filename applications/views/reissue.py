"""Yeni Kart Başvurusu (guide 4.9): the ground first, then its own steps, then payment or review."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import recoverable
from applicants.drafts.unfinished_page import UnfinishedPage
from applicants.models import Applicant
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from applicants.sign_in.sign_in_forms import clear_form_errors
from documents import cards
from documents.models import Card
from emuafiyet.core.nullable import require_value
from payments.payment_summary import build_payment_summary
from payments.quotes import MissingTariffError

from ..access import get_own_application
from ..eligibility.deadlines import ISTANBUL, count_days_left
from ..eligibility.fees import quote_reissue
from ..gateways.goc import RegistryUnavailableError, fetch_corrected_record
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.details import PageAnswers
from ..models import ReissueRequest
from ..models.requests import ReissueGround, ReissueStatus
from ..requests.comparison import RecordComparison, compare_records
from ..requests.request_details import NewReissue
from ..requests.request_forms import ADDRESS_FIELDS, REISSUE_FORMS, ReissueGroundForm
from ..requests.request_guards import explain_not_lost, find_reissue_obstacle
from ..requests.request_summary import LAST_DAY_NAME, REISSUE_SENTENCES, build_calendar_url
from ..requests.request_transitions import REISSUE
from ..summaries import calendar_file


def get_own_request(applicant: Applicant, request_id: UUID) -> ReissueRequest:
    rows = ReissueRequest.objects.select_related("application__category", "application__applicant__identity")
    found = rows.filter(pk=request_id, application__applicant=applicant).first()
    if found is None:
        raise Http404
    return found


@applicant_required
def start(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """The three grounds (R111). A draft begun earlier is gone on with."""
    case = get_own_application(request.applicant, application_id)
    draft = ReissueRequest.objects.filter(application=case, status=ReissueStatus.DRAFT).first()
    if draft:
        return redirect("reissue", draft.pk)
    reason = find_reissue_obstacle(case)
    if reason:
        messages.warning(request, str(reason))
        return redirect("application", case.pk)
    form = ReissueGroundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            begun = engine.perform(
                REISSUE, "start", case.pk, Actor.from_person(case.applicant), NewReissue(form.cleaned_data["ground"])
            )
        except engine.GuardError as refusal:
            form.add_error("ground", str(refusal))
        else:
            return redirect("reissue", begun.pk)
    context = {
        "menu": "applications",
        "application": case,
        "form": form,
        "not_lost_yet": explain_not_lost(cards.find_live_card(case.pk)),
    }
    return render(request, "requests/reissue_ground.html", context, status=422 if form.errors else 200)


@applicant_required
@recoverable("reissue/{request_id}")
def reissue_page(request: ApplicantRequest, request_id: UUID) -> HttpResponse:
    """The ground's own page. What is sent is what this page shows: nothing is asked for before its button."""
    row = get_own_request(request.applicant, request_id)
    card = cards.find_live_card(row.application_id)
    if row.status != ReissueStatus.DRAFT or card is None:  # without a card the exemption has just ended
        return redirect("application", row.application_id)
    page = UnfinishedPage(request)
    if page.is_autosave:
        return page.autosave()
    compared = _compare_with_registry(row, card)
    earlier = {name: getattr(card, name) for name in ADDRESS_FIELDS}
    form = REISSUE_FORMS[row.ground](*page.receive(), request=row, earlier=earlier)
    if page.changes_language:
        return page.change_language(form)
    if form.is_bound and page.is_unjudged:
        clear_form_errors(form)
    elif form.is_valid() and (compared is None or compared.may_go_on):
        reason: str | None
        if compared and request.POST.get("seen") != compared.digest:
            reason = _("Kaydınız bu arada değişti. Bilgileri yeniden karşılaştırıp onaylayın.")
        else:
            reason = _send_request(row, form, compared, Actor.from_person(row.application.applicant))
        if reason is None:
            messages.success(request, _describe_sent(row))
            return redirect("application", row.application_id)
        form.add_error(None, reason)
    context = {
        "menu": "applications",
        "application": row.application,
        "request_row": row,
        "form": form,
        "card": card,
        "compared": compared,
        "quote": _quote_draft(row),
        "draft_page": page if compared is None or compared.may_go_on else None,
        "asks_for_files": row.ground == ReissueGround.ADMIN_FAULT,
    }
    return render(request, "requests/reissue.html", context, status=422 if form.errors else 200)


def _compare_with_registry(row: ReissueRequest, card: Card) -> RecordComparison | None:
    """Ground b: the registry asked anew each time, because somebody may come straight from its counter."""
    if row.ground != ReissueGround.DATA_CHANGE:
        return None
    try:
        record = fetch_corrected_record(row.application.applicant.identity.foreigner_id or "-")
    except RegistryUnavailableError:
        return RecordComparison.for_unavailable_registry()
    return compare_records(card.facts, record)


def _send_request(row: ReissueRequest, form: Any, compared: RecordComparison | None, by: Actor) -> str | None:
    """Save the page and make the transition; the reason when it was refused. The page stays saved either way."""
    move = "ask_for_review" if row.ground == ReissueGround.ADMIN_FAULT else "ask_for_payment"

    def write(draft: ReissueRequest) -> None:
        form.set_answers(draft)
        if compared:
            draft.record, draft.confirmed_at = compared.record, timezone.now()

    try:
        engine.perform(REISSUE, "save", row.pk, by, PageAnswers(write))
        engine.perform(REISSUE, move, row.pk, by)
    except engine.InvalidStateError:
        return None  # the other tab was faster, with the same end
    except engine.GuardError as refusal:
        return str(refusal)
    return None


def _describe_sent(row: ReissueRequest) -> str:
    if row.ground == ReissueGround.ADMIN_FAULT:
        return _("Talebiniz incelemeye alındı. Sonucunu e-postayla bildireceğiz.")
    return _("Talebiniz alındı. Ödenecek tutarı ve son günü e-postayla da bildirdik.")


def _quote_draft(row: ReissueRequest):
    """What will be asked; None for a ground that is looked into first, or while there is no tariff."""
    if row.ground == ReissueGround.ADMIN_FAULT:
        return None
    try:
        return quote_reissue(row)
    except MissingTariffError:
        return None


@applicant_required
def discard(request: ApplicantRequest, request_id: UUID) -> HttpResponse:
    row = get_own_request(request.applicant, request_id)
    if request.method == "POST":
        try:
            engine.perform(REISSUE, "discard", row.pk, Actor.from_person(row.application.applicant))
            messages.success(request, _("Yeni kart talebinden vazgeçtiniz."))
        except (engine.InvalidStateError, engine.NotFoundError):
            messages.warning(request, _("Bu talep gönderilmiş; artık vazgeçilemez."))
        return redirect("application", row.application_id)
    if row.status != ReissueStatus.DRAFT:
        return redirect("application", row.application_id)
    context = {"menu": "applications", "application": row.application, "request_row": row}
    return render(request, "requests/reissue_discard.html", context)


@applicant_required
def take_back(request: ApplicantRequest, request_id: UUID) -> HttpResponse:
    """Ask for no new card after all, before anything was paid (A-35)."""
    row = get_own_request(request.applicant, request_id)
    if row.status != ReissueStatus.AWAITING_PAYMENT:
        return redirect("application", row.application_id)
    if request.method == "POST":
        try:
            engine.perform(REISSUE, "take_back", row.pk, Actor.from_person(row.application.applicant))
            messages.success(request, _("Yeni kart talebinizi geri aldınız. Bu talep için ödeme yapmayın."))
        except (engine.InvalidStateError, engine.GuardError) as refusal:
            messages.warning(request, str(refusal))
        return redirect("application", row.application_id)
    context = {"menu": "applications", "application": row.application, "request_row": row}
    return render(request, "requests/reissue_take_back.html", context)


@applicant_required
def payment(request: ApplicantRequest, request_id: UUID) -> HttpResponse:
    """What to pay for the new card, how and until when."""
    row = get_own_request(request.applicant, request_id)
    summary = build_payment_summary(row.pk)
    if summary is None:
        raise Http404
    last_day = require_value(row.payment_due_at)
    context = {
        "menu": "applications",
        "application": row.application,
        "payment": summary,
        "waits": row.status == ReissueStatus.AWAITING_PAYMENT,
        "for_card": True,
        "take_back_url": reverse("reissue_take_back", args=[row.pk]) if summary.paid_kurus == 0 else "",
        "card": {
            "last_day": last_day,
            "last_day_name": LAST_DAY_NAME,
            "days_left": count_days_left(last_day),
            "calendar_url": build_calendar_url(row.pk, last_day),
        },
    }
    return render(request, "application/payment.html", context)


@applicant_required
def last_day_file(request: ApplicantRequest, request_id: UUID) -> HttpResponse:
    """The last day of the payment, for the person's own calendar."""
    row = get_own_request(request.applicant, request_id)
    waits = row.status == ReissueStatus.AWAITING_PAYMENT
    if not waits or not build_calendar_url(row.pk, require_value(row.payment_due_at)):
        raise Http404
    return calendar_file.serve_calendar(
        calendar_file.CalendarEntry(
            uid=f"{row.pk}-{row.status}",
            day=timezone.localdate(row.payment_due_at, timezone=ISTANBUL),
            begun_at=row.created_at,
            changed_at=row.saved_at,
            title=f"e-Muafiyet: {LAST_DAY_NAME} ({row.application.category.name})",
            text=str(REISSUE_SENTENCES[ReissueStatus.AWAITING_PAYMENT]),
            url=request.build_absolute_uri(reverse("reissue_payment", args=[row.pk])),
        )
    )
