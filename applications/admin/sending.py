"""Between deciding and sending: the officer sees what the decision does and the very mail that will go out."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applicants.models import Officer
from emuafiyet.core.nullable import require_value

from ..eligibility.deadlines import ISTANBUL
from ..lifecycle.actors import ActorKind
from ..lifecycle.dry_run import DryRunResult, Row
from ..lifecycle.engine import InvalidStateError
from ..models import Application, TerminationRequest
from ..models.requests import TerminationStatus
from ..requests.request_effects import compute_last_day

SEND, BACK, VERSION = "send", "back", "version"


def is_confirmed(request: HttpRequest) -> bool:
    return SEND in request.POST


def is_taken_back(request: HttpRequest) -> bool:
    """The officer saw the mail and wants to change something."""
    return BACK in request.POST


def get_seen_version(request: HttpRequest) -> int:
    """The version that the officer looked at; a form without one never fits."""
    told = request.POST.get(VERSION, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else -1


def explain_overtaken(late: InvalidStateError, case: Application) -> str:
    """For whoever decided second: where the file stands now, and who brought it there and when."""
    last = case.history.select_related("officer").order_by("-at", "-pk").first()
    if last is None:
        return _("%(state)s Kararınız kaydedilmedi.") % {"state": late}
    return _("%(state)s Son işlem: %(who)s, %(when)s. Kararınız kaydedilmedi.") % {
        "state": late,
        "who": _get_actor_name(last.officer, last.actor),
        "when": date_format(timezone.localtime(last.at, ISTANBUL), "j E Y H:i"),
    }


def _get_actor_name(officer: Officer | None, actor: str) -> str:
    if officer is not None:
        return officer.get_full_name() or officer.username
    return _("başvuru sahibi") if actor == ActorKind.APPLICANT.value else _("sistem")


def render_confirmation(
    request: HttpRequest,
    *,
    title: Any,
    row: Row,
    rehearsal: DryRunResult,
    action: str,
    opts: Any,
    warns: bool = False,
    remark: str = "",
) -> HttpResponse:
    """The page between. It posts the same answers again, to be sent or to be changed."""
    case = row if isinstance(row, Application) else row.application
    answers = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", SEND, BACK}
        for value in values
    ]
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": opts,
        "case": case,
        "before": row.get_status_display(),
        "after": rehearsal.row,
        "granted": rehearsal.row if isinstance(row, Application) and row.granted_from is None else None,
        "last_days": _list_last_days(row, rehearsal.row),
        "payment": rehearsal.payment,
        "notices": rehearsal.notices,
        "remark": remark,
        "answers": answers,
        "action": action,
        "warns": warns,
    }
    return render(request, "admin/applications/confirm.html", context)


def _list_last_days(before: Row, after: Row) -> list[tuple[str, Any]]:
    """The last days that the decision sets."""
    named = {
        "revision_due_at": _("Düzeltme için son gün"),
        "payment_due_at": _("Ödeme için son gün"),
        "objection_due_at": _("İtiraz için son gün"),
        "evaluation_due_at": _("Karar için son gün"),
    }
    days = []
    if isinstance(after, TerminationRequest) and after.status == TerminationStatus.ACCEPTED:
        last = compute_last_day(after)
        never = last < require_value(after.application.granted_from)
        days.append((_("Hiç yürürlüğe girmeden sona erdiği gün") if never else _("Muafiyetin son günü"), last))
    for name, label in named.items():
        moment = getattr(after, name, None)
        if moment and moment != getattr(before, name):
            days.append((label, timezone.localdate(moment, ISTANBUL)))
    return days
