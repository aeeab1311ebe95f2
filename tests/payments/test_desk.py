"""The payments desk: money that paid nothing waits for a person, files are seen first, the books balance."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from payments.collections import handling
from payments.collections.feed import import_lines
from payments.collections.statement import COLUMNS, read_statement
from payments.models import CollectionLine, CollectionsFile, Feed, HandlingStep, LineDeed, PaymentOrder
from payments.orders import LAPSE_GRACE, lapse_order
from payments.reconciliation import reconcile_payments
from tests.builders.payment_officers import officer
from tests.owner import run_as_owner, triggers_off
from tests.staff import at_the_desk

from .conftest import FEE, PAPER, ask, by_bank, by_reference, new_ykn, states

LIST = "admin:payments_collectionline_changelist"


@pytest.fixture
def desk(db: None) -> Client:
    return at_the_desk(officer())


def said(line: CollectionLine, deed: HandlingStep, note: str = "Yazı 123") -> CollectionLine:
    return handling.handle_line(line.pk, deed, officer(), note)


def surplus(order: PaymentOrder) -> CollectionLine:
    import_lines([by_reference(order, "9280", FEE), by_bank(order, "9280", FEE)])
    return CollectionLine.objects.get(outcome="surplus")


# --- money that waits for a person ------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_desk_costs_the_same_however_much_waits(
    desk: Client, tariff: None, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        import_lines([by_bank(ask(), "9280", FEE - 1)])
    with django_assert_num_queries(10):
        page = desk.get(reverse(LIST))
    assert page.text.count("Tutar kuruşu kuruşuna aynı değil") >= min(rows, 50)


def test_the_desk_shows_what_waits_and_nothing_that_is_in_order(desk: Client, order: PaymentOrder) -> None:
    left = surplus(order)
    page = desk.get(reverse(LIST)).text
    assert left.collection_id in page
    assert CollectionLine.objects.get(outcome="matched").collection_id not in page
    assert desk.get(reverse(LIST), {"bekleyen": "hepsi"}).text.count("/change/") == 2
    assert desk.get(reverse(LIST), {"bekleyen": "sahipsiz"}).text.count("/change/") == 0


def test_an_officer_writes_what_became_of_the_money_and_it_stands(desk: Client, order: PaymentOrder) -> None:
    line = surplus(order)
    here = reverse("admin:collection_line", args=[line.pk])
    assert desk.post(here, {"deed": "refund_asked", "note": ""}).status_code == 422, "why must be said"
    desk.post(here, {"deed": "refund_asked", "note": "Vergi dairesine 42 sayılı yazı"})
    line.refresh_from_db()
    assert (line.refund, line.attention) == ("asked", "open")
    desk.post(here, {"deed": "refund_given", "note": "Dekont geldi"})
    line.refresh_from_db()
    assert (line.refund, line.attention) == ("given", "done")
    assert "42 sayılı yazı" in desk.get(here).text
    assert line.collection_id not in desk.get(reverse(LIST)).text
    assert AuditEntry.objects.filter(action="attended_collection", key=str(line.pk)).count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        LineDeed.objects.update(note="başka")
    assert states(order)["9280"] == "paid", "no money moved by it"


def test_whoever_only_looks_cannot_write(order: PaymentOrder) -> None:
    line = surplus(order)
    reader = at_the_desk(officer("view_collectionline"))
    here = reverse("admin:collection_line", args=[line.pk])
    assert reader.get(here).status_code == 200
    assert reader.post(here, {"deed": "closed", "note": "x"}).status_code == 403
    assert reader.post(reverse("admin:payments_collectionsfile_add")).status_code == 403
    stranger = at_the_desk(officer("view_paymentorder"))
    assert {stranger.get(reverse(name)).status_code for name in (LIST, "admin:reconciliation")} == {403}


def test_money_in_order_can_only_be_noted(order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    line = CollectionLine.objects.get()
    assert [deed for deed, _words in handling.list_possible_steps(line)] == [HandlingStep.NOTED]
    with pytest.raises(handling.InvalidLineStateError):
        said(line, HandlingStep.REFUND_ASKED)


def test_money_on_its_way_back_pays_nothing_any_more(order: PaymentOrder) -> None:
    """A surplus payment would step in for one that is taken back; not once the tax office is giving it back."""
    line = surplus(order)
    said(line, HandlingStep.REFUND_ASKED)
    first = CollectionLine.objects.get(outcome="matched")
    same = by_reference if first.reference else by_bank
    import_lines([same(order, "9280", FEE, reversal=True)])
    first.refresh_from_db()
    assert first.outcome == "reversed"
    assert states(order)["9280"] == "pending"
    assert reconcile_payments().balanced


def test_a_leg_paid_in_vain_goes_to_the_desk_and_its_refund_is_seen_on_it(order: PaymentOrder) -> None:
    """One leg paid, the order lapses (A-12): the tax office gives the money back, and somebody has to tell it."""
    now = timezone.now()
    PaymentOrder.objects.filter(pk=order.pk).update(
        opened_at=now - timedelta(days=36), due_at=now - LAPSE_GRACE - timedelta(hours=1)
    )
    import_lines([by_reference(order, "9268", PAPER, collected_at=now - timedelta(days=20))])
    Feed.objects.create(source="gib", imported_through=now)
    order.refresh_from_db()
    lapse_order(order)
    line = CollectionLine.objects.get()
    assert (line.outcome, line.attention) == ("matched", "open")
    said(line, HandlingStep.REFUND_ASKED)
    assert states(order) == {"order": "lapsed", "9280": "void", "9268": "refunding"}
    assert reconcile_payments().balanced


def test_what_is_closed_by_mistake_can_be_opened_again(order: PaymentOrder) -> None:
    line = surplus(order)
    assert said(line, HandlingStep.CLOSED).attention == "done"
    assert said(line, HandlingStep.REOPENED).attention == "open"


def test_an_order_is_shown_with_everything_that_came_for_it(
    desk: Client, order: PaymentOrder, django_assert_num_queries: Any
) -> None:
    surplus(order)
    with django_assert_num_queries(9):
        page = desk.get(reverse("admin:payment_order", args=[order.pk])).text
    for words in ("12.574,90", "964,00", "Fazla ödeme", "Eşleşti"):
        assert words in page


# --- a file -----------------------------------------------------------------------------------------
def text_of(*rows: str) -> str:
    return "\n".join([";".join(COLUMNS), *rows])


def row(order: PaymentOrder, number: str, code: str = "9280", amount: str = "12.574,90", **other: str) -> str:
    moment = timezone.localtime().strftime("%d.%m.%Y %H:%M:%S")
    cells = [number, moment, "0010", code, order.foreigner_id, other.get("reference", ""), amount, other.get("r", "H")]
    return ";".join(cells)


def hand_in(desk: Client, text: str) -> Any:
    file = SimpleUploadedFile("gun.csv", text.encode(), "text/csv")
    return desk.post(reverse("admin:payments_collectionsfile_add"), {"file": file})


def test_a_file_is_seen_before_it_counts_and_taken_in_by_a_worker(desk: Client, order: PaymentOrder) -> None:
    text = text_of(row(order, "1"), row(order, "2", "9268", "964,00"))
    there = hand_in(desk, text).headers["Location"]
    page = desk.get(there).text
    assert "13.538,90" in page
    assert not CollectionLine.objects.exists(), "nothing counts before somebody has said so"
    desk.post(there)
    file = CollectionsFile.objects.get()
    assert attempt_delivery(CollectionsFile, file.pk)
    assert states(order)["order"] == "settled"
    file.refresh_from_db()
    assert (file.judged, file.contradicting) == (2, 0)
    assert hand_in(desk, text).headers["Location"] == there, "the same file again is the same file"
    deliver(file)
    assert CollectionLine.objects.count() == 2, "taking in twice is taking in once"
    assert reconcile_payments().balanced


def test_a_line_that_the_feed_brought_too_is_stored_once_and_a_contradiction_is_shown(
    desk: Client, order: PaymentOrder
) -> None:
    now = timezone.now().replace(microsecond=0)
    import_lines(
        [
            by_bank(order, "9280", FEE, collection_id="same", collected_at=now, collector="0010"),
            by_bank(order, "9268", PAPER, collection_id="other", collected_at=now, collector="0010"),
        ]
    )
    moment = timezone.localtime(now).strftime("%d.%m.%Y %H:%M:%S")
    rows = [
        f"same;{moment};0010;9280;{order.foreigner_id};;12.574,90;H",
        f"other;{moment};0010;9268;{order.foreigner_id};;963,00;H",
    ]
    page = desk.get(hand_in(desk, text_of(*rows)).headers["Location"])
    found = page.context["found"]
    assert ([x.collection_id for x in found.known], [x.collection_id for x in found.contradicting]) == (
        ["same"],
        ["other"],
    )
    assert "963,00" in page.text


BAD = {
    "no heading": ("a;b;c\n1;2;3", "İlk satır"),
    "no lines": (text_of(), "satır yok"),
    "an amount that is none": (
        text_of("1;23.11.2026 10:00:00;0010;9280;99000000042;;12.57.4,90;H"),
        "Tutarı rakamla yazın",
    ),
    "nothing paid": (text_of("1;23.11.2026 10:00:00;0010;9280;99000000042;;0,00;H"), "sıfırdan büyük"),
    "no such day": (text_of("1;31.02.2026 10:00:00;0010;9280;99000000042;;1,00;H"), "tahsil_zamani"),
    "too few cells": (text_of("1;23.11.2026 10:00:00"), "8 sütun"),
    "one number twice": (
        text_of(
            "1;23.11.2026 10:00:00;0010;9280;99000000042;;1,00;H", "1;23.11.2026 10:00:00;0010;9280;99000000042;;2,00;H"
        ),
        "ikinci kez",
    ),
    "an unknown mark": (text_of("1;23.11.2026 10:00:00;0010;9280;99000000042;;1,00;X"), "ters_kayit"),
    "a picture": ("\x00\x01", "metin değil"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_without_any_clear_line_is_refused_and_says_where(desk: Client, what: str) -> None:
    text, words = BAD[what]
    answer = hand_in(desk, text)
    assert answer.status_code == 422
    assert words in answer.text
    assert not CollectionsFile.objects.exists()


def test_a_file_keeps_every_fact_of_a_line() -> None:
    (line,) = read_statement(text_of("7;31.12.2026 23:59:59;IVD;9268;99000000042;26000000000018;1.234,05;E")).lines
    assert (line.source, line.collection_id, line.reference, line.amount_kurus) == (
        "gib",
        "7",
        "26000000000018",
        123405,
    )
    assert line.collected_at.isoformat() == "2026-12-31T23:59:59+03:00"
    assert line.reversal


# --- the books --------------------------------------------------------------------------------------
def test_every_kurus_is_somewhere_and_the_books_say_where(
    desk: Client, tariff: None, django_assert_num_queries: Any
) -> None:
    first, second = ask(), ask()
    surplus(first)
    import_lines(
        [
            by_bank(second, "9268", PAPER),
            by_bank(second, "9280", FEE - 1),
            by_bank(second, "9280", 5, foreigner_id=new_ykn()),
            by_bank(second, "9268", PAPER, reversal=True),
            by_bank(second, "9268", 7, reversal=True),
        ]
    )
    with django_assert_num_queries(3):
        found = reconcile_payments()
    came = FEE * 2 + PAPER + FEE - 1 + 5
    assert (found.collected.kurus, found.taken_back.kurus, found.net_kurus) == (came, PAPER + 7, came - PAPER - 7)
    assert [part.kurus for part in found.parts] == [FEE, FEE - 1, FEE, 5, PAPER, 0]
    assert [part.kurus for part in found.reversals] == [PAPER, 0, 7, 0]
    assert found.balanced
    page = desk.get(reverse("admin:reconciliation")).text
    assert "Kuruşu kuruşuna tutuyor" in page


def test_the_books_notice_money_that_was_made_up(desk: Client, order: PaymentOrder) -> None:
    """Somebody with the database's keys calls a leg paid for more than came: the proof fails and says by how much."""
    import_lines([by_reference(order, "9280", FEE)])
    with triggers_off():
        run_as_owner("UPDATE payments_leg SET amount_kurus = amount_kurus + 100 WHERE state = 'paid'")
    assert not reconcile_payments().balanced
    page = desk.get(reverse("admin:reconciliation")).text
    assert "Tutmuyor" in page
    assert "-1,00 TL" in page


def test_the_books_of_a_span_of_days(desk: Client, order: PaymentOrder) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    today = timezone.localdate()
    page = desk.get(reverse("admin:reconciliation"), {"since": today.isoformat(), "until": today.isoformat()})
    assert page.context["found"].collected.kurus == FEE
    before = desk.get(reverse("admin:reconciliation"), {"until": (today - timedelta(days=1)).isoformat()})
    assert before.context["found"].collected.kurus == 0
    assert desk.get(reverse("admin:reconciliation"), {"since": "dün"}).status_code == 422
