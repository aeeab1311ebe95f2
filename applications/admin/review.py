"""The review page: the whole file as it was sent, and the decisions that the table gives to an officer."""

from typing import cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from ..models import Application
from ..periods import is_free
from ..status import Ground, Status
from ..timeline import events
from ..wizard.describe import chapters
from ..wizard.snapshot import Sent


class GrantForm(forms.Form):
    """The period to grant: what was asked, or less."""

    granted_from = forms.DateField(
        label=gettext_lazy("Verilecek başlangıç"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    granted_to = forms.DateField(
        label=gettext_lazy("Verilecek bitiş"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RejectForm(forms.Form):
    ground = forms.ChoiceField(label=gettext_lazy("Ret nedeni"), choices=[("", "---------"), *Ground.choices])
    text = forms.CharField(
        label=gettext_lazy("Gerekçe (başvuru sahibine gider)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


# The decisions that have a page; each is one move of the table, the payable and the free one share a button.
DECISIONS = {"uygun-bul": GrantForm, "reddet": RejectForm}


def _case(request: HttpRequest, application_id: UUID) -> Application:
    if not request.user.has_perm("applications.view_application"):
        raise PermissionDenied
    rows = Application.objects.select_related("category", "applicant__identity", "first_decider")
    case = rows.exclude(status=Status.DRAFT).filter(pk=application_id).first()
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    return _draw(request, _case(request, application_id), {})


def _draw(request: HttpRequest, case: Application, bound: dict[str, forms.Form]) -> HttpResponse:
    sent, names = Sent(case), kind_names()
    decides = case.status == Status.UNDER_EVALUATION and request.user.has_perm("applications.decide_application")
    grant = bound.get("uygun-bul") or GrantForm(
        initial={"granted_from": sent.starts_on, "granted_to": sent.ends_on}, prefix="grant"
    )
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
        "decides": decides,
        "grant_form": grant,
        "reject_form": bound.get("reddet") or RejectForm(prefix="reject"),
        "payable": _payable(case, sent),
        "photo_url": reverse("admin:review_file", args=[case.pk, sent.photo]),
        "files": _files(sent, names),
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


def _files(sent: Sent, names: dict[str, str]) -> list[tuple[str, Upload]]:
    """What was handed in, each with the name of its kind."""
    found = list(Upload.objects.filter(pk__in=sent.upload_ids()).order_by("kind", "pk"))
    return [(names.get(each.kind, each.kind), each) for each in found]


@require_POST
def decide(request: HttpRequest, application_id: UUID, move: str) -> HttpResponse:
    """One decision. Two officers on one file: the second is told where it stands and by whom."""
    if move not in DECISIONS:
        raise Http404
    case = _case(request, application_id)
    if not request.user.has_perm("applications.decide_application"):
        raise PermissionDenied
    form = DECISIONS[move](request.POST, prefix="grant" if move == "uygun-bul" else "reject")
    if not form.is_valid():
        return _draw(request, case, {move: form})
    name = _move_for(move, case, form.cleaned_data)
    try:
        workflow.perform(name, case.pk, Actor.of(cast(Officer, request.user)), **form.cleaned_data)
    except workflow.NotNow as late:
        messages.error(request, _("%(state)s Karar kaydedilmedi.") % {"state": late})
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return _draw(request, case, {move: form})
    else:
        messages.success(request, _("Karar kaydedildi. Başvuru sahibine bildirim yolda."))
    return redirect("admin:review", case.pk)


def _move_for(decision: str, case: Application, data: dict) -> str:
    if decision == "reddet":
        return "reject_after_objection" if case.objection_used else "reject"
    free = is_free(data["granted_from"], data["granted_to"], Sent(case).card_planned)
    return "approve" if free else "find_appropriate"


def file(request: HttpRequest, application_id: UUID, upload_id: UUID) -> FileResponse:
    """A checked file of this application; any other file does not exist here."""
    case = _case(request, application_id)
    if upload_id not in Sent(case).upload_ids():
        raise Http404
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload.is_clean:
        raise Http404
    return serve(upload, inline=upload.media_type.startswith("image/"))
