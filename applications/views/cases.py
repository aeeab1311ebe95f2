"""Başvurularım (guide 4.1): the list, the whole file at every moment, payment, withdrawal, the certificate."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.drafts.page_drafts import unfinished_under
from applicants.notices import inbox
from applicants.portal_request import ApplicantRequest
from applicants.sign_in.applicant_access import applicant_required
from emuafiyet.core.nullable import require_value
from payments.payment_summary import build_payment_summary

from ..access import get_own_application, get_own_draft
from ..casework.next_step import ways_after_cancellation
from ..catalogue.read_catalogue import get_kind_names
from ..eligibility.deadlines import ISTANBUL
from ..eligibility.period import is_free
from ..lifecycle import engine
from ..lifecycle.actors import Actor
from ..lifecycle.transitions import APPLICATION
from ..models import Application, ExplicitConsent
from ..models.status import OPEN_STATUSES, Status
from ..summaries import calendar_file
from ..summaries.application_list import (
    NEGATIVE_STATUSES,
    find_certificate,
    get_decision_title,
    list_application_summaries,
    summarize_application,
)
from ..summaries.card_tracking import build_card_tracking
from ..summaries.timeline import list_events
from ..wizard.answer_rows import attach_revision_items, build_chapters
from ..wizard.completeness import APPLICATION_PAGES, build_section_url, list_done_pages, under
from ..wizard.consent_and_documents import consent_template


@applicant_required
def application_list(request: ApplicantRequest) -> HttpResponse:
    found = list_application_summaries(request.applicant)
    context = {"menu": "applications", "cards": found, "waiting": [each for each in found if each.must_act]}
    return render(request, "application/list.html", context)


@applicant_required
def application(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Detay (R69): status, what happens next, timeline, every answer as sent, notices, decision."""
    case = get_own_application(request.applicant, application_id)
    if case.status == Status.DRAFT:
        return redirect("application_resume", case.pk)
    certificate = find_certificate(request.applicant, case.pk) if case.granted_on else None
    case.has_certificate = bool(certificate and certificate.pdf)
    told = build_chapters(case.snapshot, case.applicant, case, get_kind_names(), _build_file_url)
    if case.revision_due_at and not case.granted_on:
        attach_revision_items(told, case.revision_items.order_by("pk"))
    context = {
        "menu": "applications",
        "application": case,
        "card": summarize_application(case),
        "chapters": told,
        "objection": getattr(case, "objection", None),
        "decision_title": get_decision_title(case),
        "ways": ways_after_cancellation(case),
        "decided_at": case.decided_at if case.status in NEGATIVE_STATUSES else None,
        "events": list_events(case),
        "notices": inbox.list_case_notices(request.applicant, case.pk),
        "certificate": certificate,
        "way": build_card_tracking(certificate.told_card) if certificate else None,
        "may_withdraw": case.status in OPEN_STATUSES,
    }
    return render(request, "application/detail.html", context)


def _build_file_url(key: UUID | str) -> str:
    return reverse("upload_file", args=[key])


