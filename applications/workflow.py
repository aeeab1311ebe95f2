"""The engine: the one function that changes an application's status, and the doors around it.

Order of work in ``perform``: lock the row, read it again, then ask the table for source, actor and
guard; then effect, status, save, history, notices. All in one transaction: nothing half-done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models import Applicant

from . import letters
from .actors import Actor, Role
from .models import Application, Category, HistoryEntry
from .moves import MOVES, Move


class NotFound(Exception):
    """No such application for this person: answered 404, never 403."""


class NotNow(Exception):
    """The application is in a state that this move does not start from; the text says which."""

    def __init__(self, application: Application):
        super().__init__(_("Başvuru şu anda «%(status)s» durumunda.") % {"status": application.get_status_display()})


class WrongActor(Exception):
    """This move belongs to somebody else."""


class Refused(Exception):
    """The guard said no; the text is for the person who tried."""


def perform(name: str, application_id: UUID, by: Actor, note: str = "", **details) -> Application:
    """Make one move of the table, or raise ``NotFound``, ``NotNow``, ``WrongActor`` or ``Refused``.

    ``details`` are what the move's guard and effect ask for (see rules.py). Returns the application
    as saved; for a move that removes it, as it last was.
    """
    move = MOVES[name]
    with transaction.atomic():
        case = _lock(application_id)
        _check(move, case, by, details)
        move.effect(case, by, details)
        if move.target is None:
            _remove(case)
            return case
        _write(move, case, by, note)
        letters.send(case, move, details)
    return case


def _lock(application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    case = rows.select_related("category", "applicant__identity").filter(pk=application_id).first()
    if case is None:
        raise NotFound
    return case


def _check(move: Move, case: Application, by: Actor, details: dict) -> None:
    if by.role is Role.APPLICANT and (by.applicant is None or case.applicant_id != by.applicant.pk):
        raise NotFound
    # State before actor: whoever was second must hear "now in state X", not "not allowed".
    if case.status not in move.sources:
        raise NotNow(case)
    if by.role is not move.actor:
        raise WrongActor(move.name)
    reason = move.guard(case, by, details)
    if reason:
        raise Refused(str(reason))


def _write(move: Move, case: Application, by: Actor, note: str) -> None:
    before = case.status
    case.status = move.target
    case.version += 1
    case.saved_at = timezone.now()
    case.save()
    if move.keeps_history:
        HistoryEntry.objects.create(
            application=case,
            move=move.name,
            from_status=before,
            to_status=case.status,
            actor=by.role.value,
            officer=by.officer,
            note=note,
        )


def _remove(case: Application) -> None:
    case.delete()


def start(category: Category, applicant: Applicant) -> Application:
    """The one way an application begins: an explicit POST. A second click finds the first one's draft."""
    by = Actor.of(applicant)
    reason = MOVES["start"].guard(Application(category=category, applicant=applicant), by, {})
    if reason:
        raise Refused(str(reason))
    draft = Application.objects.filter(applicant=applicant, category=category, status=MOVES["start"].target)
    try:
        with transaction.atomic():
            return draft.first() or Application.objects.create(applicant=applicant, category=category)
    except IntegrityError:
        return draft.get()


@contextmanager
def editing(application_id: UUID, by: Actor) -> Iterator[Application]:
    """The draft, locked while one of its pages is saved. A tab left open on a sent application gets ``NotNow``."""
    with transaction.atomic():
        case = _lock(application_id)
        _check(MOVES["save"], case, by, {})
        yield case
        Application.objects.filter(pk=case.pk).update(saved_at=timezone.now())


def allowed(case: Application, by: Actor) -> list[Move]:
    """The moves that this actor could make from here, guards aside (a guard may need details first)."""
    return [move for move in MOVES.values() if case.status in move.sources and move.actor is by.role]
