"""The tables of holders' requests: their whole product, their trace, whose they are and what their pages cost."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from applications.eligibility.fees import quote_reissue
from applications.lifecycle import engine
from applications.lifecycle.actors import SYSTEM, Actor, ActorKind
from applications.lifecycle.state_machine import StateMachine, render_diagram
from applications.models import HistoryEntry, ReissueRequest, TerminationRequest
from applications.models.requests import ReissueGround, TerminationStatus
from applications.requests.request_transitions import REISSUE, TERMINATION
from payments.models import PaymentOrder
from tests.builders.browsers import reviewer, signed_in

from . import cases
from .holders import TEXT, ask_for_the_end, do, draft_reissue, holder_of_a_card, sent_reissue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


# --- the tables ------------------------------------------------------------------------------------
def outcome(machine: StateMachine[Any], name: str, row: Any, by: Actor, told: Any) -> str:
    try:
        with transaction.atomic():
            engine.perform(machine, name, row.pk, by, told)
            raise InterruptedError
    except InterruptedError:
        return "done"
    except (engine.NotFoundError, engine.InvalidStateError, engine.NotPermittedError, engine.GuardError) as refusal:
        return type(refusal).__name__


def product(machine: StateMachine[Any], row: Any, allowed: dict[str, dict[str, Any]]) -> None:
    """Every move from this state by every actor: done only where the table says so and its guard is satisfied."""
    owner = Actor.from_person(row.application.applicant)
    actors = [owner, Actor.from_person(cases.person(profile=False)), Actor.from_person(cases.officer()), SYSTEM]
    for move in machine.transitions.values():
        if not move.sources or move.name == "save":
            continue
        for by in actors:
            stranger = by.kind is ActorKind.APPLICANT and by != owner
            if stranger:
                expected = "NotFoundError"
            elif row.status not in move.sources:
                expected = "InvalidStateError"
            elif by.kind is not move.actor:
                expected = "NotPermittedError"
            else:
                expected = "done" if move.name in allowed else "GuardError"
            lawful = move.name in allowed and cases.details_of(machine, move.name, **allowed[move.name])
            found = outcome(machine, move.name, row, by, lawful or cases.EMPTY[move.details])
            assert found == expected, (machine.subject, row.status, move.name, by.kind)


@pytest.mark.requirement("R91", "R92")
def test_every_move_of_a_termination_by_every_actor() -> None:
    row = ask_for_the_end(holder_of_a_card())
    product(TERMINATION, row, {"accept": {}, "refuse": TEXT})
    for name, details in (("accept", {}), ("refuse", TEXT)):
        other = ask_for_the_end(holder_of_a_card())
        product(TERMINATION, do(TERMINATION, name, other, Actor.from_person(cases.officer()), **details), {})


def mismatch(row: ReissueRequest) -> dict[str, Any]:
    leg = PaymentOrder.objects.get(case_reference=row.pk).legs.get(tax_code="9268")
    return {"leg": leg, "line": cases.line(leg.order, leg.tax_code, leg.amount_kurus - 1)}


def repriced(row: ReissueRequest) -> dict[str, Any]:
    return {"new_quote": quote_reissue(row)}


def taken_back() -> ReissueRequest:
    row = sent_reissue(holder_of_a_card(), ReissueGround.LOST)
    return do(REISSUE, "take_back", row, Actor.from_person(row.application.applicant))


@pytest.mark.requirement("R107", "R110", "R122")
def test_every_move_of_a_new_cards_request_by_every_actor() -> None:
    lost = draft_reissue(holder_of_a_card(), ReissueGround.LOST)
    product(REISSUE, lost, {"discard": {}, "ask_for_payment": {}})
    product(
        REISSUE, draft_reissue(holder_of_a_card(), ReissueGround.ADMIN_FAULT), {"discard": {}, "ask_for_review": {}}
    )
    asked = sent_reissue(holder_of_a_card(), ReissueGround.LOST)
    product(REISSUE, asked, {"take_back": {}, "report_mismatch": mismatch(asked), "reprice": repriced(asked)})
    product(REISSUE, taken_back(), {})
    reviewed = sent_reissue(holder_of_a_card(), ReissueGround.ADMIN_FAULT)
    product(REISSUE, reviewed, {"confirm_fault": TEXT, "deny_fault": TEXT})
    product(REISSUE, do(REISSUE, "confirm_fault", reviewed, Actor.from_person(cases.officer()), **TEXT), {})


def test_the_documentation_shows_the_tables_as_they_are() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/life-cycle.md").read_text(encoding="utf-8")
    assert render_diagram(TERMINATION) in page
    assert render_diagram(REISSUE) in page


def test_requests_leave_their_own_trace_in_the_history() -> None:
    case = holder_of_a_card()
    row = ask_for_the_end(case)
    do(TERMINATION, "accept", row, Actor.from_person(cases.officer()))
    trace = HistoryEntry.objects.filter(application=case).order_by("pk").values_list("subject", "move", "to_status")
    assert list(trace)[-3:] == [
        ("termination", "request", "requested"),
        ("application", "terminate", "terminated"),
        ("termination", "accept", "accepted"),
    ]


# --- whose it is, what it costs ---------------------------------------------------------------------
def test_another_persons_request_does_not_exist() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    stranger = signed_in(cases.person())
    for name in ("reissue", "reissue_discard", "reissue_take_back", "reissue_payment", "reissue_last_day"):
        for method in ("get", "post"):
            assert getattr(stranger, method)(reverse(name, args=[row.pk])).status_code == 404


def test_a_draft_may_be_given_up_and_leaves_no_trace() -> None:
    case = holder_of_a_card()
    row = draft_reissue(case, ReissueGround.LOST)
    browser = signed_in(case.applicant)
    assert browser.get(reverse("reissue_discard", args=[row.pk])).status_code == 200
    assert browser.post(reverse("reissue_discard", args=[row.pk])).status_code == 302
    assert not ReissueRequest.objects.exists()


@pytest.mark.parametrize(("permissions", "sees", "decides"), [((), 403, 403), (("view_application",), 200, 403)])
def test_who_may_see_and_decide_requests(permissions: tuple[str, ...], sees: int, decides: int) -> None:
    row = ask_for_the_end(holder_of_a_card())
    _, desk = reviewer(*permissions)
    assert desk.get(reverse("admin:termination_request", args=[row.pk])).status_code == sees
    assert desk.post(reverse("admin:termination_request", args=[row.pk]), {"move": "accept"}).status_code == decides
    row.refresh_from_db()
    assert row.status == TerminationStatus.REQUESTED


def test_pages_of_requests_cost_the_same_whatever_there_is(django_assert_num_queries: Any) -> None:
    case = holder_of_a_card()
    browser = signed_in(case.applicant)
    row = draft_reissue(case, ReissueGround.LOST)
    costs = {
        reverse("reissue", args=[row.pk]): 6,
        reverse("reissue_discard", args=[row.pk]): 4,
    }
    for address, queries in costs.items():
        with django_assert_num_queries(queries):
            assert browser.get(address).status_code == 200
    _, desk = reviewer("view_application")
    queue = reverse("admin:applications_terminationrequest_changelist")
    for many in (1, 3):
        while TerminationRequest.objects.count() < many:
            ask_for_the_end(holder_of_a_card())
        with django_assert_num_queries(7):
            assert desk.get(queue).text.count('class="field-number_column"') == many
