"""The payment cases of domain 6.5, each through GİB's real feed: what the payer did, and what becomes of it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from emuafiyet.core.outside.models import OutsideSystem
from payments.models import CollectionLine, PaymentOrder
from payments.reconciliation import reconcile_payments
from payments.tasks import pull_collections
from tests.builders.payment_orders import tell
from tests.sandbox_server import Sandbox

from .conftest import FEE, PAPER, ask, new_ykn, states

Line = dict[str, Any]
Made = Callable[[PaymentOrder], list[Line]]


def card(order: PaymentOrder, code: str, amount: int, **other: Any) -> Line:
    return bank(order, code, amount, collector="IVD", reference=order.reference, **other)


def bank(order: PaymentOrder, code: str, amount: int, **other: Any) -> Line:
    return {"tax_code": code, "amount_kurus": amount, "ykn": order.foreigner_id, "collector": "0012"} | other


def at(moment: datetime) -> dict[str, str]:
    return {"collected_at": moment.isoformat(timespec="seconds")}


def day(order: PaymentOrder, number: int) -> dict[str, str]:
    """Noon of the order's day ``number``; its last is day 30."""
    return at(order.due_at - timedelta(days=30 - number, hours=1))


PAID, BOTH = {"9280": "paid", "9268": "paid", "order": "settled"}, {"matched": 2}
OPEN = {"9280": "pending", "9268": "pending", "order": "open"}
WRONG = OPEN | {"9280": "mismatched"}

# What the payer did; the lines of the feed; the legs and the order afterwards; what the lines came to.
CASES: dict[str, tuple[Made, dict[str, str], dict[str, int]]] = {
    "exact, by reference": (lambda o: [card(o, "9280", FEE), card(o, "9268", PAPER)], PAID, BOTH),
    "exact, at a bank": (lambda o: [bank(o, "9280", FEE), bank(o, "9268", PAPER)], PAID, BOTH),
    "1 kuruş less": (lambda o: [bank(o, "9280", FEE - 1)], WRONG, {"mismatched": 1}),
    "1 kuruş more": (lambda o: [card(o, "9280", FEE + 1)], WRONG, {"mismatched": 1}),
    "both amounts to one code": (lambda o: [bank(o, "9280", FEE + PAPER)], WRONG, {"mismatched": 1}),
    "both receipts to one code": (
        lambda o: [bank(o, "9280", FEE), bank(o, "9280", PAPER)],
        OPEN | {"9280": "paid"},
        {"matched": 1, "mismatched": 1},
    ),
    "swapped codes": (
        lambda o: [bank(o, "9268", FEE), bank(o, "9280", PAPER)],
        WRONG | {"9268": "mismatched"},
        {"mismatched": 2},
    ),
    "two halves": (lambda o: [bank(o, "9280", FEE // 2), bank(o, "9280", FEE // 2)], WRONG, {"mismatched": 2}),
    "paid twice": (
        lambda o: [card(o, "9280", FEE), bank(o, "9280", FEE)],
        OPEN | {"9280": "paid"},
        {"matched": 1, "surplus": 1},
    ),
    "on day 30, reported on day 33": (
        lambda o: [card(o, "9280", FEE, **day(o, 30)), card(o, "9268", PAPER, **day(o, 30))],
        PAID,
        BOTH,
    ),
    "on day 31": (lambda o: [bank(o, "9280", FEE, **day(o, 31))], OPEN, {"unmatched": 1}),
    "right reference, another's number": (lambda o: [card(o, "9280", FEE, ykn=new_ykn())], OPEN, {"unmatched": 1}),
    "before the order": (
        lambda o: [bank(o, "9280", FEE, **at(o.opened_at - timedelta(days=1)))],
        OPEN,
        {"unmatched": 1},
    ),
    "taken back": (
        lambda o: [bank(o, "9280", FEE, **day(o, 1)), bank(o, "9280", FEE, reversal=True, **day(o, 2))],
        OPEN,
        {"reversed": 1, "reversal": 1},
    ),
    "the same line twice": (
        lambda o: [card(o, "9280", FEE, collection_id="7", **day(o, 1))] * 2,
        OPEN | {"9280": "paid"},
        {"matched": 1},
    ),
}


@pytest.mark.requirement("R99", "R100", "R101", "R104")
@pytest.mark.parametrize("what", CASES)
def test_what_a_payer_did_and_what_becomes_of_it(gib: Sandbox, order: PaymentOrder, what: str) -> None:
    lines, expected, outcomes = CASES[what]
    if what == "on day 30, reported on day 33":
        PaymentOrder.objects.filter(pk=order.pk).update(
            opened_at=order.opened_at - timedelta(days=33), due_at=order.due_at - timedelta(days=33)
        )
        order.refresh_from_db()
    for line in lines(order):
        gib.collect(**line)
    pull_collections()
    pull_collections()
    assert states(order) == expected
    assert Counter(CollectionLine.objects.values_list("outcome", flat=True)) == outcomes
    assert reconcile_payments().balanced
    needs_a_person = CollectionLine.objects.exclude(outcome__in=["matched", "reversed", "reversal"])
    assert set(needs_a_person.values_list("attention", flat=True)) <= {"open"}


def test_a_refused_card_is_no_payment(gib: Sandbox, order: PaymentOrder) -> None:
    assert tell(order)
    page = gib.http.get("/gib/odeme/").text
    told = gib.http.post(
        "/gib/odeme/",
        data={
            "csrfmiddlewaretoken": page.split('csrfmiddlewaretoken" value="')[1].split('"')[0],
            "institution": "Uluslararası İşgücü Genel Müdürlüğü",
            "ykn": order.foreigner_id,
            "reference": order.reference,
            "leg": ["9280", "9268"],
            "card": "4000 0000 0000 0002",
            "pay": "1",
        },
    )
    assert "Kart reddedildi" in told.text
    pull_collections()
    assert (states(order), CollectionLine.objects.count()) == (OPEN, 0)


def test_a_feed_that_was_down_for_days_catches_up_with_everything(gib: Sandbox, tariff: None) -> None:
    several = [ask() for _ in range(3)]
    gib.control(gib_feed_down=2 * 24 * 3600)
    for order in several:
        gib.collect(**bank(order, "9280", FEE))
        pull_collections()
        gib.collect(**card(order, "9268", PAPER))
    assert all(states(order) == OPEN for order in several)
    gib.restore()
    OutsideSystem.objects.update(next_probe_at=timezone.now() - timedelta(seconds=1))  # somebody may ask again
    pull_collections()
    assert all(states(order) == PAID for order in several)
    assert reconcile_payments().balanced
