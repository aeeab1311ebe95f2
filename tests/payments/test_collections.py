"""Which money is believed: every case of domain 6.5 that a line can make alone or with one other."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from payments.collected_line import CollectedLine
from payments.collections.feed import ImportResult, import_lines, judge_waiting_lines
from payments.models import CollectionLine, PaymentOrder
from payments.orders import lapse_order, void_order
from payments.quotes import quote_stay
from payments.signals import order_locking, order_settled
from tests.builders.payment_orders import age, read_through

from .conftest import FEE, PAPER, TODAY, ask, by_bank, by_reference, new_ykn, states

Heard = Callable[[str], list[dict]]
OPEN = {"order": "open", "9280": "pending", "9268": "pending"}


def verdicts() -> list[tuple[str, str]]:
    return list(CollectionLine.objects.order_by("id").values_list("outcome", "reason"))


def verdict(line: CollectedLine) -> tuple[str, str]:
    return CollectionLine.objects.values_list("outcome", "reason").get(collection_id=line.collection_id)


@pytest.mark.parametrize("way", [by_reference, by_bank])
@pytest.mark.requirement("R81", "R104")
def test_exact_payments_of_both_legs_settle_the_order_once(order: PaymentOrder, heard: Heard, way: Callable) -> None:
    fee, paper = way(order, "9280", FEE), way(order, "9268", PAPER)
    import_lines([fee])
    assert states(order) == {"order": "open", "9280": "paid", "9268": "pending"}
    assert heard("order_settled") == []
    import_lines([paper])
    assert states(order) == {"order": "settled", "9280": "paid", "9268": "paid"}
    assert [said["order"] for said in heard("order_settled")] == [order]
    assert verdicts() == [("matched", ""), ("matched", "")]
    leg = order.legs.get(tax_code="9280")
    assert leg.paid_by.collection_id == fee.collection_id
    assert leg.paid_at == fee.collected_at, "the day it was paid, not the day we heard of it"
    assert order.settled_at is not None


ODD = {
    "one kuruş less": (lambda o: by_reference(o, "9280", FEE - 1), "mismatched", "wrong_amount", "mismatched"),
    "one kuruş more": (lambda o: by_reference(o, "9280", FEE + 1), "mismatched", "wrong_amount", "mismatched"),
    "one kuruş less at a bank": (lambda o: by_bank(o, "9280", FEE - 1), "mismatched", "wrong_amount", "mismatched"),
    "half": (lambda o: by_bank(o, "9280", FEE // 2), "mismatched", "wrong_amount", "mismatched"),
    "both amounts on one code": (lambda o: by_bank(o, "9280", FEE + PAPER), "mismatched", "wrong_amount", "mismatched"),
    "last year's amount": (lambda o: by_bank(o, "9280", 1_057_160), "mismatched", "wrong_amount", "mismatched"),
    "paper's amount on the fee": (lambda o: by_bank(o, "9280", PAPER), "mismatched", "other_leg", "mismatched"),
    "nothing at all": (lambda o: by_bank(o, "9280", 0), "mismatched", "wrong_amount", "mismatched"),
    "less than nothing": (lambda o: by_bank(o, "9280", -FEE), "mismatched", "wrong_amount", "mismatched"),
    "a code of work permits": (lambda o: by_reference(o, "9130", FEE), "mismatched", "code_not_due", "mismatched"),
    "a second late": (
        lambda o: by_reference(o, "9280", FEE, collected_at=o.due_at + timedelta(seconds=1)),
        "unmatched",
        "late",
        "pending",
    ),
    "on day 31 at a bank": (
        lambda o: by_bank(o, "9280", FEE, collected_at=o.due_at + timedelta(days=1)),
        "unmatched",
        "late",
        "pending",
    ),
    "before the notice": (
        lambda o: by_reference(o, "9280", FEE, collected_at=o.opened_at - timedelta(seconds=1)),
        "unmatched",
        "too_early",
        "pending",
    ),
    "right reference, another's number": (
        lambda o: by_reference(o, "9280", FEE, foreigner_id=new_ykn()),
        "unmatched",
        "wrong_person",
        "pending",
    ),
    "unknown reference": (
        lambda o: by_reference(o, "9280", FEE, reference="26999999999991"),
        "unmatched",
        "unknown_reference",
        "pending",
    ),
    "unknown person at a bank": (
        lambda o: by_bank(o, "9280", FEE, foreigner_id=new_ykn()),
        "unmatched",
        "unknown_person",
        "pending",
    ),
    "no number at all": (lambda o: by_bank(o, "9280", FEE, foreigner_id=""), "unmatched", "unknown_person", "pending"),
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.requirement("R101")
def test_a_line_that_does_not_fit_pays_nothing_and_is_kept_with_its_reason(
    order: PaymentOrder, heard: Heard, case: str
) -> None:
    make, outcome, reason, leg_state = ODD[case]
    line = make(order)
    import_lines([line])
    assert verdict(line) == (outcome, reason)
    assert states(order) == OPEN | {"9280": leg_state}
    assert heard("order_settled") == []
    told = [(said["order"], said["leg"].tax_code) for said in heard("leg_mismatched")]
    assert told == ([(order, "9280")] if leg_state == "mismatched" else [])
    stored = CollectionLine.objects.get(collection_id=line.collection_id)
    assert (stored.amount_kurus, stored.tax_code, stored.foreigner_id) == (
        line.amount_kurus,
        line.tax_code,
        line.foreigner_id,
    )


@pytest.mark.requirement("R96")
def test_the_last_second_counts_however_late_it_is_reported(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE, collected_at=order.due_at)])
    assert states(order)["9280"] == "paid"


def test_the_second_of_the_notice_counts_though_feeds_know_no_fractions(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE, collected_at=order.opened_at.replace(microsecond=0))])
    assert states(order)["9280"] == "paid"


@pytest.mark.requirement("R100")
def test_swapped_codes_pay_neither_leg(order: PaymentOrder, heard: Heard) -> None:
    lines = [by_bank(order, "9280", PAPER), by_bank(order, "9268", FEE)]
    import_lines(lines)
    assert [verdict(line) for line in lines] == [("mismatched", "other_leg")] * 2
    assert states(order) == {"order": "open", "9280": "mismatched", "9268": "mismatched"}
    assert sorted(said["leg"].tax_code for said in heard("leg_mismatched")) == ["9268", "9280"]


@pytest.mark.requirement("R100")
def test_two_halves_are_not_one_receipt(order: PaymentOrder) -> None:
    import_lines([by_bank(order, "9280", FEE // 2), by_bank(order, "9280", FEE - FEE // 2)])
    assert states(order)["9280"] == "mismatched"


def test_an_exact_payment_after_a_wrong_one_pays(order: PaymentOrder) -> None:
    wrong, right = by_bank(order, "9280", FEE - 1), by_bank(order, "9280", FEE)
    import_lines([wrong])
    import_lines([right])
    assert states(order)["9280"] == "paid"
    assert verdict(wrong) == ("mismatched", "wrong_amount"), "left for the tax office to give back"


def test_a_wrong_payment_after_an_exact_one_disturbs_nobody(order: PaymentOrder, heard: Heard) -> None:
    import_lines([by_bank(order, "9280", FEE)])
    import_lines([by_bank(order, "9280", FEE - 1)])
    assert states(order)["9280"] == "paid"
    assert heard("leg_mismatched") == []


def test_paying_twice_by_two_ways_is_surplus(order: PaymentOrder) -> None:
    first, second = by_reference(order, "9280", FEE), by_bank(order, "9280", FEE)
    import_lines([first])
    import_lines([second])
    assert sorted(verdicts()) == [("matched", ""), ("surplus", "paid_twice")]
    assert order.legs.get(tax_code="9280").paid_by.collection_id == first.collection_id


def test_surplus_is_seen_after_settlement_too(order: PaymentOrder, heard: Heard) -> None:
    import_lines([by_bank(order, "9280", FEE), by_bank(order, "9268", PAPER)])
    again = by_bank(order, "9268", PAPER)
    import_lines([again])
    assert verdict(again) == ("surplus", "paid_twice")
    assert len(heard("order_settled")) == 1


def test_the_same_line_again_is_nothing(order: PaymentOrder) -> None:
    line = by_reference(order, "9280", FEE)
    assert import_lines([line, line]) == ImportResult(given=2, judged=1, left_waiting=0, contradicting=0)
    assert import_lines([line]) == ImportResult(given=1, judged=0, left_waiting=0, contradicting=0)
    assert verdicts() == [("matched", "")]


def test_the_same_id_with_another_amount_changes_nothing_and_is_noticed(
    order: PaymentOrder, caplog: pytest.LogCaptureFixture
) -> None:
    line = by_reference(order, "9280", FEE)
    import_lines([line])
    changed = by_reference(order, "9280", FEE + 1, collection_id=line.collection_id, collected_at=line.collected_at)
    assert import_lines([changed]).contradicting == 1
    assert CollectionLine.objects.get().amount_kurus == FEE
    assert "other facts" in caplog.text
    assert order.foreigner_id not in caplog.text


def test_two_sources_may_use_the_same_number(order: PaymentOrder) -> None:
    line = by_reference(order, "9280", FEE)
    other = by_reference(order, "9268", PAPER, source="file", collection_id=line.collection_id)
    import_lines([line, other])
    assert states(order)["order"] == "settled"


@pytest.mark.parametrize("close", ["void", "lapse"])
def test_money_for_a_closed_order_is_kept_for_a_person_to_see(order: PaymentOrder, close: str) -> None:
    if close == "void":
        void_order(order)
    else:
        age(order, due_days_ago=6)
        read_through(minutes=-1)
        lapse_order(order)
    line = by_reference(order, "9280", FEE, collected_at=order.opened_at + timedelta(minutes=1))
    import_lines([line])
    assert verdict(line) == ("unmatched", "order_closed")
    assert states(order)["9280"] == "void"


@pytest.mark.requirement("R100", "R102")
def test_a_bank_payment_goes_to_the_oldest_open_leg_of_the_person(tariff: None) -> None:
    ykn = new_ykn()
    card = quote_stay(start=date(2026, 12, 1), end=date(2026, 12, 31), card=True, nationality="UZB", on=TODAY)
    older, newer = ask(foreigner_id=ykn, priced=card), ask(foreigner_id=ykn, priced=card)
    PaymentOrder.objects.filter(pk=older.pk).update(opened_at=timezone.now() - timedelta(days=2))
    import_lines([by_bank(newer, "9268", PAPER)])
    assert (states(older)["order"], states(newer)["order"]) == ("settled", "open")
    import_lines([by_bank(newer, "9268", PAPER)])
    assert (states(older)["order"], states(newer)["order"]) == ("settled", "settled")


def test_a_bank_payment_finds_the_order_that_was_open_when_it_was_made(tariff: None) -> None:
    """Two orders, one amount: money collected before the newer notice can only be for the older one."""
    ykn = new_ykn()
    older, newer = ask(foreigner_id=ykn), ask(foreigner_id=ykn)
    PaymentOrder.objects.filter(pk=older.pk).update(opened_at=timezone.now() - timedelta(days=2))
    void_order(older)
    line = by_bank(newer, "9280", FEE, collected_at=timezone.now() - timedelta(days=1))
    import_lines([line])
    assert verdict(line) == ("unmatched", "order_closed")
    assert states(newer) == OPEN


def test_one_persons_money_never_pays_anothers_order(tariff: None) -> None:
    mine, other = ask(), ask()
    import_lines([by_bank(mine, "9280", FEE), by_bank(mine, "9280", FEE)])
    assert states(other) == OPEN


def test_a_reversal_takes_the_payment_back(order: PaymentOrder) -> None:
    paid, back = by_bank(order, "9280", FEE), by_bank(order, "9280", FEE, reversal=True)
    import_lines([paid])
    import_lines([back])
    assert states(order) == OPEN
    assert (verdict(paid), verdict(back)) == (("reversed", "undone"), ("reversal", "undoes_payment"))
    import_lines([by_bank(order, "9280", FEE)])
    assert states(order)["9280"] == "paid"


def test_a_reversal_that_comes_first_waits_for_its_payment(order: PaymentOrder) -> None:
    paid, back = by_bank(order, "9280", FEE), by_bank(order, "9280", FEE, reversal=True)
    import_lines([back])
    assert verdict(back) == ("reversal", "undoes_nothing")
    import_lines([paid])
    assert states(order) == OPEN
    assert verdict(paid) == ("reversed", "undone")


def test_a_reversal_does_not_take_back_a_later_payment(order: PaymentOrder) -> None:
    hour_ago = timezone.now() - timedelta(minutes=30)
    back = by_bank(order, "9280", FEE, reversal=True, collected_at=hour_ago)
    import_lines([by_bank(order, "9280", FEE)])
    import_lines([back])
    assert verdict(back) == ("reversal", "undoes_nothing")
    assert states(order)["9280"] == "paid"


def test_taking_back_a_wrong_payment_clears_the_leg(order: PaymentOrder) -> None:
    import_lines([by_bank(order, "9280", FEE - 1)])
    assert states(order)["9280"] == "mismatched"
    import_lines([by_bank(order, "9280", FEE - 1, reversal=True)])
    assert states(order) == OPEN


def test_a_surplus_payment_steps_in_when_the_paying_one_is_taken_back(order: PaymentOrder, heard: Heard) -> None:
    card, bank = by_reference(order, "9280", FEE), by_bank(order, "9280", FEE)
    import_lines([card])
    import_lines([bank, by_bank(order, "9268", PAPER + 1)])
    import_lines([by_reference(order, "9280", FEE, reversal=True)])
    assert states(order) == {"order": "open", "9280": "paid", "9268": "mismatched"}
    assert order.legs.get(tax_code="9280").paid_by.collection_id == bank.collection_id
    assert verdict(bank) == ("matched", "")


def test_a_reversal_after_settlement_moves_nothing_and_calls_a_person(order: PaymentOrder) -> None:
    import_lines([by_bank(order, "9280", FEE), by_bank(order, "9268", PAPER)])
    back = by_bank(order, "9280", FEE, reversal=True)
    import_lines([back])
    assert verdict(back) == ("reversal", "undoes_settled")
    assert states(order) == {"order": "settled", "9280": "paid", "9268": "paid"}


def test_a_receiver_that_fails_loses_no_money(order: PaymentOrder, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(**kwargs: object) -> None:
        raise RuntimeError("the case could not be approved")

    import_lines([by_bank(order, "9268", PAPER)])
    line = by_bank(order, "9280", FEE)
    order_settled.connect(refuse)
    try:
        tally = import_lines([line])
    finally:
        order_settled.disconnect(refuse)
    assert tally.left_waiting == 1
    assert verdict(line) == ("waiting", "")
    assert states(order) == {"order": "open", "9280": "pending", "9268": "paid"}, "nothing half done"
    assert "could not be judged" in caplog.text
    assert judge_waiting_lines() == (1, 0)
    assert states(order)["order"] == "settled"


def test_the_cases_owner_is_asked_to_lock_before_the_order_is(order: PaymentOrder) -> None:
    """Application, order, leg: the one order of locks that cannot deadlock."""
    seen = []

    def look(sender: object, case_reference: object, **kwargs: object) -> None:
        locked = [query["sql"] for query in connection.queries if "FOR UPDATE" in query["sql"]]
        seen.append((case_reference, connection.in_atomic_block, locked))

    order_locking.connect(look)
    connection.force_debug_cursor = True
    try:
        import_lines([by_bank(order, "9280", FEE)])
    finally:
        connection.force_debug_cursor = False
        order_locking.disconnect(look)
    assert seen == [(order.case_reference, True, [])]
