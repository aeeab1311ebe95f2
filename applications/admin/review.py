"""The review page: the whole file as it was sent, and the decisions that the table gives to an officer."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applicants.models import Officer
from documents.models import Upload
from documents.views.uploads import serve
from payments.tariff import MissingTariff, Quote, quote

from .. import workflow
from ..actors import Actor
from ..catalogue.reading import kind_names
from ..deadlines import today
from ..listing import TAGS
from ..models import Application, RevisionItem
from ..remarks import remarks, with_lookups
from ..status import Status
from ..timeline import events
from ..wizard.describe import chapters
from ..wizard.revision import labels
from ..wizard.snapshot import Sent
from .decisions import BY_SLUG, DecisionForm, decisions_for


def _case(request: HttpRequest, application_id: UUID) -> Application:
    if not request.user.has_perm("applications.view_application"):
        raise PermissionDenied
    rows = with_lookups(Application.objects).select_related(
        "category", "applicant__identity__registry", "applicant__passport", "first_decider", "objection"
    )
    case = rows.exclude(status=Status.DRAFT).filter(pk=application_id).first()
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    return _draw(request, _case(request, application_id), {})


def _draw(request: HttpRequest, case: Application, bound: dict[str, DecisionForm]) -> HttpResponse:
    sent, names = Sent(case), kind_names()
    officer = cast(Officer, request.user)
    offered = decisions_for(case, officer)
    context = {
        **admin.site.each_context(request),
        "title": case.number,
        "case": case,
        "opts": Application._meta,
        "tag": TAGS.get(case.status, "grey"),
        "chapters": chapters(
            case.snapshot,
            case.applicant,
            case,
            names,
            lambda key: reverse("admin:review_file", args=[case.pk, key]),
        ),
        "events": events(case),
        "sent": sent,
        "decisions": [
            (each, bound.get(each.slug) or each.form(case=case, prefix=each.prefix), each.slug in bound)
            for each in offered
        ],
        "own_decision": case.status == Status.OBJECTION_UNDER_EVALUATION and case.first_decider_id == officer.pk,
        "wrong": next(iter(bound), ""),
        "payable": _payable(case, sent),
        "photo_url": reverse("admin:review_file", args=[case.pk, sent.photo]),
        "files": _files(case, names),
        "objection": getattr(case, "objection", None),
        "remarks": remarks(case.snapshot["work"], case.looked_up),
        "revised": _revised(case),
    }
    return render(request, "admin/applications/review.html", context, status=422 if bound else 200)


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


def _file_keys(case: Application) -> set[UUID]:
    """Every file that belongs to the case: what was sent, and what the objection brought."""
    objection = getattr(case, "objection", None)
    brought = {UUID(each["upload"]) for each in objection.evidence} if objection else set()
    return Sent(case).upload_ids() | brought


def _files(case: Application, names: dict[str, str]) -> list[tuple[str, Upload]]:
    """What was handed in, each with the name of its kind."""
    found = list(Upload.objects.filter(pk__in=_file_keys(case)).order_by("kind", "pk"))
    return [(names.get(each.kind, each.kind), each) for each in found]


def _revised(case: Application) -> list[tuple[Any, RevisionItem]]:
    """What was asked to be mended, newest first; asks the database only where revision was ever asked."""
    if case.revision_due_at is None:
        return []
    told = labels(case)
    return [(told.get((item.step, item.field), item.field), item) for item in case.revision_items.order_by("-pk")]


@require_POST
def decide(request: HttpRequest, application_id: UUID, move: str) -> HttpResponse:
    """One decision. Two officers on one file: the second is told where it stands and by whom."""
    decision = BY_SLUG.get(move)
    if decision is None:
        raise Http404
    case = _case(request, application_id)
    if not request.user.has_perm("applications.decide_application"):
        raise PermissionDenied
    form = decision.form(request.POST, case=case, prefix=decision.prefix)
    if not form.is_valid():
        return _draw(request, case, {move: form})
    details = form.details()
    try:
        officer = Actor.of(cast(Officer, request.user))
        workflow.perform(decision.move(case, details), case.pk, officer, form.remark(), **details)
    except workflow.NotNow as late:
        messages.error(request, _("%(state)s Karar kaydedilmedi.") % {"state": late})
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return _draw(request, case, {move: form})
    else:
        messages.success(request, _("Karar kaydedildi. Başvuru sahibine bildirim yolda."))
    return redirect("admin:review", case.pk)


def file(request: HttpRequest, application_id: UUID, upload_id: UUID) -> FileResponse:
    """A checked file of this application; any other file does not exist here."""
    case = _case(request, application_id)
    if upload_id not in _file_keys(case):
        raise Http404
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload.is_clean:
        raise Http404
    return serve(upload, inline=upload.media_type.startswith("image/"))
