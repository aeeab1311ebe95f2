"""One person who was asked for money, and lines as a feed would report them."""

import itertools
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from stdnum.tr import tckimlik

from applicants.models import Applicant
from payments.collected_line import CollectedLine
from payments.models import PaymentOrder
from payments.orders import open_order
from payments.quotes import Quote, quote_stay
from payments.signals import leg_mismatched, order_locking, order_settled
from tests.reference_data import load_tariff
from tests.sandbox_server import Sandbox, running

FEE, PAPER = 1_257_490, 96_400  # 2026, one year
TODAY = date(2026, 11, 23)
_serial = itertools.count(secrets.randbelow(5_000_000))


def new_ykn() -> str:
    """A valid foreigner identity number that no other test uses.

    None ends in five zeros: such a number is one of a hundred thousand, and files flag it as rounded by a spreadsheet.
    """
    while True:
        body = f"99{next(_serial):07d}"
        number = body + tckimlik.calc_check_digits(body)
        if not number.endswith("00000"):
            return number


def whole_year() -> Quote:
    return quote_stay(start=date(2026, 12, 1), end=date(2027, 11, 30), card=True, nationality="UZB", on=TODAY)


def ask(*, foreigner_id: str = "", priced: Quote | None = None) -> PaymentOrder:
    """An open order of somebody new, noticed an hour ago with thirty days left."""
    payer = Applicant.objects.create(email=f"{uuid.uuid4().hex}@example.org")
    order = open_order(
        case_reference=uuid.uuid4(),
        payer=payer,
        foreigner_id=foreigner_id or new_ykn(),
        quote=priced or whole_year(),
        due_at=timezone.now() + timedelta(days=30),
    )
    PaymentOrder.objects.filter(pk=order.pk).update(opened_at=timezone.now() - timedelta(hours=1))
    order.refresh_from_db()
    return order


def by_reference(order: PaymentOrder, code: str, amount: int, **other: object) -> CollectedLine:
    """A line paid at GİB's page under the order's reference."""
    values: dict = {
        "source": "gib",
        "collection_id": uuid.uuid4().hex,
        "collected_at": timezone.now(),
        "collector": "IVD",
        "tax_code": code,
        "foreigner_id": order.foreigner_id,
        "reference": order.reference,
        "amount_kurus": amount,
        "reversal": False,
    }
    return CollectedLine(**(values | other))


def by_bank(order: PaymentOrder, code: str, amount: int, **other: object) -> CollectedLine:
    """The same from a bank's counter, which knows no reference."""
    return by_reference(order, code, amount, **({"reference": None, "collector": "0012"} | other))


def states(order: PaymentOrder) -> dict[str, str]:
    """Tax code -> state of the leg, and ``order`` -> state of the order."""
    order.refresh_from_db()
    return {"order": order.state} | dict(order.legs.values_list("tax_code", "state"))


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Nobody listens: these orders belong to no case, and payments must be right by itself."""
    kept = [(signal, signal.receivers) for signal in (order_locking, order_settled, leg_mismatched)]
    for signal, _ in kept:
        signal.receivers = []
    yield
    for signal, receivers in kept:
        signal.receivers = receivers


@pytest.fixture
def tariff(db: None) -> None:
    load_tariff()


@pytest.fixture
def order(tariff: None) -> PaymentOrder:
    return ask()


@pytest.fixture
def heard(_alone: None) -> Callable[[str], list[dict]]:
    """``heard("order_settled")``: what that signal has said since the test began."""
    said: dict[str, list[dict]] = {"order_settled": [], "leg_mismatched": []}

    def settled(**kwargs: object) -> None:
        said["order_settled"].append(kwargs)

    def mismatched(**kwargs: object) -> None:
        said["leg_mismatched"].append(kwargs)

    order_settled.connect(settled, weak=False)
    leg_mismatched.connect(mismatched, weak=False)
    return lambda name: said[name]


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def gib(sandbox_process: Sandbox, settings: object) -> Sandbox:
    """The sandbox, empty, where the portal looks for GİB."""
    sandbox_process.restore()
    sandbox_process.forget()
    settings.GIB_URL = f"{sandbox_process.url}/gib"
    settings.GATEWAY_TIMEOUT = 5.0
    return sandbox_process


def later(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)
