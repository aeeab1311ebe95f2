"""THE TABLES of what a holder may ask for: the end of an exemption (domain 5.5) and a new card (domain 5.6).

Same engine as the application's table, same rule: pages, tests and the diagrams in docs/life-cycle.md read these and nothing else.
"""

from collections.abc import Iterable
from uuid import UUID

from ..lifecycle.actors import APPLICANT, DECIDES, SYSTEM_CLOCK, Permission
from ..lifecycle.details import PageAnswers, PaymentMismatch, Repricing
from ..lifecycle.effects import do_nothing
from ..lifecycle.guards import always
from ..lifecycle.locking import lock_application, lock_request
from ..lifecycle.state_machine import Effect, Guard, Transition, define_machine
from ..lifecycle.submission_effects import save_page
from ..models import ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus as R
from ..models.requests import TerminationStatus as T
from . import request_details as d
from . import request_effects as effects
from . import request_guards as guards

A, OFF, SYS = APPLICANT, DECIDES, SYSTEM_CLOCK


def _define(
    name: str,
    sources: Iterable[R | T],
    target: R | T | None,
    permission: Permission,
    guard: Guard,
    effect: Effect,
    *notices: str,
    details: type | None = None,
) -> Transition:
    return Transition(name, frozenset(sources), target, permission, guard, effect, notices, details)


def _lock_termination(request_id: UUID) -> TerminationRequest:
    return lock_request(TerminationRequest, request_id)


def _lock_reissue(request_id: UUID) -> ReissueRequest:
    return lock_request(ReissueRequest, request_id)


# Two tabs at once: the second one's guard, asked under the application's lock, finds the first one's request.
def _begin_termination(application_id: UUID, new: d.NewTermination) -> TerminationRequest:
    return TerminationRequest(
        application=lock_application(application_id),
        ground=new.ground,
        ground_note=new.ground_note,
        effective_on=new.effective_on,
        petition=new.petition,
    )


def _begin_reissue(application_id: UUID, new: d.NewReissue) -> ReissueRequest:
    return ReissueRequest(application=lock_application(application_id), ground=new.ground)


# fmt: off
TERMINATION = define_machine("termination", lock=_lock_termination, begin=_begin_termination, transitions=(
    _define("request", (), T.REQUESTED, A, guards.termination_requestable, effects.submit_request, "termination_received", details=d.NewTermination),
    _define("accept", {T.REQUESTED}, T.ACCEPTED, OFF, guards.still_in_force, effects.accept_termination, details=d.RequestDecision),
    _define("refuse", {T.REQUESTED}, T.REFUSED, OFF, guards.reasoned, effects.record_decision, "termination_refused", details=d.RequestDecision),
))
REISSUE = define_machine("reissue", lock=_lock_reissue, begin=_begin_reissue, transitions=(
    _define("start", (), R.DRAFT, A, guards.reissue_startable, do_nothing, details=d.NewReissue),
    _define("save", {R.DRAFT}, R.DRAFT, A, always, save_page, details=PageAnswers),
    _define("discard", {R.DRAFT}, None, A, always, effects.clear_page_draft),
    _define("ask_for_payment", {R.DRAFT}, R.AWAITING_PAYMENT, A,
          guards.payable_at_once, effects.submit_payable_request, "reissue_payment"),
    _define("ask_for_review", {R.DRAFT}, R.UNDER_REVIEW, A, guards.reviewable, effects.submit_request, "reissue_received"),
    _define("confirm_fault", {R.UNDER_REVIEW}, R.APPROVED, OFF,
          guards.fault_confirmable, effects.confirm_fault, "reissue_fault_confirmed", details=d.RequestDecision),
    _define("deny_fault", {R.UNDER_REVIEW}, R.AWAITING_PAYMENT, OFF,
          guards.reasoned_and_priced, effects.deny_fault, "reissue_fault_denied", details=d.RequestDecision),
    _define("settle", {R.AWAITING_PAYMENT}, R.APPROVED, SYS,
          guards.paid_in_full, effects.replace_card, "reissue_approved"),
    _define("report_mismatch", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          always, do_nothing, "payment_mismatch", details=PaymentMismatch),
    _define("reprice", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          always, effects.reprice_order, "new_tariff", details=Repricing),
    _define("lapse", {R.AWAITING_PAYMENT}, R.LAPSED, SYS, guards.payment_overdue, effects.lapse_order, "reissue_lapsed"),
    _define("take_back", {R.AWAITING_PAYMENT}, R.WITHDRAWN, A,
          guards.nothing_paid, effects.void_order, "reissue_withdrawn"),
    # The exemption has ended meanwhile: there is nothing left to make a card for.
    _define("close", {R.DRAFT, R.UNDER_REVIEW, R.AWAITING_PAYMENT}, R.CLOSED, SYS,
          guards.exemption_ended, effects.abandon_order, "reissue_closed"),
))
# fmt: on
