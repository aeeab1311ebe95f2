"""The engine: the only writer of a status, of applications and of the requests on them, and the doors around it.

Order of work: lock the row (the application's first, always), read it again, then ask the table for source, actor
and guard; then effect, status, save, history, notices. All in one transaction: nothing half-done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models import Applicant

from ..models import Application, Category, HistoryEntry, ReissueRequest, TerminationRequest
from ..notices import kinds
from .actors import Actor, ActorKind
from .transitions import TRANSITIONS, StateMachine, Transition

Request = TerminationRequest | ReissueRequest


class NotFoundError(Exception):
    """No such application for this person: answered 404, never 403."""


class InvalidStateError(Exception):
    """The application is in a state that this move does not start from; the text says which."""

    def __init__(self, row: Application | Request):
        text = _("Başvuru şu anda «%(status)s» durumunda.")
        if not isinstance(row, Application):
            text = _("Talep şu anda «%(status)s» durumunda.")
        super().__init__(text % {"status": row.get_status_display()})


class StaleVersionError(InvalidStateError):
    """The row is no longer what the person saw when they decided, though its state is the same again."""

    def __init__(self, row: Application | Request):
        Exception.__init__(self, _("Siz sayfayı açtıktan sonra dosya değişti. Yeniden bakıp karar verin."))


class NotPermittedError(Exception):
    """This move belongs to somebody else, or the officer's role does not include it."""


class GuardError(Exception):
    """The guard said no; the text is for the person who tried."""


def perform(
    name: str, application_id: UUID, by: Actor, note: str = "", *, version: int | None = None, **details
) -> Application:
    """Make one move of the table, or raise ``NotFoundError``, ``InvalidStateError``, ``NotPermittedError`` or
    ``GuardError``.

    ``details`` are what the move's guard and effect ask for (see guards.py). ``version``: the one that the
    person looked at; ``StaleVersionError`` if it is another by now. Returns the application as saved; for a move that
    removes it, as it last was.
    """
    move = TRANSITIONS[name]
    with transaction.atomic():
        case = _lock_application(application_id)
        _check_transition(move, case, by, details, version)
        paper = move.effect(case, by, details)
        if move.target is None:
            _delete_application(case)
            return case
        _write_transition(move, case, by, note)
        kinds.send_transition_notices(case, move, details, paper)
    return case


def _lock_application(application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    case = rows.select_related("category", "applicant__identity").filter(pk=application_id).first()
    if case is None:
        raise NotFoundError
    return case


def perform_on_request(
    machine: StateMachine,
    name: str,
    request_id: UUID,
    by: Actor,
    note: str = "",
    *,
    version: int | None = None,
    **details,
) -> Request:
    """Make one move of a request's table; raises as ``perform`` does."""
    move = machine.transitions[name]
    with transaction.atomic():
        request = _lock_request(machine, request_id)
        _check_transition(move, request, by, details, version)
        paper = move.effect(request, by, details)
        if move.target is None:
            request.delete()
            return request
        _write_transition(move, request, by, note)
        kinds.send_request_notices(request, move, details, paper)
    return request


def begin_request(machine: StateMachine, name: str, application_id: UUID, by: Actor, **values) -> Request:
    """Open a request on a locked application by a move that starts from nothing; ``values`` are its columns.

    Two tabs at once: the second one's guard, asked under the lock, finds the first one's request.
    """
    move = machine.transitions[name]
    with transaction.atomic():
        case = _lock_application(application_id)
        request = machine.model(application=case, **values)
        _check_transition(move, request, by, {}, begins=True)
        move.effect(request, by, {})
        _write_transition(move, request, by, "")
        kinds.send_request_notices(request, move, {})
    return request


def _lock_request(machine: StateMachine, request_id: UUID) -> Request:
    """The request as it is now. Its application is locked first: everywhere the same order."""
    application_id = machine.model.objects.filter(pk=request_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotFoundError
    case = _lock_application(application_id)
    request = machine.model.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if request is None:
        raise NotFoundError
    request.application = case
    return request


def _check_transition(
    move: Transition,
    case: Application | Request,
    by: Actor,
    details: dict,
    version: int | None = None,
    begins: bool = False,
) -> None:
    if by.kind is ActorKind.APPLICANT and (by.applicant is None or case.applicant_id != by.applicant.pk):
        raise NotFoundError
    # State before actor: whoever was second must hear "now in state X", not "not allowed".
    if not begins and case.status not in move.sources:
        raise InvalidStateError(case)
    if version is not None and version != case.version:
        raise StaleVersionError(case)
    if not by.has_permission(move.permission):
        raise NotPermittedError(move.name)
    reason = move.guard(case, by, details)
    if reason:
        raise GuardError(str(reason))


def _write_transition(move: Transition, case: Application | Request, by: Actor, note: str) -> None:
    before = "" if case._state.adding else case.status
    case.status = move.target
    case.version += 1
    case.saved_at = timezone.now()
    case.save()
    if move.keeps_history:
        HistoryEntry.objects.create(
            application=case if isinstance(case, Application) else case.application,
            subject=_get_subject(case),
            move=move.name,
            from_status=before,
            to_status=case.status,
            actor=by.kind.value,
            officer=by.officer,
            note=note,
        )


def _get_subject(row: Application | Request) -> str:
    if isinstance(row, Application):
        return "application"
    return "termination" if isinstance(row, TerminationRequest) else "reissue"


def _delete_application(case: Application) -> None:
    case.delete()


def start_application(category: Category, applicant: Applicant) -> Application:
    """The one way an application begins: an explicit POST. A second click finds the first one's draft."""
    by = Actor.from_person(applicant)
    reason = TRANSITIONS["start"].guard(Application(category=category, applicant=applicant), by, {})
    if reason:
        raise GuardError(str(reason))
    draft = Application.objects.filter(applicant=applicant, category=category, status=TRANSITIONS["start"].target)
    try:
        with transaction.atomic():
            return draft.first() or Application.objects.create(applicant=applicant, category=category)
    except IntegrityError:
        return draft.get()


@contextmanager
def edit_draft(application_id: UUID, by: Actor) -> Iterator[Application]:
    """The draft, locked while one of its pages is saved. A tab left open on a sent application gets
    ``InvalidStateError``."""
    with transaction.atomic():
        case = _lock_application(application_id)
        _check_transition(TRANSITIONS["save"], case, by, {})
        yield case
        Application.objects.filter(pk=case.pk).update(saved_at=timezone.now())


def touch(case: Application) -> None:
    """Somebody is at the draft: its time until it is forgotten begins anew, though nothing of it counts yet (A-37)."""
    Application.objects.filter(pk=case.pk, status=TRANSITIONS["start"].target).update(saved_at=timezone.now())


def list_allowed_transitions(case: Application, by: Actor) -> list[Transition]:
    """The moves that this actor could make from here, guards aside (a guard may need details first)."""
    return [move for move in TRANSITIONS.values() if case.status in move.sources and by.has_permission(move.permission)]


@contextmanager
def edit_request_draft(machine: StateMachine, request_id: UUID, by: Actor) -> Iterator[Request]:
    """The draft of a request, locked while one of its pages is saved; saved with what was set on it."""
    with transaction.atomic():
        request = _lock_request(machine, request_id)
        _check_transition(machine.transitions["save"], request, by, {})
        yield request
        request.saved_at = timezone.now()
        request.save()
