"""THE TABLES of what a holder may ask for: the end of an exemption (domain 5.5) and a new card (domain 5.6).

Same engine as the application's table, same rule: pages, tests and the the diagrams in docs/life-cycle.md read these and nothing else.
"""

from typing import Any

from ..lifecycle.actors import APPLICANT, DECIDES, SYSTEM_CLOCK, Permission
from ..lifecycle.transitions import MACHINES, StateMachine, Transition
from ..models import ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus as R
from ..models.requests import TerminationStatus as T
from . import request_effects as effects
from . import request_guards as rules

A, OFF, SYS = APPLICANT, DECIDES, SYSTEM_CLOCK


def _define(
    name: str, sources: Any, target: Any, permission: Permission, guard: Any, effect: Any, *notices: str
) -> Transition:
    return Transition(name, frozenset(sources), target, permission, guard, effect, notices)


def _build_machine(subject: str, model: Any, *moves: Transition) -> StateMachine:
    MACHINES[subject] = StateMachine(subject, model, {move.name: move for move in moves})
    return MACHINES[subject]


# fmt: off
TERMINATION = _build_machine("termination", TerminationRequest,
    _define("request", (), T.REQUESTED, A, rules.termination_requestable, effects.submit_request, "termination_received"),
    _define("accept", {T.REQUESTED}, T.ACCEPTED, OFF, rules.still_in_force, effects.accept_termination),
    _define("refuse", {T.REQUESTED}, T.REFUSED, OFF, rules.reasoned, effects.record_decision, "termination_refused"),
)
REISSUE = _build_machine("reissue", ReissueRequest,
    _define("start", (), R.DRAFT, A, rules.reissue_startable, effects.do_nothing),
    _define("save", {R.DRAFT}, R.DRAFT, A, rules.always, effects.do_nothing),
    _define("discard", {R.DRAFT}, None, A, rules.always, effects.clear_page_draft),
    _define("ask_for_payment", {R.DRAFT}, R.AWAITING_PAYMENT, A,
          rules.payable_at_once, effects.submit_payable_request, "reissue_payment"),
    _define("ask_for_review", {R.DRAFT}, R.UNDER_REVIEW, A, rules.reviewable, effects.submit_request, "reissue_received"),
    _define("confirm_fault", {R.UNDER_REVIEW}, R.APPROVED, OFF,
          rules.fault_confirmable, effects.confirm_fault, "reissue_fault_confirmed"),
    _define("deny_fault", {R.UNDER_REVIEW}, R.AWAITING_PAYMENT, OFF,
          rules.reasoned_and_priced, effects.deny_fault, "reissue_fault_denied"),
    _define("settle", {R.AWAITING_PAYMENT}, R.APPROVED, SYS,
          rules.paid_in_full, effects.replace_card, "reissue_approved"),
    _define("report_mismatch", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          rules.line_mismatched, effects.do_nothing, "payment_mismatch"),
    _define("reprice", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          rules.tariff_changed, effects.reprice_order, "new_tariff"),
    _define("lapse", {R.AWAITING_PAYMENT}, R.LAPSED, SYS, rules.payment_overdue, effects.lapse_order, "reissue_lapsed"),
    _define("take_back", {R.AWAITING_PAYMENT}, R.WITHDRAWN, A,
          rules.nothing_paid, effects.void_order, "reissue_withdrawn"),
    # The exemption has ended meanwhile: there is nothing left to make a card for.
    _define("close", {R.DRAFT, R.UNDER_REVIEW, R.AWAITING_PAYMENT}, R.CLOSED, SYS,
          rules.exemption_ended, effects.abandon_order, "reissue_closed"),
)
# fmt: on


def render_diagram(machine: StateMachine) -> str:
    """One machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for move in machine.transitions.values():
        target = move.target.value if move.target else "[*]"
        for source in sorted(source.value for source in move.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {move.name} ({move.actor.value})")
    return "\n".join(lines)
