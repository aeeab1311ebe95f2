"""Whatever lines, reversals, deadlines and new tariffs arrive, in any order and any number of times: no leg is paid
twice, no kuruş disappears, and the application is approved exactly when every due leg is paid in time."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from applications import schedule
from applications.lifecycle import engine
from applications.lifecycle.actors import SYSTEM
from applications.models import Application
from applications.models.status import Status
from payments.collected_line import CollectedLine
from payments.collections.feed import import_lines
from payments.models import CollectionLine, Feed, Leg, PaymentOrder
from payments.orders import OrderRefusedError
from payments.reconciliation import reconcile_payments
from tests.reference_data import load_tariff

from . import cases

pytestmark = pytest.mark.django_db

# Days before today: the order runs from 60 to 20; the tariff changes on the 40th.
OPENED, OLD_YEAR, NEW_YEAR, TAKEN_BACK, DUE = 60, 50, 30, 25, 20
OLD = {"9280": 1_257_490, "9268": 96_400}
NEW = {"9280": 1_500_000, "9268": 115_000}
# A reversal does not say when the payment was made that it takes back, so each year has collectors of its own here:
# otherwise nobody could tell which of two equal sums went back.
COLLECTORS = {
    ("card", OLD_YEAR): "IVD",
    ("card", NEW_YEAR): "IVD2",
    ("bank", OLD_YEAR): "0012",
    ("bank", NEW_YEAR): "0015",
}
CODES, WAYS, YEARS = st.sampled_from(["9280", "9268"]), st.sampled_from(["card", "bank"]), st.sampled_from([OLD, NEW])


@dataclass(frozen=True)
class Key:
    """What a reversal knows of the payment that it takes back."""

    code: str
    way: str
    year: int  # days before today
    amount: int

    @property
    def exact(self) -> bool:
        return self.amount == (OLD if self.year == OLD_YEAR else NEW)[self.code]


class Money(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.kept = transaction.atomic()
        self.kept.__enter__()
        load_tariff()
        self.case = cases.awaiting_payment()
        self.order = PaymentOrder.objects.get(case_reference=self.case.pk)
        now = timezone.now().replace(microsecond=0)
        self.days = {n: now - timedelta(days=n) for n in (OPENED, OLD_YEAR, NEW_YEAR, TAKEN_BACK, DUE)}
        PaymentOrder.objects.filter(pk=self.order.pk).update(opened_at=self.days[OPENED], due_at=self.days[DUE])
        Application.objects.filter(pk=self.case.pk).update(payment_due_at=self.days[DUE])
        self.order.refresh_from_db()
        self._change_tariff()
        self.lines: list[CollectedLine] = []
        self.came: Counter[Key] = Counter()
        self.taken: Counter[Key] = Counter()
        self.repriced: set[str] = set()
        self.read = False
        self.expected = Status.AWAITING_PAYMENT

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    def _change_tariff(self) -> None:
        """The order was made by a tariff that ended forty days ago."""
        ended = timezone.localdate() - timedelta(days=41)
        cases.tariff_ends(ended, {"harc": NEW["9280"], "valuable_paper": NEW["9268"]})

    # --- what happens ---------------------------------------------------------------------------------
    @rule(
        code=CODES,
        way=WAYS,
        asked=YEARS,
        when=st.sampled_from([OLD_YEAR, NEW_YEAR]),
        off=st.sampled_from([0, 0, -1, 1]),
    )
    def pay(self, code: str, way: str, asked: dict[str, int], when: int, off: int) -> None:
        key = Key(code, way, when, asked[code] + off)
        self.came[key] += 1
        self._deliver(key, self.days[when])

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        """A reversal of some payment; now and then of one that has not been reported yet."""
        known = sorted(self.came, key=repr)
        key = data.draw(st.sampled_from(known)) if known else Key("9280", "bank", OLD_YEAR, OLD["9280"])
        if data.draw(st.integers(0, 4)) == 0:
            key = replace(key, way="card" if key.way == "bank" else "bank")
        self.taken[key] += 1
        self._deliver(key, self.days[TAKEN_BACK], reversal=True)

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def report_again(self, data: Any) -> None:
        import_lines(data.draw(st.lists(st.sampled_from(self.lines), min_size=1, max_size=4)))

    @rule()
    def reprice(self) -> None:
        """The clock applies the new year's tariff to what is unpaid; then what waited for it is judged."""
        unpaid = set(
            Leg.objects.filter(order=self.order, state__in=["pending", "mismatched"]).values_list("tax_code", flat=True)
        )
        ran = schedule.run_job(schedule.JOBS["repricing"])
        assert ran.failed == 0
        if self.expected == Status.AWAITING_PAYMENT:
            self.repriced |= unpaid
        import_lines([])
        self._settle()

    @rule()
    def read_the_feed_to_its_end(self) -> None:
        Feed.objects.update_or_create(source="gib", defaults={"imported_through": timezone.now()})
        self.read = True

    @rule()
    def lapse(self) -> None:
        waiting = CollectionLine.objects.filter(outcome="waiting").exists()
        try:
            cases.do("lapse", self.case, SYSTEM)
        except (engine.GuardError, engine.InvalidStateError, OrderRefusedError):
            assert self.expected != Status.AWAITING_PAYMENT or waiting or not self.read
        else:
            assert self.read
            assert not waiting
            self.expected = Status.LAPSED_UNPAID

    def _deliver(self, key: Key, collected_at: Any, reversal: bool = False) -> None:
        self.lines.append(
            CollectedLine(
                source="gib",
                collection_id=f"{self.order.reference}-{len(self.lines)}",
                collected_at=collected_at,
                collector=COLLECTORS[key.way, key.year],
                tax_code=key.code,
                foreigner_id=self.order.foreigner_id,
                reference=self.order.reference if key.way == "card" else None,
                amount_kurus=key.amount,
                reversal=reversal,
            )
        )
        import_lines(self.lines[-1:])
        self._settle()

    # --- what must be -----------------------------------------------------------------------------------
    def _pays(self, code: str) -> bool:
        """Some exact payment of this leg stands; one of the new year only once the leg has been repriced."""
        return any(
            key.exact and count > self.taken[key] and (key.year == OLD_YEAR or code in self.repriced)
            for key, count in self.came.items()
            if key.code == code
        )

    def _settle(self) -> None:
        if self.expected == Status.AWAITING_PAYMENT and all(self._pays(code) for code in OLD):
            self.expected = Status.APPROVED

    @invariant()
    def approved_exactly_when_every_leg_is_paid_in_time(self) -> None:
        case = Application.objects.get(pk=self.case.pk)
        assert case.status == self.expected
        if self.expected == Status.AWAITING_PAYMENT:
            paid = set(Leg.objects.filter(order=self.order, state="paid").values_list("tax_code", flat=True))
            assert paid == {code for code in OLD if self._pays(code)}

    @invariant()
    def no_kurus_disappears(self) -> None:
        assert CollectionLine.objects.count() == len(self.lines)
        found = reconcile_payments()
        assert found.balanced, [proof for proof in found.proofs if not proof.holds]
        assert found.collected.kurus == sum(line.amount_kurus for line in self.lines if not line.reversal)

    @invariant()
    def no_leg_is_paid_twice(self) -> None:
        matched = Counter(CollectionLine.objects.filter(outcome="matched").values_list("leg", flat=True))
        assert all(count == 1 for count in matched.values())

    @invariant()
    def money_that_paid_nothing_waits_for_a_person(self) -> None:
        idle = CollectionLine.objects.filter(outcome__in=["mismatched", "surplus", "unmatched"])
        assert not idle.exclude(attention="open").exists()


@pytest.mark.requirement("R100", "R101", "L10")
def test_money_in_any_order(catalogue: None) -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
