"""One decision on the review page: looked at with the mail that it sends, then made by the table's transition."""

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
from applications.casework.assignment import explain_other_holder
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.lifecycle.dry_run import perform_dry_run
from applications.lifecycle.transitions import APPLICATION

from ...catalogue.reasons import list_enabled_reasons
from ...models import Application
from ..decisions import DECISIONS_BY_SLUG
from ..sending import explain_overtaken, get_seen_version, is_confirmed, is_taken_back, render_confirmation
from .case import get_case
from .page import render_review_page


@require_POST
def decide(request: HttpRequest, application_id: UUID, move: str) -> HttpResponse:
    """First press: what it would do and the mail it would send. Second press: done.

    Two officers on one file: the second is told where it stands and by whom; nothing is half-done.
    """
    decision = DECISIONS_BY_SLUG.get(move)
    if decision is None or decision.form is None:
        raise Http404
    case = get_case(request, application_id)
    officer = cast(Officer, request.user)
    if not officer.has_perm(decision.permission):
        raise PermissionDenied
    if taken := explain_other_holder(case, officer):
        messages.error(request, taken)
        return redirect("admin:review", case.pk)
    form = decision.form(request.POST, case=case, reasons=list_enabled_reasons(), prefix=decision.prefix)
    if is_taken_back(request) or not form.is_valid():
        return render_review_page(request, case, {move: form})
    details = form.get_details()
    name = decision.choose_transition(case, details)
    make = partial(
        engine.perform,
        APPLICATION,
        name,
        case.pk,
        Actor.from_person(officer),
        details,
        note=form.get_history_note(),
        version=get_seen_version(request),
    )
    try:
        if not is_confirmed(request):
            rehearsal = perform_dry_run(make, case.pk)
            audit.record_action(request, "rehearsed_decision", "application", case.pk, detail=name)
            return render_confirmation(
                request,
                title=decision.title,
                warns=decision.warns,
                row=case,
                rehearsal=rehearsal,
                remark=form.get_history_note(),
                action=reverse("admin:decide", args=[case.pk, move]),
                opts=Application._meta,
            )
        make()
    except engine.StaleVersionError as change:
        form.add_error(None, str(change))
        return render_review_page(request, get_case(request, application_id), {move: form})
    except engine.InvalidStateError as late:
        messages.error(request, explain_overtaken(late, case))
    except engine.GuardError as refusal:
        form.add_error(None, str(refusal))
        return render_review_page(request, case, {move: form})
    else:
        audit.record_action(request, "decided", "application", case.pk, detail=name)
        messages.success(request, _("Karar kaydedildi. Başvuru sahibine bildirim yolda."))
    return redirect("admin:review", case.pk)
