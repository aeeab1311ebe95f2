"""The review page: the whole file as it was sent, and the decisions that the table gives to an officer."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from applicants.models import Officer
from applicants.staff import audit
from applications.casework import assignment, findings
from applications.casework.warnings import remarks_for_officer
from applications.eligibility.deadlines import today
from applications.lifecycle.actors import DECIDES
from applications.summaries.application_list import STATUS_TAGS
from applications.wizard.answer_rows import build_chapters
from payments.quotes import MissingTariffError, Quote, quote_stay

from ...catalogue.read_catalogue import get_kind_names
from ...catalogue.reasons import ReasonsByUse, list_enabled_reasons
from ...models import Application, RevisionItem
from ...wizard.revision import get_question_labels
from ...wizard.snapshot import Snapshot
from .. import viewer
from ..decisions import Decision, DecisionForm, DecisionOffer, list_decision_offers
from ..notices import describe_delivery
from . import documents, findings_and_notes, record, registry
from .case import get_case, parse_moment


def page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    case = get_case(request, application_id)
    if chosen := documents.get_opened_file(request, case):
        audit.record_action(request, "saw_file", "application", case.pk, detail=chosen)
    else:
        audit.record_action(request, "saw_application", "application", case.pk)
    return render_review_page(request, case, {})


def render_review_page(request: HttpRequest, case: Application, bound: dict[str, DecisionForm]) -> HttpResponse:
    """The page; ``bound`` holds the decision that was refused, with its errors."""
    sent, names = Snapshot(case), get_kind_names()
    officer, reasons = cast(Officer, request.user), list_enabled_reasons()
    panel = list_decision_offers(case, officer)
    chosen = next(iter(bound), "") or request.GET.get("karar", "")
    held, mails, compared = (
        findings.load_current_verdicts(case),
        record.list_mails(case),
        registry.compare_with_registries(case),
    )
    entries = record.list_history_entries(case)
    answers = build_chapters(
        case.snapshot,
        case.applicant,
        case,
        names,
        lambda key: reverse("admin:review_file", args=[case.pk, key]),
    )
    context = {
        **admin.site.each_context(request),
        "title": case.number,
        "case": case,
        "opts": Application._meta,
        "tag": STATUS_TAGS.get(case.status, "grey"),
        "answers": findings_and_notes.attach_verdicts(answers, held, case),
        "findings": findings.Finding.choices,
        "examines": officer.has_perm(DECIDES.perm),
        "compared": compared,
        "differences": registry.count_differences(compared),
        "earlier": record.list_earlier_applications(case),
        "mails": [(each, *describe_delivery(each.state, each.bounced_at)) for each in mails],
        "unreached": [each for each in mails if each.unreached_at and not each.seen_at],
        "events": record.build_history(case, entries, mails),
        "decided": record.find_last_decision(entries),
        "sent": sent,
        "decisions": _build_decision_forms(
            case, [each.decision for each in panel if not each.reason], bound, chosen, reasons, held
        ),
        "withheld": _group_by_reason(each for each in panel if each.reason and each.fits),
        "elsewhere": _group_by_reason(each for each in panel if not each.fits),
        "wrong": next((slug for slug, form in bound.items() if form.errors), ""),
        "payable": _quote_requested_period(case, sent),
        "assignment": _describe_assignment(case, officer),
        "photo_url": reverse("admin:review_file", args=[case.pk, sent.photo]),
        **viewer.build_viewer_context(request, documents.list_documents(case, names, held)),
        "objection": getattr(case, "objection", None),
        "unsettled": _label_questions(case, findings.list_unsettled_questions(case, held)),
        "to_mend": _label_questions(case, list(findings.select_verdicts_to_mend(held))),
        "revision_reasons": reasons.get("revision", []),
        "remarks": remarks_for_officer(case),
        "revised": _list_revision_items(case),
    }
    status = 422 if context["wrong"] else 200
    return render(request, "admin/applications/review.html", context, status=status)


def _build_decision_forms(
    case: Application,
    open_now: list[Decision],
    bound: dict[str, DecisionForm],
    chosen: str,
    reasons: ReasonsByUse,
    held: dict[findings.QuestionKey, findings.CurrentVerdict],
) -> list[tuple[Decision, DecisionForm, bool]]:
    """Each decision that can be made with its form, and whether it lies open."""
    wrong = findings.select_verdicts_to_mend(held)
    forms = {each.slug: each.form for each in open_now if each.form}
    return [
        (
            each,
            bound.get(each.slug) or forms[each.slug](case=case, reasons=reasons, wrong=wrong, prefix=each.prefix),
            each.slug == chosen,
        )
        for each in open_now
        if each.slug in forms
    ]


def _label_questions(case: Application, questions: list[findings.QuestionKey]) -> list[Any]:
    if not questions:
        return []
    told = get_question_labels(case)
    return [told.get(question, question[1]) for question in questions]


def _describe_assignment(case: Application, officer: Officer) -> dict[str, Any] | None:
    """Who has the file and what this officer can do about it; None once it waits for nobody's decision."""
    if case.status not in assignment.AWAITING_DECISION:
        return None
    assigns = officer.has_perm(assignment.ASSIGN_PERMISSION)
    return {
        "who": assignment.get_officer_name(case.assigned_to),
        "mine": case.assigned_to_id == officer.pk,
        "may_take": case.assigned_to_id is None and assignment.may_take(case, officer),
        "officers": assignment.list_possible_assignees(case) if assigns else [],
    }


def _group_by_reason(offers: Iterable[DecisionOffer]) -> list[tuple[Any, list[Any]]]:
    """Each reason with the titles of the decisions that it stands against."""
    told: dict[str, list[Any]] = {}
    for each in offers:
        told.setdefault(str(each.reason), []).append(each.decision.title)
    return list(told.items())


def _quote_requested_period(case: Application, sent: Snapshot) -> Quote | None:
    """What the applicant would be asked to pay for the period as requested; None when no tariff is in force."""
    try:
        return quote_stay(
            start=sent.starts_on,
            end=sent.ends_on,
            card=sent.card_planned,
            nationality=case.nationality_as_sent,
            on=today(),
        )
    except MissingTariffError:
        return None


def _list_revision_items(case: Application) -> list[tuple[Any, RevisionItem]]:
    """What was asked to be mended, newest first."""
    told = get_question_labels(case) if case.asked else {}
    items = [
        RevisionItem(**each | {name: parse_moment(each[name]) for name in ("asked_at", "answered_at")})
        for each in case.asked
    ]
    return [(told.get((item.step, item.field), item.field), item) for item in items]
