"""THE TABLE: every way an application can change, who may do it, when, with what effect and which notice.

The numbers are those of domain 5.2. The engine (workflow.py), the buttons, the tests, the database's
guard trigger and the diagram in the README all read this table and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from documents.models import Certificate, Letter

from ..models.status import OPEN, Status
from . import cancellation_guards, effects, guards
from .actors import APPLICANT, CANCELS, DECIDES, JUDGES_OBJECTIONS, SYSTEM_CLOCK, Duty, Role

S = Status
A, SYS = APPLICANT, SYSTEM_CLOCK
OFF, OBJ, CAN = DECIDES, JUDGES_OBJECTIONS, CANCELS

Guard = Callable[..., str | None]
# Returns the paper that it issued, if any.
Effect = Callable[..., Certificate | Letter | None]


@dataclass(frozen=True)
class Move:
    """``sources`` empty: the application begins here. ``target`` None: it ceases to exist."""

    name: str
    sources: frozenset[Status]
    target: Status | None
    duty: Duty
    guard: Guard = guards.always
    effect: Effect = effects.nothing
    notices: tuple[str, ...] = ()
    transition: int = 0

    @property
    def actor(self) -> Role:
        return self.duty.role

    @property
    def keeps_history(self) -> bool:
        """A draft is nobody's business but the applicant's and can be deleted; history begins with sending."""
        return self.target not in {None, S.DRAFT}


def _move(transition, name, sources, target, duty, guard=guards.always, effect=effects.nothing, *notices) -> Move:
    return Move(name, frozenset(sources), target, duty, guard, effect, notices, transition)


# fmt: off
MOVES = {move.name: move for move in (
    _move(1, "start", (), S.DRAFT, A, guards.may_start),
    _move(2, "save", {S.DRAFT}, S.DRAFT, A),
    _move(3, "submit", {S.DRAFT}, S.UNDER_EVALUATION, A, guards.may_submit, effects.submit, "received"),
    _move(4, "discard", {S.DRAFT}, None, A, guards.always, effects.discard),
    _move(4, "purge", {S.DRAFT}, None, SYS, guards.draft_forgotten, effects.discard),
    _move(5, "request_revision", {S.UNDER_EVALUATION}, S.REVISION_REQUESTED, OFF,
          guards.revision_explained, effects.request_revision, "revision_requested"),
    _move(6, "resubmit", {S.REVISION_REQUESTED}, S.UNDER_EVALUATION, A,
          guards.revision_answered, effects.resubmit, "revision_received"),
    _move(7, "expire_revision", {S.REVISION_REQUESTED}, S.REJECTED, SYS,
          guards.revision_overdue, effects.reject_incomplete, "rejected"),
    _move(7, "expire_revision_finally", {S.REVISION_REQUESTED}, S.OBJECTION_REJECTED, SYS,
          guards.revision_overdue_after_objection, effects.reject_incomplete, "objection_dismissed"),
    _move(8, "approve", {S.UNDER_EVALUATION}, S.APPROVED, OFF,
          guards.grantable_free, effects.grant_at_once, "approved"),
    _move(9, "find_appropriate", {S.UNDER_EVALUATION}, S.AWAITING_PAYMENT, OFF,
          guards.grantable_payable, effects.open_order, "found_appropriate"),
    _move(10, "reject", {S.UNDER_EVALUATION}, S.REJECTED, OFF,
          guards.rejection_grounded, effects.reject, "rejected"),
    _move(10, "reject_after_objection", {S.UNDER_EVALUATION}, S.OBJECTION_REJECTED, OFF,
          guards.rejection_grounded_after_objection, effects.reject, "objection_dismissed"),
    _move(11, "settle", {S.AWAITING_PAYMENT}, S.APPROVED, SYS, guards.paid_in_full, effects.grant, "approved"),
    _move(12, "report_mismatch", {S.AWAITING_PAYMENT}, S.AWAITING_PAYMENT, SYS,
          guards.line_mismatched, effects.nothing, "payment_mismatch"),
    _move(13, "reprice", {S.AWAITING_PAYMENT}, S.AWAITING_PAYMENT, SYS,
          guards.tariff_changed, effects.reprice, "new_tariff"),
    _move(14, "drop_card", {S.AWAITING_PAYMENT}, S.APPROVED, A, guards.card_droppable, effects.drop_card, "approved"),
    _move(15, "lapse", {S.AWAITING_PAYMENT}, S.LAPSED_UNPAID, SYS, guards.payment_overdue, effects.lapse, "lapsed"),
    _move(16, "object", {S.REJECTED}, S.OBJECTION_UNDER_EVALUATION, A,
          guards.may_object, effects.object, "objection_received"),
    _move(17, "accept_objection_free", {S.OBJECTION_UNDER_EVALUATION}, S.APPROVED, OBJ,
          guards.grantable_free, effects.grant_at_once, "objection_accepted", "approved"),
    _move(17, "accept_objection", {S.OBJECTION_UNDER_EVALUATION}, S.AWAITING_PAYMENT, OBJ,
          guards.grantable_payable, effects.open_order, "objection_accepted", "found_appropriate"),
    _move(18, "reopen", {S.OBJECTION_UNDER_EVALUATION}, S.UNDER_EVALUATION, OBJ,
          guards.another_officer, effects.restart_clock, "objection_accepted"),
    _move(19, "dismiss_objection", {S.OBJECTION_UNDER_EVALUATION}, S.OBJECTION_REJECTED, OBJ,
          guards.dismissal_reasoned, effects.dismiss, "objection_dismissed"),
    _move(20, "expire", {S.APPROVED}, S.EXPIRED, SYS, guards.end_passed, effects.expire, "expired"),
    _move(21, "terminate", {S.APPROVED}, S.TERMINATED, OFF, guards.terminable, effects.terminate, "terminated"),
    _move(22, "cancel", {S.APPROVED}, S.CANCELLED, CAN, guards.cancellation_grounded, effects.cancel, "cancelled"),
    _move(24, "reinstate", {S.CANCELLED}, S.APPROVED, OBJ,
          cancellation_guards.lifting_grounded, effects.reinstate, "reinstated"),
    _move(23, "withdraw", OPEN, S.WITHDRAWN, A, guards.nothing_paid, effects.withdraw, "withdrawn"),
)}
# fmt: on


def pairs() -> set[tuple[str, str]]:
    """Every (from, to) that the table allows between stored states; the database's trigger holds the same list."""
    return {
        (source.value, move.target.value)
        for move in MOVES.values()
        for source in move.sources
        if move.target is not None and move.target != source
    }


def diagram() -> str:
    """The life cycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for move in MOVES.values():
        target = move.target.value if move.target else "[*]"
        for source in sorted(source.value for source in move.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {move.name} ({move.actor.value})")
    return "\n".join(lines)
