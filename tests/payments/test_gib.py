"""The whole way over real HTTP: GİB is told, a person pays there, the feed is read, the order settles."""

from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from payments.gateways import gib as client
from payments.models import CollectionLine, Feed, PaymentOrder, ReceivableCall
from payments.orders import reprice_order, void_order
from payments.signals import order_locking
from payments.tasks import pull_collections
from tests.builders.payment_orders import next_year, tell
from tests.sandbox_server import Sandbox, wait_for

from .conftest import FEE, PAPER, ask, states


def watermark() -> datetime | None:
    return Feed.objects.values_list("imported_through", flat=True).get(source="gib")


@pytest.mark.requirement("R99", "R104")
def test_a_person_pays_at_gib_and_the_order_settles(gib: Sandbox, order: PaymentOrder) -> None:
    assert tell(order)
    page = gib.pay_by_card(ykn=order.foreigner_id, reference=order.reference, legs=["9280"])
    assert "12.574,90" in page
    before = timezone.now()
    pull_collections()
    assert states(order) == {"order": "open", "9280": "paid", "9268": "pending"}
    gib.collect(tax_code="9268", amount_kurus=PAPER, ykn=order.foreigner_id, collector="0012")
    pull_collections()
    assert states(order)["order"] == "settled"
    through = watermark()
    assert through is not None
    assert through > before


def test_telling_gib_twice_is_telling_it_once(gib: Sandbox, order: PaymentOrder) -> None:
    call = order.calls.get()
    deliver(call)
    deliver(call)
    assert gib.pay_by_card(ykn=order.foreigner_id, reference=order.reference, legs=["9280"])


def test_gib_being_away_keeps_the_promise_owed(gib: Sandbox, order: PaymentOrder) -> None:
    gib.control(gib_down=60)
    assert not tell(order)
    call = order.calls.get()
    assert (call.promise_state, call.last_error) == ("queued", "gib: http_503")
    assert (call.waits_for, call.attempts) == ("gib", 0)
    gib.restore()
    assert tell(order)


def test_a_void_order_can_no_longer_be_paid_at_gib(gib: Sandbox, order: PaymentOrder) -> None:
    assert tell(order)
    void_order(order)
    assert tell(order, "cancel")
    page = gib.pay_by_card(ykn=order.foreigner_id, reference=order.reference, legs=["9280"])
    assert "bulunamadı" in page


@pytest.mark.requirement("L10")
def test_gib_asks_for_the_new_amount_after_a_new_tariff(gib: Sandbox, order: PaymentOrder) -> None:
    assert tell(order)
    reprice_order(order.case_reference, next_year(order, starts=timezone.localdate() + timedelta(days=3)))
    assert tell(order, "reprice")
    page = gib.pay_by_card(ykn=order.foreigner_id, reference=order.reference, legs=[])
    assert "15.000,00" in page
    assert "12.574,90" not in page


def test_an_order_closed_before_gib_heard_of_it_is_never_registered(gib: Sandbox, order: PaymentOrder) -> None:
    void_order(order)
    assert not tell(order, "cancel"), "the registration might still be on its way"
    assert tell(order)
    assert attempt_again(order)
    page = gib.pay_by_card(ykn=order.foreigner_id, reference=order.reference, legs=["9280"])
    assert "bulunamadı" in page


def attempt_again(order: PaymentOrder) -> bool:
    return attempt_delivery(ReceivableCall, order.calls.get(message="cancel").pk)


def test_a_feed_that_is_down_loses_nothing_and_moves_no_watermark(gib: Sandbox, order: PaymentOrder) -> None:
    pull_collections()
    before = watermark()
    gib.collect(tax_code="9280", amount_kurus=FEE, ykn=order.foreigner_id)
    gib.control(gib_feed_down=60)
    pull_collections()
    assert (states(order)["9280"], watermark()) == ("pending", before)
    gib.restore()
    pull_collections()
    assert states(order)["9280"] == "paid"
    after = watermark()
    assert before is not None
    assert after is not None
    assert after > before


