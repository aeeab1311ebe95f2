"""THE TABLE: every way an application can change, who may do it, when, with what effect and which notice.

The numbers are those of domain 5.2; ``details`` is what the caller says beside the row (details.py). The engine
(engine.py), the buttons, the tests, the database's guard trigger and the diagram in docs/life-cycle.md all read this
table and nothing else.
"""

from collections.abc import Iterable

from ..models.status import OPEN_STATUSES, Status
from . import cancellation_guards, effects, guards, locking, submission_effects
from . import details as d
from .actors import APPLICANT, CANCELS, DECIDES, JUDGES_OBJECTIONS, SYSTEM_CLOCK, Permission
from .state_machine import Effect, Guard, Transition, define_machine

S = Status
A, SYS = APPLICANT, SYSTEM_CLOCK
OFF, OBJ, CAN = DECIDES, JUDGES_OBJECTIONS, CANCELS


def _define(
    number: int,
    name: str,
    sources: Iterable[Status],
    target: Status | None,
    permission: Permission,
    guard: Guard = guards.always,
    effect: Effect = effects.do_nothing,
    *notices: str,
    details: type | None = None,
) -> Transition:
    return Transition(name, frozenset(sources), target, permission, guard, effect, notices, details, number)


# fmt: off
APPLICATION = define_machine("application", lock=locking.lock_application, begin=locking.begin_application, transitions=(
    _define(1, "start", (), S.DRAFT, A, guards.application_startable, effects.do_nothing, details=d.NewApplication),
    _define(2, "save", {S.DRAFT}, S.DRAFT, A, guards.always, submission_effects.save_page, details=d.PageAnswers),
    _define(3, "submit", {S.DRAFT}, S.UNDER_EVALUATION, A, guards.application_complete, submission_effects.freeze_submission, "received", details=d.Submission),
    _define(4, "discard", {S.DRAFT}, None, A, guards.always, submission_effects.clear_page_drafts),
    _define(4, "purge", {S.DRAFT}, None, SYS, guards.draft_expired, submission_effects.clear_page_drafts),
    _define(5, "request_revision", {S.UNDER_EVALUATION}, S.REVISION_REQUESTED, OFF,
          guards.revision_explained, submission_effects.open_revision_round, "revision_requested", details=d.RevisionRound),
    _define(6, "resubmit", {S.REVISION_REQUESTED}, S.UNDER_EVALUATION, A,
          guards.revision_answered, submission_effects.apply_revision, "revision_received"),
    _define(7, "expire_revision", {S.REVISION_REQUESTED}, S.REJECTED, SYS,
          guards.revision_overdue, effects.record_incomplete_rejection, "rejected"),
    _define(7, "expire_revision_finally", {S.REVISION_REQUESTED}, S.OBJECTION_REJECTED, SYS,
          guards.revision_overdue_after_objection, effects.record_incomplete_rejection, "objection_dismissed"),
    _define(8, "approve", {S.UNDER_EVALUATION}, S.APPROVED, OFF,
          guards.grantable_free, effects.grant_free_exemption, "approved", details=d.Grant),
    _define(9, "find_appropriate", {S.UNDER_EVALUATION}, S.AWAITING_PAYMENT, OFF,
          guards.grantable_payable, effects.open_order, "found_appropriate", details=d.Grant),
    _define(10, "reject", {S.UNDER_EVALUATION}, S.REJECTED, OFF,
          guards.rejection_grounded, effects.record_rejection, "rejected", details=d.Rejection),
    _define(10, "reject_after_objection", {S.UNDER_EVALUATION}, S.OBJECTION_REJECTED, OFF,
          guards.rejection_grounded_after_objection, effects.record_rejection, "objection_dismissed", details=d.Rejection),
    _define(11, "settle", {S.AWAITING_PAYMENT}, S.APPROVED, SYS, guards.paid_in_full, effects.grant_exemption, "approved"),
    _define(12, "report_mismatch", {S.AWAITING_PAYMENT}, S.AWAITING_PAYMENT, SYS,
          guards.always, effects.do_nothing, "payment_mismatch", details=d.PaymentMismatch),
    _define(13, "reprice", {S.AWAITING_PAYMENT}, S.AWAITING_PAYMENT, SYS,
          guards.always, effects.reprice_order, "new_tariff", details=d.Repricing),
    _define(14, "drop_card", {S.AWAITING_PAYMENT}, S.APPROVED, A, guards.card_droppable, effects.drop_card, "approved"),
    _define(15, "lapse", {S.AWAITING_PAYMENT}, S.LAPSED_UNPAID, SYS, guards.payment_overdue, effects.lapse_order, "lapsed"),
    _define(16, "object", {S.REJECTED}, S.OBJECTION_UNDER_EVALUATION, A,
          guards.objection_admissible, effects.record_objection, "objection_received", details=d.ObjectionStatement),
    _define(17, "accept_objection_free", {S.OBJECTION_UNDER_EVALUATION}, S.APPROVED, OBJ,
          guards.grantable_free, effects.grant_free_exemption, "objection_accepted", "approved", details=d.Grant),
    _define(17, "accept_objection", {S.OBJECTION_UNDER_EVALUATION}, S.AWAITING_PAYMENT, OBJ,
          guards.grantable_payable, effects.open_order, "objection_accepted", "found_appropriate", details=d.Grant),
    _define(18, "reopen", {S.OBJECTION_UNDER_EVALUATION}, S.UNDER_EVALUATION, OBJ,
          guards.another_officer, submission_effects.restart_evaluation_term, "objection_accepted"),
    _define(19, "dismiss_objection", {S.OBJECTION_UNDER_EVALUATION}, S.OBJECTION_REJECTED, OBJ,
          guards.dismissal_reasoned, effects.record_dismissal, "objection_dismissed", details=d.Dismissal),
    _define(20, "expire", {S.APPROVED}, S.EXPIRED, SYS, guards.end_passed, effects.invalidate_card, "expired"),
    _define(21, "terminate", {S.APPROVED}, S.TERMINATED, OFF, guards.termination_day_valid, effects.record_termination, "terminated", details=d.Termination),
    _define(22, "cancel", {S.APPROVED}, S.CANCELLED, CAN, guards.cancellation_grounded, effects.record_cancellation, "cancelled", details=d.Cancellation),
    _define(24, "reinstate", {S.CANCELLED}, S.APPROVED, OBJ,
          cancellation_guards.lifting_grounded, effects.reinstate, "reinstated", details=d.Reinstatement),
    _define(23, "withdraw", OPEN_STATUSES, S.WITHDRAWN, A, guards.nothing_paid, effects.void_open_order, "withdrawn"),
))
# fmt: on
TRANSITIONS = APPLICATION.transitions


def list_status_pairs() -> set[tuple[str, str]]:
    """Every (from, to) that the table allows between stored states; the database's trigger holds the same list."""
    return {
        (str(source), str(move.target))
        for move in TRANSITIONS.values()
        for source in move.sources
        if move.target is not None and move.target != source
    }
