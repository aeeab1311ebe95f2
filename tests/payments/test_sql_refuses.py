"""What no programme can do to the books, however wrong it is: the database itself says no."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from payments.collections.feed import import_lines
from payments.models import CollectionLine, Leg, PaymentOrder
from tests.owner import run_as_owner

from .conftest import FEE, PAPER, by_bank, by_reference


@pytest.mark.parametrize(
    "change",
    [
        {"amount_kurus": 1},
        {"foreigner_id": "99000000042"},
        {"tax_code": "9268"},
        {"collected_at": timezone.now() - timedelta(days=9)},
        {"reference": None},
        {"reversal": True, "outcome": "reversal", "reason": "undoes_nothing", "leg": None},
        {"collection_id": "other"},
        {"received_at": timezone.now() - timedelta(days=9)},
    ],
)
def test_what_a_feed_said_never_changes(order: PaymentOrder, change: dict) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        CollectionLine.objects.update(**change)


def test_a_line_is_never_deleted(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE + 1)])
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        run_as_owner("DELETE FROM payments_collectionline")  # what even the owner is refused


def test_a_line_is_stored_once(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    copy = CollectionLine.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError, match="line_stored_once"), transaction.atomic():
        copy.save(force_insert=True)


def pay_with(order: PaymentOrder, code: str, line: CollectionLine) -> None:
    """What a wrong programme might try: call the leg paid by this line, and make the line look right."""
    leg = order.legs.get(tax_code=code)
    CollectionLine.objects.filter(pk=line.pk).update(outcome="matched", reason="", leg=leg)
    Leg.objects.filter(pk=leg.pk).update(state="paid", paid_by=line, paid_at=line.collected_at)


@pytest.mark.parametrize(
    "make",
    [
        lambda o: by_bank(o, "9280", FEE - 1),
        lambda o: by_bank(o, "9268", PAPER + 1),
        lambda o: by_bank(o, "9280", FEE, foreigner_id="99000000042"),
        lambda o: by_bank(o, "9280", FEE, collected_at=o.due_at + timedelta(seconds=1)),
        lambda o: by_bank(o, "9280", FEE, reversal=True),
    ],
    ids=["a kuruş less", "another code", "another person", "late", "a reversal"],
)
def test_a_leg_cannot_be_called_paid_by_a_line_that_does_not_fit(order: PaymentOrder, make: Callable) -> None:
    import_lines([make(order)])
    with pytest.raises(IntegrityError), transaction.atomic():
        pay_with(order, "9280", CollectionLine.objects.get())
    assert order.legs.get(tax_code="9280").paid_by is None


def test_one_line_pays_one_leg(order: PaymentOrder) -> None:
    import_lines([by_bank(order, "9280", FEE)])
    with pytest.raises(IntegrityError), transaction.atomic():
        pay_with(order, "9268", CollectionLine.objects.get())


@pytest.mark.parametrize(
    "change",
    [
        {"state": "paid"},
        {"paid_at": timezone.now()},
        {"amount_kurus": 0},
        {"tax_code": "9130"},
        {"tax_code": "9268"},
        {"kind": "valuable_paper"},
    ],
)
def test_a_leg_that_contradicts_itself_is_refused(order: PaymentOrder, change: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Leg.objects.filter(order=order, tax_code="9280").update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "settled", "settled_at": timezone.now()},
        {"state": "settled"},
        {"state": "lapsed"},
        {"settled_at": timezone.now()},
        {"due_at": timezone.now() - timedelta(days=90)},
        {"foreigner_id": "10000000146"},
        {"reference": "26A00000000018"},
    ],
)
def test_an_order_that_contradicts_itself_is_refused(order: PaymentOrder, change: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(**change)


def test_a_closed_order_stays_closed(order: PaymentOrder) -> None:
    PaymentOrder.objects.filter(pk=order.pk).update(state="void", closed_at=timezone.now())
    with pytest.raises(IntegrityError, match="stays closed"), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(state="open", closed_at=None)


def test_two_orders_never_share_a_reference(order: PaymentOrder) -> None:
    copy = PaymentOrder.objects.get(pk=order.pk)
    copy.pk, copy.case_reference = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(IntegrityError, match="reference"), transaction.atomic():
        copy.save(force_insert=True)
