"""The engine: ``perform`` makes any transition of any machine, and is the only writer of a status.

Order of work: lock the row (the application's first, always), read it again, then ask the table for source, version,
actor and guard; then effect, status, save, history, notices. All in one transaction: nothing half-done.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..models import Application, HistoryEntry
from ..models.status import Status
from ..notices import case_notices
from .actors import Actor, ActorKind
from .errors import GuardError, InvalidStateError, NotFoundError, NotPermittedError, StaleVersionError
from .state_machine import RowT, StateMachine, Transition

__all__ = [
    "GuardError",
    "InvalidStateError",
    "NotFoundError",
    "NotPermittedError",
    "StaleVersionError",
    "perform",
    "touch",
]


def perform(
    machine: StateMachine[RowT],
    name: str,
    key: UUID,
    by: Actor,
    details: object = None,
    *,
    note: str = "",
    version: int | None = None,
) -> RowT:
    """Make one transition of the machine's table.

    ``key`` is the row's; for a transition that begins a row, the key of what it is begun on: the applicant's for an
    application, the application's for a request. ``details`` are of the class that the table names. ``note`` goes
    into the history, which only officers read. ``version`` is the one that the person looked at.

    Raises ``NotFoundError``, ``InvalidStateError``, ``StaleVersionError`` (the row has another version by now),
    ``NotPermittedError`` or ``GuardError``; ``TypeError`` for details of another class. Returns the row as saved;
    for a transition that removes it, as it last was.
    """
    move = machine.transitions[name]
    if not isinstance(details, move.details or type(None)):
        raise TypeError(f"{machine.subject}.{name} needs {move.details}, not {type(details)}")
    with transaction.atomic():
        row = machine.begin(key, details) if move.is_beginning else machine.lock(key)
        _check_transition(move, row, by, details, version)
        if move.is_beginning and not row._state.adding:
            return row  # a second press of the button finds what the first one began
        document = move.effect(row, by, details)
        if move.target is None:
            row.delete()
            return row
        _write_transition(machine, move, row, by, note)
        case_notices.send_transition_notices(row, move, details, document)
    return row


def _check_transition(move: Transition, row: Any, by: Actor, details: object, version: int | None) -> None:
    if by.kind is ActorKind.APPLICANT and (by.applicant is None or row.applicant_id != by.applicant.pk):
        raise NotFoundError
    # State before actor: whoever was second must hear "now in state X", not "not allowed".
    if not move.is_beginning and row.status not in move.sources:
        raise InvalidStateError(row)
    if version is not None and version != row.version:
        raise StaleVersionError
    if not by.has_permission(move.permission):
        raise NotPermittedError(move.name)
    if reason := move.guard(row, by, details):
        raise GuardError(str(reason))


def _write_transition(machine: StateMachine[Any], move: Transition, row: Any, by: Actor, note: str) -> None:
    before = "" if row._state.adding else row.status
    row.status = move.target
    row.saved_at = timezone.now()
    # The version counts what the history tells: pages of a draft are saved under the version that it has.
    row.version += move.keeps_history
    row.save()
    if move.keeps_history:
        HistoryEntry.objects.create(
            application=row if isinstance(row, Application) else row.application,
            subject=machine.subject,
            move=move.name,
            from_status=before,
            to_status=row.status,
            actor=by.kind.value,
            officer=by.officer,
            note=note,
        )


def touch(case: Application) -> None:
    """Somebody is at the draft: its time until it is forgotten begins anew, though nothing of it counts yet (A-37)."""
    Application.objects.filter(pk=case.pk, status=Status.DRAFT).update(saved_at=timezone.now())
