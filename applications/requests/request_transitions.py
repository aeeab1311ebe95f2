"""THE TABLES of what a holder may ask for: the end of an exemption (domain 5.5) and a new card (domain 5.6).

Same engine as the application's table, same rule: pages, tests and the README's diagrams read these and nothing else.
"""

from dataclasses import dataclass
from typing import Any

from ..lifecycle.actors import APPLICANT, DECIDES, SYSTEM_CLOCK, Duty
from ..lifecycle.transitions import Move
from ..models import ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus as R
from ..models.requests import TerminationStatus as T
from . import request_effects as effects
from . import request_guards as rules

A, OFF, SYS = APPLICANT, DECIDES, SYSTEM_CLOCK


@dataclass(frozen=True)
class Machine:
    """One kind of request: its name in the history, its table of moves, its rows."""

    subject: str
    model: type[TerminationRequest] | type[ReissueRequest]
    moves: dict[str, Move]


def _move(name: str, sources: Any, target: Any, duty: Duty, guard: Any, effect: Any, *notices: str) -> Move:
    return Move(name, frozenset(sources), target, duty, guard, effect, notices)


def _machine(subject: str, model: Any, *moves: Move) -> Machine:
    return Machine(subject, model, {move.name: move for move in moves})


# fmt: off
TERMINATION = _machine("termination", TerminationRequest,
    _move("request", (), T.REQUESTED, A, rules.may_request_termination, effects.submit, "termination_received"),
    _move("accept", {T.REQUESTED}, T.ACCEPTED, OFF, rules.still_in_force, effects.accept_termination),
    _move("refuse", {T.REQUESTED}, T.REFUSED, OFF, rules.reasoned, effects.decide, "termination_refused"),
)
REISSUE = _machine("reissue", ReissueRequest,
    _move("start", (), R.DRAFT, A, rules.may_start_reissue, effects.nothing),
    _move("save", {R.DRAFT}, R.DRAFT, A, rules.always, effects.nothing),
    _move("discard", {R.DRAFT}, None, A, rules.always, effects.discard),
    _move("ask_for_payment", {R.DRAFT}, R.AWAITING_PAYMENT, A,
          rules.payable_at_once, effects.submit_payable, "reissue_payment"),
    _move("ask_for_review", {R.DRAFT}, R.UNDER_REVIEW, A, rules.reviewable, effects.submit, "reissue_received"),
    _move("confirm_fault", {R.UNDER_REVIEW}, R.APPROVED, OFF,
          rules.fault_confirmable, effects.confirm_fault, "reissue_fault_confirmed"),
    _move("deny_fault", {R.UNDER_REVIEW}, R.AWAITING_PAYMENT, OFF,
          rules.reasoned_and_priced, effects.deny_fault, "reissue_fault_denied"),
    _move("settle", {R.AWAITING_PAYMENT}, R.APPROVED, SYS,
          rules.paid_in_full, effects.replace_card, "reissue_approved"),
    _move("report_mismatch", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          rules.line_mismatched, effects.nothing, "payment_mismatch"),
    _move("reprice", {R.AWAITING_PAYMENT}, R.AWAITING_PAYMENT, SYS,
          rules.tariff_changed, effects.reprice, "new_tariff"),
    _move("lapse", {R.AWAITING_PAYMENT}, R.LAPSED, SYS, rules.payment_overdue, effects.lapse, "reissue_lapsed"),
    _move("take_back", {R.AWAITING_PAYMENT}, R.WITHDRAWN, A,
          rules.nothing_paid, effects.take_back, "reissue_withdrawn"),
    # The exemption has ended meanwhile: there is nothing left to make a card for.
    _move("close", {R.DRAFT, R.UNDER_REVIEW, R.AWAITING_PAYMENT}, R.CLOSED, SYS,
          rules.exemption_ended, effects.close, "reissue_closed"),
)
# fmt: on


def diagram(machine: Machine) -> str:
    """One machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for move in machine.moves.values():
        target = move.target.value if move.target else "[*]"
        for source in sorted(source.value for source in move.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {move.name} ({move.actor.value})")
    return "\n".join(lines)
