"""Which officer has which file: taken from the queue, given back, passed on. It is no transition (docs: assignment)."""

from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models import Officer
from applicants.staff import audit

from ..lifecycle.actors import DECIDES, JUDGES_OBJECTIONS
from ..models import Application
from ..models.status import Status

AWAITING_DECISION = (Status.UNDER_EVALUATION, Status.OBJECTION_UNDER_EVALUATION)
ASSIGN_PERMISSION = "applications.assign_application"


class AssignmentError(Exception):
    """The file could not be taken or given; the text says why."""


def find_decidable_applications(officer: Officer) -> QuerySet[Application]:
    """What waits for a decision that this officer may make; never an objection to their own (A-15), nor the file that
    such an objection reopened (A-36)."""
    may = Q(pk__in=())
    if officer.has_perm(DECIDES.perm):
        may |= Q(status=Status.UNDER_EVALUATION)
    if officer.has_perm(JUDGES_OBJECTIONS.perm):
        may |= Q(status=Status.OBJECTION_UNDER_EVALUATION)
    waiting = Application.objects.filter(may, status__in=AWAITING_DECISION)
    return waiting.exclude(objection_used=True, first_decider=officer)


@transaction.atomic
def take_next_application(officer: Officer, request: HttpRequest | None = None) -> Application | None:
    """The file with the oldest last day that nobody has, now this officer's; None when there is none.

    Rows that another officer is taking at this moment are passed over: two never get the same one.
    """
    free = find_decidable_applications(officer).filter(assigned_to__isnull=True).order_by("evaluation_due_at", "pk")
    case = free.select_for_update(skip_locked=True, of=("self",)).first()
    if case is None:
        return None
    _set_assignee(case, officer)
    audit.record_action(request, "took_application", "application", case.pk, officer=officer)
    return case


@transaction.atomic
def take_application(application_id: UUID, officer: Officer, request: HttpRequest | None = None) -> Application:
    """Take one file. Raises ``AssignmentError`` when somebody else has it or the officer may not decide it."""
    case = _lock_application(application_id)
    if case.assigned_to_id == officer.pk:
        return case
    if case.assigned_to_id is not None:
        raise AssignmentError(_("Dosya %(who)s üzerinde.") % {"who": get_officer_name(case.assigned_to)})
    if not find_decidable_applications(officer).filter(pk=case.pk).exists():
        raise AssignmentError(_("Bu dosya hakkında şu anda karar veremezsiniz."))
    _set_assignee(case, officer)
    audit.record_action(request, "took_application", "application", case.pk, officer=officer)
    return case


@transaction.atomic
def give_back_application(application_id: UUID, officer: Officer, request: HttpRequest | None = None) -> Application:
    """Put the officer's own file back into the queue. Raises ``AssignmentError`` when it is not theirs."""
    case = _lock_application(application_id)
    if case.assigned_to_id != officer.pk:
        raise AssignmentError(_("Dosya sizin üzerinizde değil."))
    _set_assignee(case, None)
    audit.record_action(request, "assigned_application", "application", case.pk, detail="-", officer=officer)
    return case


@transaction.atomic
def assign_application(
    application_id: UUID, to: Officer, by: Officer, request: HttpRequest | None = None
) -> Application:
    """Hand a file to an officer who may decide it; for whoever may assign. Raises ``AssignmentError``."""
    if not by.has_perm(ASSIGN_PERMISSION):
        raise AssignmentError(_("Dosya dağıtma yetkiniz yok."))
    case = _lock_application(application_id)
    if not to.is_active or not find_decidable_applications(to).filter(pk=case.pk).exists():
        raise AssignmentError(_("%(who)s bu dosya hakkında karar veremez.") % {"who": get_officer_name(to)})
    _set_assignee(case, to)
    audit.record_action(request, "assigned_application", "application", case.pk, detail=to.username, officer=by)
    return case


def explain_other_holder(case: Application, officer: Officer) -> str:
    """Why this officer leaves the decision to somebody else; "" when they need not.

    One file, one officer: two who work on the same would lose one's work. A senior hands it over where that is needed.
    """
    if case.status not in AWAITING_DECISION or case.assigned_to_id in {None, officer.pk}:
        return ""
    return _("Dosya %(who)s üzerinde; önce devredilmesi gerekir.") % {"who": get_officer_name(case.assigned_to)}


def may_take(case: Application, officer: Officer) -> bool:
    """Whether the officer could take the file if nobody had it; the same as ``find_decidable_applications`` says,
    without a query."""
    permission = DECIDES if case.status == Status.UNDER_EVALUATION else JUDGES_OBJECTIONS
    own = case.objection_used and case.first_decider_id == officer.pk
    return case.status in AWAITING_DECISION and officer.has_perm(permission.perm) and not own


def get_officer_name(officer: Officer | None) -> str:
    return (officer.get_full_name() or officer.username) if officer else ""


def list_deciding_officers() -> list[Officer]:
    """Officers to whom files can be handed, by name."""
    allowed = Q(content_type__app_label="applications", codename__in=["decide_application", "decide_objection"])
    permissions = _filter_permissions(allowed)
    rows = Officer.objects.filter(
        Q(groups__permissions__in=permissions) | Q(user_permissions__in=permissions), is_active=True
    )
    return list(rows.distinct().order_by("first_name", "last_name", "username"))


def list_possible_assignees(case: Application) -> list[Officer]:
    """The same for one file: whoever decided what an objection has questioned is not among them."""
    own = case.first_decider_id if case.objection_used else None
    return [each for each in list_deciding_officers() if each.pk != own]


def _filter_permissions(which: Q):
    return Permission.objects.filter(which)


def _lock_application(application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("assigned_to")
    case = rows.filter(pk=application_id).exclude(status=Status.DRAFT).first()
    if case is None:
        raise AssignmentError(_("Böyle bir başvuru yok."))
    return case


def _set_assignee(case: Application, to: Officer | None) -> None:
    case.assigned_to, case.assigned_at = to, timezone.now() if to else None
    case.save(update_fields=["assigned_to", "assigned_at"])
