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
from applications.summaries.application_list import TAGS
from applications.wizard.answer_rows import chapters
from payments.tariff import MissingTariff, Quote, quote

from ...catalogue.reading import kind_names
from ...catalogue.reasons import Offered, offered
from ...models import Application, RevisionItem
from ...wizard.revision import labels
from ...wizard.snapshot import Sent
from .. import viewer
from ..decisions import Decision, DecisionForm, Offer, offers
from ..notices import delivery
from . import documents, examination, record, registry
from .case import find, moment


def page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    case = find(request, application_id)
    if chosen := documents.chosen(request, case):
        audit.record(request, "saw_file", "application", case.pk, detail=chosen)
    else:
        audit.record(request, "saw_application", "application", case.pk)
    return draw(request, case, {})


def draw(request: HttpRequest, case: Application, bound: dict[str, DecisionForm]) -> HttpResponse:
    """The page; ``bound`` holds the decision that was refused, with its errors."""
    sent, names = Sent(case), kind_names()
    officer, reasons = cast(Officer, request.user), offered()
    panel = offers(case, officer)
    chosen = next(iter(bound), "") or request.GET.get("karar", "")
    held, mails, compared = findings.of(case), record.mails(case), registry.lines(case)
    entries = record.entries(case)
    answers = chapters(
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
        "tag": TAGS.get(case.status, "grey"),
        "answers": examination.examined(answers, held, case),
        "findings": findings.Finding.choices,
        "examines": officer.has_perm(DECIDES.permission),
        "compared": compared,
        "differences": registry.differences(compared),
        "earlier": record.earlier(case),
        "mails": [(each, *delivery(each.state, each.bounced_at)) for each in mails],
        "unreached": [each for each in mails if each.unreached_at and not each.seen_at],
        "events": record.history(case, entries, mails),
        "decided": record.last_decision(entries),
        "sent": sent,
        "decisions": _forms(case, [each.decision for each in panel if not each.reason], bound, chosen, reasons, held),
        "withheld": _by_reason(each for each in panel if each.reason and each.fits),
        "elsewhere": _by_reason(each for each in panel if not each.fits),
        "wrong": next((slug for slug, form in bound.items() if form.errors), ""),
        "payable": _payable(case, sent),
        "assignment": _assignment(case, officer),
        "photo_url": reverse("admin:review_file", args=[case.pk, sent.photo]),
        **viewer.view(request, documents.documents(case, names, held)),
        "objection": getattr(case, "objection", None),
        "unsettled": _labels(case, findings.unsettled(case, held)),
        "to_mend": _labels(case, list(findings.to_mend(held))),
        "revision_reasons": reasons.get("revision", []),
        "remarks": remarks_for_officer(case),
        "revised": _revised(case),
    }
    status = 422 if context["wrong"] else 200
    return render(request, "admin/applications/review.html", context, status=status)


def _forms(
    case: Application,
    open_now: list[Decision],
    bound: dict[str, DecisionForm],
    chosen: str,
    reasons: Offered,
    held: dict[findings.Question, findings.Held],
) -> list[tuple[Decision, DecisionForm, bool]]:
    """Each decision that can be made with its form, and whether it lies open."""
    wrong = findings.to_mend(held)
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


def _labels(case: Application, questions: list[findings.Question]) -> list[Any]:
    if not questions:
        return []
    told = labels(case)
    return [told.get(question, question[1]) for question in questions]


def _assignment(case: Application, officer: Officer) -> dict[str, Any] | None:
    """Who has the file and what this officer can do about it; None once it waits for nobody's decision."""
    if case.status not in assignment.WAITING:
        return None
    assigns = officer.has_perm(assignment.ASSIGNS)
    return {
        "who": assignment.name_of(case.assigned_to),
        "mine": case.assigned_to_id == officer.pk,
        "may_take": case.assigned_to_id is None and assignment.may_take(case, officer),
        "officers": assignment.who_may_take(case) if assigns else [],
    }


def _by_reason(offers: Iterable[Offer]) -> list[tuple[Any, list[Any]]]:
    """Each reason with the titles of the decisions that it stands against."""
    told: dict[str, list[Any]] = {}
    for each in offers:
        told.setdefault(str(each.reason), []).append(each.decision.title)
    return list(told.items())


def _payable(case: Application, sent: Sent) -> Quote | None:
    """What the applicant would be asked to pay for the period as requested; None when no tariff is in force."""
    try:
        return quote(
            start=sent.starts_on,
            end=sent.ends_on,
            card=sent.card_planned,
            nationality=case.nationality_as_sent,
            on=today(),
        )
    except MissingTariff:
        return None


def _revised(case: Application) -> list[tuple[Any, RevisionItem]]:
    """What was asked to be mended, newest first."""
    told = labels(case) if case.asked else {}
    items = [
        RevisionItem(**each | {name: moment(each[name]) for name in ("asked_at", "answered_at")}) for each in case.asked
    ]
    return [(told.get((item.step, item.field), item.field), item) for item in items]
