"""Lines may come shuffled, split, repeated and by many importers at once; the end is the same (R6)."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.collected_line import CollectedLine
from payments.collections.feed import import_lines
from payments.models import CollectionLine, Leg, PaymentOrder
from payments.signals import order_locking, order_settled

from .conftest import FEE, PAPER, ask, by_bank, by_reference, new_ykn, states

KINDS: dict[str, Callable[[PaymentOrder], CollectedLine]] = {
    "fee by card": lambda o: by_reference(o, "9280", FEE),
    "fee at a bank": lambda o: by_bank(o, "9280", FEE),
    "paper by card": lambda o: by_reference(o, "9268", PAPER),
    "paper at a bank": lambda o: by_bank(o, "9268", PAPER),
    "a kuruş less": lambda o: by_bank(o, "9280", FEE - 1),
    "a kuruş more": lambda o: by_reference(o, "9268", PAPER + 1),
    "swapped": lambda o: by_bank(o, "9268", FEE),
    "late": lambda o: by_reference(o, "9280", FEE, collected_at=o.due_at + timedelta(seconds=1)),
    "early": lambda o: by_bank(o, "9268", PAPER, collected_at=o.opened_at - timedelta(days=1)),
    "wrong person": lambda o: by_reference(o, "9280", FEE, foreigner_id=new_ykn()),
    "unknown": lambda o: by_reference(o, "9280", FEE, reference=None, foreigner_id=new_ykn()),
}


def import_in(order: PaymentOrder, kinds: list[str], batches: list[list[int]]) -> tuple:
    """Make one line per kind, import the batches of line numbers, and tell what it all came to."""
    lines = [replace(KINDS[kind](order), collection_id=f"{order.pk}-{number}") for number, kind in enumerate(kinds)]
    for batch in batches:
        import_lines([lines[number] for number in batch])
    stored = CollectionLine.objects.filter(collection_id__startswith=f"{order.pk}-")
    verdicts = Counter(stored.values_list("tax_code", "amount_kurus", "outcome", "reason"))
    assert stored.count() == len(lines), "each line once, none lost"
    paid = Leg.objects.filter(order=order, state="paid").aggregate(total=Sum("amount_kurus"))["total"] or 0
    matched = stored.filter(outcome="matched").aggregate(total=Sum("amount_kurus"))["total"] or 0
    assert paid == matched, "no kuruş appears or disappears"
    return states(order), verdicts


@pytest.mark.django_db
@pytest.mark.usefixtures("tariff")
class TestShuffled:
    @settings(max_examples=25, deadline=None)
    @given(data=st.data(), kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6))
    def test_the_end_is_the_same_in_any_order_any_split_and_any_number_of_times(
        self, data: st.DataObject, kinds: list[str]
    ) -> None:
        numbers = list(range(len(kinds)))
        repeated = data.draw(st.lists(st.sampled_from(numbers), max_size=5))
        shuffled = data.draw(st.permutations(numbers + repeated))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
        split = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
        end, verdicts = import_in(ask(), kinds, [numbers])
        assert import_in(ask(), kinds, split) == (end, verdicts)
        right = {"9280": {"fee by card", "fee at a bank"}, "9268": {"paper by card", "paper at a bank"}}
        paid = {code for code, good in right.items() if good & set(kinds)}
        assert {code for code in right if end[code] == "paid"} == paid, "paid exactly when an exact line is there"
        assert (end["order"] == "settled") == (paid == {"9280", "9268"})


def at_once(jobs: list[Callable[[], object]]) -> None:
    """Run the jobs in threads that start together; the first error of any of them is raised."""
    gate, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            job()
        except BaseException as error:  # noqa: BLE001 (shown to the test below)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]


@pytest.fixture
def settled(_alone: None) -> list[uuid.UUID]:
    """Order ids, once for each time an order was said to be settled."""
    heard: list[uuid.UUID] = []

    def listen(order: PaymentOrder, **kwargs: object) -> None:
        heard.append(order.pk)

    order_settled.connect(listen, weak=False)
    return heard


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tariff")
def test_eight_importers_of_the_same_batch_are_as_good_as_one(settled: list[uuid.UUID]) -> None:
    orders = [ask() for _ in range(15)]
    odd = [by_bank(order, "9280", FEE + 1) for order in orders[:5]]
    lines = [*odd, *(by_reference(o, "9280", FEE) for o in orders), *(by_bank(o, "9268", PAPER) for o in orders)]

    def import_all(seed: int) -> None:
        mine = lines * 2
        random.Random(seed).shuffle(mine)
        import_lines(mine)

    at_once([lambda seed=seed: import_all(seed) for seed in range(8)])
    assert CollectionLine.objects.count() == len(lines)
    assert Counter(CollectionLine.objects.values_list("outcome", flat=True)) == {"matched": 30, "mismatched": 5}
    assert PaymentOrder.objects.filter(state="settled").count() == len(orders)
    assert sorted(settled) == sorted(order.pk for order in orders), "each settled once"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tariff")
def test_two_legs_paid_at_the_same_moment_always_settle(settled: list[uuid.UUID]) -> None:
    """Each importer sees the other's leg unpaid unless the order is locked first (write skew)."""
    orders = [ask() for _ in range(25)]

    def case_lock(case_reference: uuid.UUID, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.002)")

    order_locking.connect(case_lock)
    try:
        at_once(
            [
                lambda: [import_lines([by_bank(order, "9280", FEE)]) for order in orders],
                lambda: [import_lines([by_reference(order, "9268", PAPER)]) for order in orders],
            ]
        )
    finally:
        order_locking.disconnect(case_lock)
    assert PaymentOrder.objects.filter(state="settled").count() == len(orders)
    assert len(settled) == len(orders)
