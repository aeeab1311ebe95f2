"""Holders of an exemption with a card, and what they ask for, for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from applicants.models import Notice
from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.lifecycle.state_machine import StateMachine
from applications.models import Application, ReissueRequest
from applications.models.requests import ReissueGround
from applications.requests.request_details import NewReissue, NewTermination
from applications.requests.request_transitions import REISSUE, TERMINATION
from documents import cards
from documents.models import Card
from documents.models.card import CardState
from payments.models import PaymentOrder

from . import cases

TEXT = {"text": "Belgeler incelendi."}


def holder_of_a_card() -> Application:
    """Half a year, both legs paid: approved, with a card in the queue."""
    case = cases.awaiting_payment()
    cases.pay(case)
    return Application.objects.select_related("applicant__identity", "category").get(pk=case.pk)


def hand_over(case: Application) -> Card:
    """The card of the exemption, as it stands once PTT has taken it."""
    card = cards.find_live_card(case.pk)
    assert card is not None
    Card.objects.filter(pk=card.pk).update(tracking_number=f"27{int(card.number[1:]):011d}"[:13])
    cards.move_card(card.pk, CardState.PRINTED)
    return cards.move_card(card.pk, CardState.HANDED_OVER)


def ask_for_the_end(case: Application, **values: Any) -> Any:
    asked = {
        "ground": "ended_early",
        "ground_note": "",
        "effective_on": today() + timedelta(days=3),
        "petition": cases.upload(case.applicant, "termination-petition"),
    }
    new = NewTermination(**(asked | values))
    return engine.perform(TERMINATION, "request", case.pk, Actor.from_person(case.applicant), new)


def start_reissue(case: Application, ground: str) -> ReissueRequest:
    return engine.perform(REISSUE, "start", case.pk, Actor.from_person(case.applicant), NewReissue(ground))


def draft_reissue(case: Application, ground: str, **values: Any) -> ReissueRequest:
    """A request with its page filled in, one press away from being sent; a lost card was handed over before."""
    card = cards.find_live_card(case.pk)
    if ground == ReissueGround.LOST and card and card.state == CardState.QUEUED:
        hand_over(case)
    row = start_reissue(case, ground)
    address = {"uavt_code": "3111122223", "address_kind": "residence"}
    papers: dict[str, Any] = {}
    if ground == ReissueGround.DATA_CHANGE:
        papers = {"record": {"surname": "KARIMOVA-DEMIR"}, "confirmed_at": timezone.now()}
    if ground == ReissueGround.ADMIN_FAULT:
        kinds = {"proof": "misprint-proof", "card_front": "card-front-scan", "card_back": "card-back-scan"}
        papers = {name: cases.upload(case.applicant, kind) for name, kind in kinds.items()}
        papers["explanation"] = "Soyadım kartta yanlış basıldı."
    ReissueRequest.objects.filter(pk=row.pk).update(**address | papers | values)
    return ReissueRequest.objects.get(pk=row.pk)


def do(machine: StateMachine[Any], name: str, row: Any, by: Actor, **values: Any) -> Any:
    return engine.perform(machine, name, row.pk, by, cases.details_of(machine, name, **values))


def sent_reissue(case: Application, ground: str) -> ReissueRequest:
    move = "ask_for_review" if ground == ReissueGround.ADMIN_FAULT else "ask_for_payment"
    return do(REISSUE, move, draft_reissue(case, ground), Actor.from_person(case.applicant))


def pay(row: ReissueRequest) -> None:
    order = PaymentOrder.objects.get(case_reference=row.pk)
    cases.import_lines([cases.line(order, code) for code in order.legs.values_list("tax_code", flat=True)])


def told(case: Application, kind: str) -> Notice:
    return Notice.objects.get(subject_id=case.pk, kind=kind)
