"""Opening, voiding and lapsing an order, and what a payment page is told."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from stdnum import luhn

from applicants.models import Applicant
from payments.collections.feed import import_lines
from payments.models import CollectionLine, PaymentOrder, ReceivableCall
from payments.orders import (
    OrderRefusedError,
    find_overdue_orders,
    generate_reference,
    lapse_order,
    open_order,
    reprice_order,
    void_order,
)
from payments.payment_summary import build_payment_summary
from payments.quotes import Quote, quote_stay
from tests.builders.payment_orders import age, next_year, read_through

from .conftest import FEE, PAPER, TODAY, ask, by_reference, later, new_ykn, states, whole_year

VALID = ["26000000000018", "26000000000026", "26123456789015", "26999999999991", "27000000000017"]
INVALID = ["26000000000019", "26123456789051"]


def test_references_have_the_projects_format_and_cannot_be_counted_up() -> None:
    made = {generate_reference(2026) for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch("26[0-9]{12}", reference) and luhn.is_valid(reference) for reference in made)
    assert all(luhn.is_valid(reference) for reference in VALID)
    assert not any(luhn.is_valid(reference) for reference in INVALID)


def test_an_order_asks_for_exactly_what_was_quoted_and_owes_gib_a_word(order: PaymentOrder) -> None:
    assert list(order.legs.values_list("tax_code", "amount_kurus", "state")) == [
        ("9280", FEE, "pending"),
        ("9268", PAPER, "pending"),
    ]
    assert order.reference.startswith(f"{timezone.localdate().year % 100:02d}")
    call = ReceivableCall.objects.get(order=order)
    assert (call.message, call.promise_state, call.queue) == ("register", "queued", "gateway")


def test_nothing_is_asked_without_a_valid_number_or_without_an_amount(tariff: None) -> None:
    payer = Applicant.objects.create(email="a@example.org")
    common = {"case_reference": uuid.uuid4(), "payer": payer, "due_at": later(days=30)}
    for number in ("99000000014", "10000000146", "", "98000000052"):
        with pytest.raises(ValueError, match="identity number"):
            open_order(foreigner_id=number, quote=whole_year(), **common)
    with pytest.raises(ValueError, match="nothing to pay"):
        open_order(foreigner_id=new_ykn(), quote=Quote(()), **common)
    assert not PaymentOrder.objects.exists()


def test_a_case_has_one_open_order_at_a_time(order: PaymentOrder) -> None:
    again = {
        "case_reference": order.case_reference,
        "payer": order.payer,
        "foreigner_id": order.foreigner_id,
        "quote": whole_year(),
        "due_at": later(days=30),
    }
    with pytest.raises(IntegrityError, match="one_open_order_per_case"), transaction.atomic():
        open_order(**again)
    void_order(order)
    assert open_order(**again).state == "open"


def test_a_void_order_asks_for_nothing_and_gib_is_told(order: PaymentOrder) -> None:
    void_order(order)
    assert states(order) == {"order": "void", "9280": "void", "9268": "void"}
    assert set(order.calls.values_list("message", flat=True)) == {"register", "cancel"}
    assert void_order(order).state == "void", "doing it twice is harmless"
    assert order.calls.count() == 2


def test_money_taken_cannot_be_voided_away(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9268", PAPER)])
    with pytest.raises(OrderRefusedError) as refusal:
        void_order(order)
    assert refusal.value.reason == "leg_paid"
    assert states(order) == {"order": "open", "9280": "pending", "9268": "paid"}


def test_a_settled_order_neither_lapses_nor_is_voided(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9268", PAPER), by_reference(order, "9280", FEE)])
    for close in (void_order, lapse_order):
        with pytest.raises(OrderRefusedError) as refusal:
            close(order)
        assert refusal.value.reason == "closed"
    assert states(order)["order"] == "settled"


@pytest.mark.parametrize(
    ("due_days_ago", "through_days", "reason"),
    [(-1, 0, "not_due"), (4.9, 0, "not_due"), (6, -7, "feed_behind"), (6, None, "feed_behind")],
)
@pytest.mark.requirement("R96")
def test_no_order_lapses_while_a_timely_payment_may_still_be_unread(
    order: PaymentOrder, due_days_ago: float, through_days: float | None, reason: str
) -> None:
    age(order, due_days_ago=due_days_ago)
    if through_days is not None:
        read_through(days=through_days)
    assert not find_overdue_orders().exists()
    with pytest.raises(OrderRefusedError) as refusal:
        lapse_order(order)
    assert refusal.value.reason == reason
    assert states(order)["order"] == "open"


def test_an_order_nobody_paid_lapses_and_a_paid_leg_stays_paid(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9268", PAPER)])
    PaymentOrder.objects.filter(pk=order.pk).update(
        opened_at=later(days=-40), due_at=later(days=-6), foreigner_id=order.foreigner_id
    )
    read_through(minutes=-1)
    assert list(find_overdue_orders()) == [order]
    lapse_order(order)
    assert states(order) == {"order": "lapsed", "9280": "void", "9268": "paid"}
    assert not find_overdue_orders().exists()
    assert order.calls.filter(message="cancel").count() == 1


def test_a_line_not_judged_yet_holds_the_lapse(order: PaymentOrder) -> None:
    age(order, due_days_ago=6)
    read_through(minutes=-1)
    facts = vars(by_reference(order, "9280", FEE, collected_at=order.due_at - timedelta(hours=1)))
    CollectionLine.objects.create(**facts)
    with pytest.raises(OrderRefusedError) as refusal:
        lapse_order(order)
    assert refusal.value.reason == "feed_behind"


@pytest.mark.requirement("R95", "R104")
def test_the_payment_page_is_told_everything_in_three_queries(
    order: PaymentOrder, django_assert_num_queries: object
) -> None:
    paid_at = timezone.now()
    import_lines([by_reference(order, "9268", PAPER, collected_at=paid_at), by_reference(order, "9280", FEE - 1)])
    with django_assert_num_queries(3):
        summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert (summary.reference, summary.foreigner_id) == (order.reference, order.foreigner_id)
    assert (summary.total_kurus, summary.paid_kurus) == (FEE + PAPER, PAPER)
    assert summary.is_open
    assert not summary.is_overdue
    fee, paper = summary.legs
    assert (fee.tax_code, fee.amount_kurus, fee.state, fee.paid_at) == ("9280", FEE, "mismatched", None)
    assert [(line.amount_kurus, line.reason) for line in fee.odd_lines] == [(FEE - 1, "wrong_amount")]
    assert (paper.tax_code, paper.state, paper.paid_at, paper.odd_lines) == ("9268", "paid", paid_at, ())


def test_a_page_knows_that_the_last_day_has_passed_before_any_sweep(order: PaymentOrder) -> None:
    age(order, due_days_ago=0.001)
    summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert summary.is_overdue


def test_the_newest_order_is_shown_and_none_when_there_never_was_one(order: PaymentOrder) -> None:
    void_order(order)
    paper_only = quote_stay(start=date(2026, 12, 1), end=date(2026, 12, 31), card=True, nationality="UZB", on=TODAY)
    newer = open_order(
        case_reference=order.case_reference,
        payer=order.payer,
        foreigner_id=order.foreigner_id,
        quote=paper_only,
        due_at=later(days=30),
    )
    summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert summary.reference == newer.reference
    assert [leg.tax_code for leg in summary.legs] == ["9268"]
    assert build_payment_summary(uuid.uuid4()) is None


def test_one_persons_orders_do_not_touch_anothers(tariff: None) -> None:
    mine, other = ask(), ask()
    void_order(mine)
    assert states(other) == {"order": "open", "9280": "pending", "9268": "pending"}


@pytest.mark.requirement("L10")
def test_a_new_tariff_reprices_what_is_unpaid_and_keeps_the_last_day(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9268", PAPER)])
    due = order.due_at
    priced = next_year(order, starts=timezone.localdate() + timedelta(days=3))
    reprice_order(order.case_reference, priced)
    reprice_order(order.case_reference, priced)
    summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert [(leg.amount_kurus, leg.state) for leg in summary.legs] == [(1_500_000, "pending"), (PAPER, "paid")]
    assert summary.due_at == due
    assert order.calls.filter(message="reprice").count() == 1


def test_a_payment_taken_back_after_the_new_year_owes_the_new_amount_too(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    priced = next_year(order, starts=timezone.localdate() + timedelta(days=3))
    reprice_order(order.case_reference, priced)
    import_lines([by_reference(order, "9280", FEE, reversal=True)])
    reprice_order(order.case_reference, priced)
    summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert [(leg.amount_kurus, leg.state) for leg in summary.legs] == [(1_500_000, "pending"), (115_000, "pending")]
    assert order.calls.filter(message="reprice").count() == 2, "GİB hears of each leg"


@pytest.mark.parametrize(
    ("days", "amount", "leg_state"),
    [(1, FEE, "paid"), (1, 1_500_000, "mismatched"), (4, 1_500_000, "paid"), (4, FEE, "mismatched")],
    ids=["old amount in the old year", "new too early", "new amount in the new year", "old amount too late"],
)
def test_the_day_of_collection_decides_which_tariff_measures_it(
    order: PaymentOrder, days: int, amount: int, leg_state: str
) -> None:
    reprice_order(order.case_reference, next_year(order, starts=timezone.localdate() + timedelta(days=3)))
    import_lines([by_reference(order, "9280", amount, collected_at=later(days=days))])
    assert states(order)["9280"] == leg_state
    summary = build_payment_summary(order.case_reference)
    assert summary is not None
    assert summary.legs[0].amount_kurus == (amount if leg_state == "paid" else 1_500_000)


def test_a_closed_order_is_not_repriced(order: PaymentOrder) -> None:
    priced = next_year(order, starts=timezone.localdate() + timedelta(days=3))
    void_order(order)
    with pytest.raises(OrderRefusedError):
        reprice_order(order.case_reference, priced)
