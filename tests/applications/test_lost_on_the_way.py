"""A card that is still on its way is not lost; a request that awaits payment can be taken back, and never stands in
the way of a termination (A-35)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application, ReissueRequest
from applications.models.requests import ReissueGround, ReissueStatus
from applications.models.status import Status
from applications.requests.request_transitions import REISSUE, TERMINATION
from documents import cards
from documents.models import Card
from documents.models.card import CardState
from payments.collections.feed import import_lines
from payments.models import CollectionLine, OrderState, PaymentOrder
from tests.builders.browsers import signed_in

from . import cases
from .holders import (
    ask_for_the_end,
    do,
    draft_reissue,
    hand_over,
    holder_of_a_card,
    sent_reissue,
    start_reissue,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def queued(case: Application) -> None: ...


def printed(case: Application) -> None:
    cards.move_card(cards.find_live_card(case.pk).pk, CardState.PRINTED)


def returned(case: Application) -> None:
    cards.move_card(hand_over(case).pk, CardState.RETURNED)


# --- where the card is ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("way", "words"),
    [(queued, "daha basılmadı"), (printed, "henüz PTT’ye verilmedi"), (returned, "bize geri döndü")],
)
@pytest.mark.requirement("A-35")
def test_a_card_in_the_house_cannot_have_been_lost(way: Any, words: str) -> None:
    case = holder_of_a_card()
    way(case)
    browser, there = signed_in(case.applicant), reverse("reissue_start", args=[case.pk])
    assert words in browser.get(there).text
    answer = browser.post(there, {"ground": "lost"})
    assert answer.status_code == 422
    assert words in answer.text
    assert not ReissueRequest.objects.exists()
    with pytest.raises(engine.GuardError, match=words):
        start_reissue(case, "lost")
    # The other grounds are about what is printed, wherever the card is.
    assert browser.post(there, {"ground": "admin_fault"}).status_code == 302


@pytest.mark.parametrize("state", [CardState.HANDED_OVER, CardState.IN_TRANSIT, CardState.DELIVERED])
@pytest.mark.requirement("A-35")
def test_from_ptts_hands_on_a_card_can_be_lost(state: CardState) -> None:
    case = holder_of_a_card()
    card = hand_over(case)
    if state != CardState.HANDED_OVER:
        cards.move_card(card.pk, state)
    browser, there = signed_in(case.applicant), reverse("reissue_start", args=[case.pk])
    assert "kayıp sebebiyle yeni kart istenemez" not in browser.get(there).text
    assert browser.post(there, {"ground": "lost"}).status_code == 302


def test_a_card_that_came_back_twice_and_is_not_sent_again_can_be_replaced() -> None:
    case = holder_of_a_card()
    returned(case)
    Card.objects.filter(case_reference=case.pk).update(resends=cards.FREE_RESENDS)
    assert start_reissue(case, "lost")


def test_a_draft_from_before_is_not_sent_for_a_card_still_in_the_print_room() -> None:
    case = holder_of_a_card()
    row = draft_reissue(case, ReissueGround.LOST)
    Card.objects.filter(case_reference=case.pk).update(state=CardState.PRINTED)
    with pytest.raises(engine.GuardError, match="henüz PTT’ye verilmedi"):
        do(REISSUE, "ask_for_payment", row, Actor.from_person(case.applicant))


# --- taking it back -------------------------------------------------------------------------------------
@pytest.mark.requirement("A-35")
def test_a_request_that_awaits_payment_is_taken_back_and_its_order_closed() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    browser, there = signed_in(case.applicant), reverse("reissue_take_back", args=[row.pk])
    assert there in browser.get(reverse("reissue_payment", args=[row.pk])).text
    assert there in browser.get(reverse("application_list")).text
    assert "sonradan gelen para bu talebe sayılmaz" in browser.get(there).text
    assert browser.post(there).status_code == 302
    row.refresh_from_db()
    assert row.status == ReissueStatus.WITHDRAWN
    assert PaymentOrder.objects.get(case_reference=row.pk).state == OrderState.VOID
    assert "artık ödeme yapmayın" in told(case, "reissue_withdrawn").text
    listed = browser.get(reverse("application_list")).text
    assert "Yeni kart talebinizi geri aldınız" in listed
    assert reverse("reissue_start", args=[case.pk]) in listed
    assert "Yeni kart talebi geri alındı" in browser.get(reverse("application", args=[case.pk])).text
    for method in ("get", "post"):  # a second press
        assert getattr(browser, method)(there).status_code == 302
    assert sent_reissue(case, ReissueGround.LOST).status == ReissueStatus.AWAITING_PAYMENT


def test_money_that_comes_later_is_surplus_and_prints_nothing() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    card, order = cards.find_live_card(case.pk), PaymentOrder.objects.get(case_reference=row.pk)
    lines = [cases.line(order, code) for code in order.legs.values_list("tax_code", flat=True)]
    do(REISSUE, "take_back", row, Actor.from_person(case.applicant))
    import_lines(lines)
    row.refresh_from_db()
    assert row.status == ReissueStatus.WITHDRAWN
    assert cards.find_live_card(case.pk) == card
    kept = list(CollectionLine.objects.filter(collection_id__in=[each.collection_id for each in lines]))
    assert len(kept) == len(lines)
    assert {each.outcome for each in kept} <= {"surplus", "unmatched"}
    assert {each.attention for each in kept} == {"open"}


def test_what_was_paid_for_is_not_taken_back() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    cases.import_lines([cases.line(PaymentOrder.objects.get(case_reference=row.pk), "9268")])
    browser, there = signed_in(case.applicant), reverse("reissue_take_back", args=[row.pk])
    assert there not in browser.get(reverse("reissue_payment", args=[row.pk])).text
    with pytest.raises(engine.GuardError, match="Ödemesi görülen"):
        do(REISSUE, "take_back", row, Actor.from_person(case.applicant))
    assert "Ödemesi görülen" in browser.post(there, follow=True).text


# --- beside a termination --------------------------------------------------------------------------------
@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "partly paid"])
@pytest.mark.requirement("A-35")
def test_a_new_cards_payment_does_not_stand_in_the_way_of_a_termination_and_is_closed_by_it(paid: bool) -> None:
    case = holder_of_a_card()
    reissue = sent_reissue(case, ReissueGround.LOST)
    order = PaymentOrder.objects.get(case_reference=reissue.pk)
    if paid:
        import_lines([cases.line(order, "9268")])
    assert reverse("termination", args=[case.pk]) in signed_in(case.applicant).get(reverse("application_list")).text
    row = ask_for_the_end(case, effective_on=today() + timedelta(days=3))
    reissue.refresh_from_db()
    assert reissue.status == ReissueStatus.AWAITING_PAYMENT
    do(TERMINATION, "accept", row, Actor.from_person(cases.officer()))
    reissue.refresh_from_db()
    order.refresh_from_db()
    assert Application.objects.get(pk=case.pk).status == Status.TERMINATED
    assert (reissue.status, order.state) == (ReissueStatus.CLOSED, OrderState.VOID)
    assert set(order.legs.values_list("tax_code", "state")) == {("9280", "void"), ("9268", "paid" if paid else "void")}
    line = CollectionLine.objects.filter(pays__order=order).first()
    assert (line.attention if line else None) == ("open" if paid else None)


@pytest.mark.parametrize("ground", [ReissueGround.ADMIN_FAULT, ReissueGround.LOST])
def test_whatever_is_open_for_a_card_is_closed_by_the_end(ground: ReissueGround) -> None:
    case = holder_of_a_card()
    reissue = sent_reissue(case, ground) if ground == ReissueGround.ADMIN_FAULT else draft_reissue(case, ground)
    do(TERMINATION, "accept", ask_for_the_end(case), Actor.from_person(cases.officer()))
    reissue.refresh_from_db()
    assert reissue.status == ReissueStatus.CLOSED
    assert reissue.saved_at <= timezone.now()
