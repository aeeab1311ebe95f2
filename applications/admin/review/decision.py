"""One decision on the review page: looked at with the mail that it sends, then made by the table's move."""

from functools import partial
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applicants.models import Officer
from applicants.staff import audit
from applications.casework.assignment import held_by_another
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.lifecycle.dry_run import rehearse

from ...catalogue.reasons import offered
from ...models import Application
from ..decisions import BY_SLUG
from ..sending import confirm, is_confirmed, is_taken_back, overtaken, seen_version
from .case import find
from .page import draw


@require_POST
def decide(request: HttpRequest, application_id: UUID, move: str) -> HttpResponse:
    """First press: what it would do and the mail it would send. Second press: done.

    Two officers on one file: the second is told where it stands and by whom; nothing is half-done.
    """
    decision = BY_SLUG.get(move)
    if decision is None:
        raise Http404
    case = find(request, application_id)
    officer = cast(Officer, request.user)
    if not officer.has_perm(decision.permission):
        raise PermissionDenied
    if taken := held_by_another(case, officer):
        messages.error(request, taken)
        return redirect("admin:review", case.pk)
    form = decision.form(request.POST, case=case, reasons=offered(), prefix=decision.prefix)
    if is_taken_back(request) or not form.is_valid():
        return draw(request, case, {move: form})
    details = form.details()
    name = decision.chosen(case, details)
    make = partial(
        engine.perform,
        name,
        case.pk,
        Actor.of(officer),
        form.remark(),
        version=seen_version(request),
        **details,
    )
    try:
        if not is_confirmed(request):
            rehearsal = rehearse(make, case.pk)
            audit.record(request, "rehearsed_decision", "application", case.pk, detail=name)
            return confirm(
                request,
                title=decision.title,
                warns=decision.warns,
                row=case,
                rehearsal=rehearsal,
                remark=form.remark(),
                action=reverse("admin:decide", args=[case.pk, move]),
                opts=Application._meta,
            )
        make()
    except engine.Changed as change:
        form.add_error(None, str(change))
        return draw(request, find(request, application_id), {move: form})
    except engine.NotNow as late:
        messages.error(request, overtaken(late, case))
    except engine.Refused as refusal:
        form.add_error(None, str(refusal))
        return draw(request, case, {move: form})
    else:
        audit.record(request, "decided", "application", case.pk, detail=name)
        messages.success(request, _("Karar kaydedildi. Başvuru sahibine bildirim yolda."))
    return redirect("admin:review", case.pk)