def test_a_feed_longer_than_a_page_is_read_to_its_end(gib: Sandbox, order: PaymentOrder) -> None:
    for number in range(55):
        gib.collect(tax_code="9280", amount_kurus=number + 1, ykn=order.foreigner_id)
    pull_collections()
    assert CollectionLine.objects.count() == 55
    assert watermark() is not None
    pull_collections()
    assert CollectionLine.objects.count() == 55


def test_a_payment_reported_late_holds_the_watermark_at_its_day(gib: Sandbox, order: PaymentOrder) -> None:
    collected = timezone.now() - timedelta(days=3)
    line = {"tax_code": "9280", "amount_kurus": FEE, "ykn": order.foreigner_id, "report_after_seconds": 3600}
    gib.collect(collected_at=collected.isoformat(), **line)
    pull_collections()
    through = watermark()
    assert through is not None
    assert through < collected


def test_a_line_nobody_could_judge_holds_the_watermark(gib: Sandbox, order: PaymentOrder) -> None:
    def refuse(**kwargs: object) -> None:
        raise RuntimeError

    gib.collect(tax_code="9280", amount_kurus=FEE, ykn=order.foreigner_id)
    order_locking.connect(refuse)
    try:
        pull_collections()
    finally:
        order_locking.disconnect(refuse)
    assert watermark() is None
    pull_collections()
    assert watermark() is not None
    assert states(order)["9280"] == "paid"


def test_the_watermark_never_goes_back(gib: Sandbox, order: PaymentOrder) -> None:
    ahead = timezone.now() + timedelta(days=1)
    Feed.objects.create(source="gib", imported_through=ahead)
    pull_collections()
    assert watermark() == ahead


def test_when_gib_forgets_everything_the_feed_is_read_again_from_the_start(gib: Sandbox, order: PaymentOrder) -> None:
    gib.collect(tax_code="9280", amount_kurus=FEE, ykn=order.foreigner_id)
    pull_collections()
    gib.forget()
    gib.collect(tax_code="9268", amount_kurus=PAPER, ykn=order.foreigner_id)
    pull_collections()
    assert states(order)["order"] == "settled"


def test_odd_lines_are_stored_as_sent(gib: Sandbox, order: PaymentOrder) -> None:
    gib.collect(tax_code="çöp", amount_kurus=-5, ykn="<b>kim?</b>", collector="?")
    pull_collections()
    line = CollectionLine.objects.get()
    assert (line.tax_code, line.amount_kurus, line.foreigner_id) == ("çöp", -5, "<b>kim?</b>")
    assert (line.outcome, line.reason) == ("unmatched", "unknown_person")


def test_a_feed_that_makes_no_sense_is_no_feed(gib: Sandbox, order: PaymentOrder, settings: object) -> None:
    settings.GIB_URL = gib.url  # its front page: HTML where JSON is expected
    with pytest.raises(client.GatewayUnavailableError):
        client.fetch_collections("")
    settings.GIB_URL = "http://127.0.0.1:9"
    with pytest.raises(client.GatewayUnavailableError) as away:
        client.create_receivable(order.reference, order.foreigner_id, [], order.due_at)
    assert order.foreigner_id not in str(away.value)
    assert order.reference not in str(away.value)


@pytest.mark.django_db(transaction=True)
def test_only_one_reader_at_a_time(gib: Sandbox, tariff: None) -> None:
    order = ask()
    gib.collect(tax_code="9280", amount_kurus=FEE, ykn=order.foreigner_id)
    elsewhere = connections.create_connection("default")
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('pull_collections', 0))")
        pull_collections()
        assert states(order)["9280"] == "pending"
    finally:
        elsewhere.close()

    def read_again() -> bool | None:
        pull_collections()
        return states(order)["9280"] == "paid" or None

    assert wait_for(read_again, 5), "a reader that died has let go"