@applicant_required
def resume(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Back to the first page that is not done or was left half-typed, from any browser."""
    case = get_own_draft(request.applicant, application_id)
    if case is None:
        return redirect("application", application_id)
    done = list_done_pages(case)
    begun = unfinished_under(request.applicant, under(case))
    page = next((page for page in APPLICATION_PAGES if page.slug not in done or page.slug in begun), None)
    return redirect(build_section_url(case, page) if page else reverse("application_preview", args=[case.pk]))


@applicant_required
def discard(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    case = get_own_draft(request.applicant, application_id)
    if case is None:
        return redirect("application", application_id)
    if request.method == "POST":
        engine.perform(APPLICATION, "discard", case.pk, Actor.from_person(case.applicant))
        messages.success(request, _("Taslak silindi."))
        return redirect("application_list")
    return render(request, "application/discard.html", {"menu": "applications", "application": case})


@applicant_required
def withdraw(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    case = get_own_application(request.applicant, application_id)
    if case.status not in OPEN_STATUSES:
        return redirect("application", case.pk)
    if request.method == "POST":
        try:
            engine.perform(APPLICATION, "withdraw", case.pk, Actor.from_person(case.applicant))
            messages.success(request, _("Başvurunuzu geri çektiniz."))
        except (engine.InvalidStateError, engine.GuardError) as refusal:
            messages.error(request, str(refusal))
        return redirect("application", case.pk)
    return render(request, "application/withdraw.html", {"menu": "applications", "application": case})


@applicant_required
def payment(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """Ödeme bilgileri (R95-R105): both amounts, both ways, the last day, and what has arrived so far."""
    case = get_own_application(request.applicant, application_id)
    summary = build_payment_summary(case.pk)
    if summary is None:
        raise Http404
    context = {
        "menu": "applications",
        "application": case,
        "card": summarize_application(case),
        "payment": summary,
        "waits": case.status == Status.AWAITING_PAYMENT,
        "card_droppable": _is_card_droppable(case) and summary.paid_kurus == 0,
    }
    return render(request, "application/payment.html", context)


def _is_card_droppable(case: Application) -> bool:
    """A-5: granted under three months, so that the card is the only thing there is to pay for."""
    waits = case.status == Status.AWAITING_PAYMENT
    return waits and is_free(require_value(case.granted_from), require_value(case.granted_to), with_card=False)


@applicant_required
def drop_card(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """The person wants no card after all: nothing is left to pay, and the approval follows at once (T14)."""
    case = get_own_application(request.applicant, application_id)
    if not _is_card_droppable(case):
        return redirect("application", case.pk)
    if request.method == "POST":
        try:
            engine.perform(APPLICATION, "drop_card", case.pk, Actor.from_person(case.applicant))
            messages.success(request, _("Karttan vazgeçtiniz. Muafiyetiniz onaylandı; belgeniz e-postayla geliyor."))
        except (engine.InvalidStateError, engine.GuardError) as refusal:
            messages.error(request, str(refusal))
        return redirect("application", case.pk)
    return render(request, "application/drop_card.html", {"menu": "applications", "application": case})


@applicant_required
def last_day_file(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """The last day that the page shows, for the person's own calendar."""
    shown = summarize_application(get_own_application(request.applicant, application_id))
    if not shown.calendar_url:
        raise Http404
    return calendar_file.serve_calendar(
        calendar_file.CalendarEntry(
            uid=f"{shown.case.pk}-{shown.case.status}",
            day=timezone.localdate(shown.last_day, timezone=ISTANBUL),
            begun_at=shown.case.created_at,
            changed_at=shown.case.saved_at,
            title=f"e-Muafiyet: {shown.last_day_name} ({shown.case.category.name})",
            text=str(shown.sentence),
            url=request.build_absolute_uri(reverse("application", args=[shown.case.pk])),
        )
    )


@applicant_required
def application_certificate(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    certificate = find_certificate(request.applicant, application_id)
    if certificate is None or not certificate.pdf:
        raise Http404
    return redirect("certificate_file", certificate.pk)


@applicant_required
def consent(request: ApplicantRequest, application_id: UUID) -> HttpResponse:
    """The explicit consent of one application: when it was given, and its withdrawal (Law 6698; domain 1.8)."""
    case = get_own_application(request.applicant, application_id)
    given = getattr(case, "explicitconsent", None)
    if given is None:
        raise Http404
    if request.method == "POST":
        ExplicitConsent.objects.filter(pk=given.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
        messages.success(request, _("Açık rızanızı geri çektiniz."))
        return redirect("application_consent", case.pk)
    context = {
        "menu": "applications",
        "application": case,
        "consent": given,
        "consent_text": consent_template(given.version),
    }
    return render(request, "application/consent.html", context)
