"""Files of collections at the desk: what is held back and why, what an officer answers for, templates, many lines."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry
from emuafiyet.core.outbox.delivery import attempt_delivery
from payments.collections.feed import import_lines
from payments.collections.statement import read_statement
from payments.models import CollectionLine, CollectionsFile, LineDeed, PaymentOrder
from payments.reconciliation import reconcile_payments
from tests.builders.payment_officers import officer
from tests.builders.statement_files import fill
from tests.staff import at_the_desk

from .conftest import FEE, by_bank, new_ykn, states
from .statements import GOOD, line, text_of

ADD = "admin:payments_collectionsfile_add"


@pytest.fixture
def desk(db: None) -> Client:
    return at_the_desk(officer())


def hand_in(desk: Client, content: str | bytes, name: str = "gun.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return desk.post(reverse(ADD), {"file": SimpleUploadedFile(name, body)})


def import_file(desk: Client, content: str | bytes, *accept: int) -> CollectionsFile:
    there = hand_in(desk, content).headers["Location"]
    desk.post(there, {"accept": accept})
    file = CollectionsFile.objects.latest("created_at")
    assert attempt_delivery(CollectionsFile, file.pk)
    file.refresh_from_db()
    return file


def paid_now(order: PaymentOrder, **cells: str) -> str:
    moment = f"{timezone.localtime():%d.%m.%Y %H:%M:%S}"
    return line(**{"ykn": order.foreigner_id, "referans": order.reference, "tahsil_zamani": moment} | cells)


def test_a_file_of_damaged_lines_alone_is_refused_column_by_column(desk: Client) -> None:
    answer = hand_in(desk, text_of("T1;31.10.2026 14:05:09;ZIRAAT;9280;9,90E+10;2,60E+13;12.574,90;H"))
    assert answer.status_code == 422
    assert "Satır 2: ykn: Tablo programı" in answer.text
    assert "Satır 2: referans: Tablo programı" in answer.text
    assert not CollectionsFile.objects.exists()


def test_the_preview_names_what_is_held_back_and_takes_in_the_others(desk: Client, order: PaymentOrder) -> None:
    content = text_of(paid_now(order), line(tahsilat_no="2", ykn="9,90E+10"), line(tahsilat_no="3", tutar="12,574"))
    there = hand_in(desk, content).headers["Location"]
    page = desk.get(there).text
    for words in ("9,90E+10", "üslü sayıya", "12,574", "Alınmayacak satırlar", "12.574,90"):
        assert words in page
    assert not CollectionLine.objects.exists()
    desk.post(there)
    assert attempt_delivery(CollectionsFile, CollectionsFile.objects.get().pk)
    assert [each.collection_id for each in CollectionLine.objects.all()] == ["T1"]
    assert states(order)["9280"] == "paid"
    page = desk.get(there).text
    assert "Alınmayan satırlar" in page
    assert "9,90E+10" in page, "what is left to do stays on the page"


def test_a_corrected_file_counts_what_is_stored_once(desk: Client, order: PaymentOrder) -> None:
    import_file(desk, text_of(paid_now(order, referans="2,60E+13"), line(tahsilat_no="2")))
    good = paid_now(order)
    file = import_file(desk, text_of(good, line(tahsilat_no="2")))
    assert (file.judged, file.contradicting) == (1, 0)
    assert states(order)["9280"] == "paid"


def test_a_doubtful_line_is_taken_in_only_when_an_officer_answers_for_it(desk: Client) -> None:
    content = text_of(line(), line(tahsilat_no="2", ykn="99000000014"), line(tahsilat_no="3", ykn="10000000146"))
    there = hand_in(desk, content).headers["Location"]
    page = desk.get(there).text
    assert page.count('name="accept"') == 2
    import_file(desk, content, 3, 2, 77)
    assert {each.collection_id for each in CollectionLine.objects.all()} == {"T1", "2"}
    assert AuditEntry.objects.get(action="imported_collections_file").detail == "accepted lines: 3"
    assert "99000000014" not in desk.get(there).context["problems"].__repr__()


def test_a_doubtful_line_that_the_feed_brought_too_is_no_problem(desk: Client, order: PaymentOrder) -> None:
    now = timezone.now().replace(microsecond=0)
    import_lines([by_bank(order, "9280", FEE, collection_id="T9", collected_at=now, foreigner_id="99000000014")])
    stored = CollectionLine.objects.get()
    moment = f"{timezone.localtime(now):%d.%m.%Y %H:%M}"
    cells = {"tahsilat_no": "T9", "ykn": "99000000014", "tahsil_zamani": moment, "referans": ""}
    there = hand_in(desk, text_of(line(**cells, tahsil_eden=stored.collector))).headers["Location"]
    page = desk.get(there)
    assert ([each.collection_id for each in page.context["found"].known], page.context["problems"]) == (["T9"], [])


@pytest.mark.parametrize("form", ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M"])
def test_a_moment_told_less_exactly_contradicts_nothing(desk: Client, order: PaymentOrder, form: str) -> None:
    now = timezone.now().replace(microsecond=0)
    import_lines([by_bank(order, "9280", FEE, collection_id="T1", collected_at=now, collector="0010")])
    content = text_of(paid_now(order, referans="", tahsil_zamani=f"{timezone.localtime(now):{form}}"))
    found = desk.get(hand_in(desk, content).headers["Location"]).context["found"]
    assert (len(found.known), len(found.contradicting)) == (1, 0)


@pytest.mark.parametrize("days", [0, 30])
def test_a_day_without_a_time_is_in_time_on_its_first_and_last_day(
    desk: Client, order: PaymentOrder, days: int
) -> None:
    now = timezone.now()
    last = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=0)
    opened = now - timedelta(days=days)
    PaymentOrder.objects.filter(pk=order.pk).update(opened_at=opened, due_at=last if days else last + timedelta(30))
    import_file(desk, text_of(paid_now(order, tahsil_zamani=f"{timezone.localtime(now):%d.%m.%Y}")))
    assert states(order)["9280"] == "paid"


def test_the_same_payment_under_another_number_is_shown(desk: Client, order: PaymentOrder) -> None:
    now = timezone.now().replace(microsecond=0)
    import_lines([by_bank(order, "9280", FEE, collection_id="000123", collected_at=now)])
    moment = f"{timezone.localtime(now):%d.%m.%Y %H:%M:%S}"
    content = text_of(paid_now(order, tahsilat_no="123", referans="", tahsil_zamani=moment))
    page = desk.get(hand_in(desk, content).headers["Location"])
    assert [(new.collection_id, old.collection_id) for new, old in page.context["found"].twins] == [("123", "000123")]
    assert "kayıtlı olan 000123" in page.text


def test_a_file_is_taken_in_once(desk: Client, order: PaymentOrder) -> None:
    there = hand_in(desk, text_of(paid_now(order))).headers["Location"]
    for _time in range(2):
        desk.post(there)
    assert AuditEntry.objects.filter(action="imported_collections_file").count() == 1
    reader = at_the_desk(officer("view_collectionsfile"))
    assert reader.get(there).status_code == 200
    assert reader.post(there).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_can_be_downloaded_filled_and_handed_in(desk: Client, kind: str) -> None:
    answer = desk.get(reverse("admin:collections_template", args=[kind]))
    assert f"tahsilat-sablonu.{kind}" in answer.headers["Content-Disposition"]
    empty = read_statement(answer.content)
    assert [each.code for each in empty.problems] == ["empty"]
    filled = answer.content + line().encode() if kind == "csv" else fill(answer.content, [list(GOOD.values())])
    assert [each.collection_id for each in read_statement(filled).lines] == ["T1"]
    assert read_statement(filled).notes == ()
    assert desk.get(reverse("admin:collections_template", args=["doc"])).status_code == 404
    assert at_the_desk(officer("view_paymentorder")).get(answer.request["PATH_INFO"]).status_code == 403


@pytest.mark.parametrize("rows", [1, 30, 10_000])
def test_a_preview_costs_the_same_however_long_the_file(
    desk: Client, rows: int, django_assert_num_queries: Any
) -> None:
    lines = [line(tahsilat_no=str(n), ykn=new_ykn()) for n in range(rows)]
    there = hand_in(desk, text_of(*lines, line(ykn="9,90E+10"))).headers["Location"]
    with django_assert_num_queries(8):
        page = desk.get(there)
    assert len(page.context["found"].fresh) == rows


# --- a line that came wrong ---------------------------------------------------------------------------
def wrong_line(desk: Client, order: PaymentOrder, **cells: str) -> CollectionLine:
    import_file(desk, text_of(paid_now(order, **cells)))
    return CollectionLine.objects.get()


def replace(desk: Client, wrong: CollectionLine, **changes: str) -> Any:
    there = reverse("admin:replace_collection", args=[wrong.pk])
    form = desk.get(there).context["form"]
    values = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    values |= {"note": "GİB’in 42 sayılı yazısı"} | changes
    if not values["reversal"]:
        values.pop("reversal")
    return desk.post(there, values)


@pytest.mark.parametrize("was", ["unmatched", "mismatched"])
def test_a_line_that_a_file_brought_wrong_is_replaced_and_both_stay(
    desk: Client, order: PaymentOrder, was: str
) -> None:
    cells = {"referans": "27000000000017"} if was == "unmatched" else {"tutar": "12.574,80"}
    right = {"referans": order.reference} if was == "unmatched" else {"tutar": "12.574,90"}
    wrong = wrong_line(desk, order, **cells)
    assert wrong.outcome == was
    answer = replace(desk, wrong, **right)
    assert answer.status_code == 302
    wrong.refresh_from_db()
    new = CollectionLine.objects.get(replaces=wrong)
    assert (wrong.outcome, wrong.attention, new.outcome, new.collection_id) == ("replaced", "", "matched", "T1")
    assert states(order)["9280"] == "paid"
    assert LineDeed.objects.get().deed == "replaced"
    entry = AuditEntry.objects.get(action="replaced_collection")
    assert (entry.key, "42 sayılı" in entry.detail) == (str(wrong.pk), True)
    found = reconcile_payments()
    assert (found.balanced, found.collected.kurus) == (True, FEE)
    for each, words in ((wrong, "Yerine geçen satır"), (new, "Yerine geçtiği satır")):
        assert words in desk.get(reverse("admin:collection_line", args=[each.pk])).text
    again = desk.get(hand_in(desk, text_of(paid_now(order), "")).headers["Location"]).context["found"]
    assert not again.fresh, "the right file agrees with what counts now"


def test_a_number_that_was_damaged_is_replaced_by_the_true_one(desk: Client, order: PaymentOrder) -> None:
    import_file(desk, text_of(paid_now(order, tahsilat_no="202611230000000000", referans="27000000000017")), 2)
    wrong = CollectionLine.objects.get()
    replace(desk, wrong, tahsilat_no="202611230000000041", referans=order.reference)
    assert CollectionLine.objects.get(replaces=wrong).collection_id == "202611230000000041"


def test_what_an_officer_types_is_checked_like_a_file(desk: Client, order: PaymentOrder) -> None:
    wrong = wrong_line(desk, order, referans="27000000000017")
    import_lines([by_bank(order, "9268", 5, collection_id="taken")])
    for changes in (
        {"referans": "26000000000019"},
        {"ykn": "9,90E+10"},
        {"tutar": "12,574"},
        {"tahsil_zamani": "dün"},
        {"tahsilat_no": "taken"},
        {"note": ""},
        {},
    ):
        answer = replace(desk, wrong, **{"referans": order.reference} | changes if changes else {})
        assert answer.status_code == 422, changes
    wrong.refresh_from_db()
    assert (wrong.outcome, CollectionLine.objects.filter(replaces=wrong).exists()) == ("unmatched", False)


def test_only_a_file_s_line_that_paid_nothing_is_replaced(desk: Client, order: PaymentOrder) -> None:
    paid = wrong_line(desk, order)
    import_lines([by_bank(order, "9268", 5)])
    of_the_feed = CollectionLine.objects.get(outcome="mismatched")
    for each in (paid, of_the_feed):
        there = reverse("admin:replace_collection", args=[each.pk])
        assert desk.get(there).headers["Location"] == reverse("admin:collection_line", args=[each.pk])
        assert "Doğrusuyla değiştir" not in desk.get(reverse("admin:collection_line", args=[each.pk])).text
        with pytest.raises(IntegrityError, match="paid nothing"), transaction.atomic():
            CollectionLine.objects.filter(pk=each.pk).update(outcome="replaced", reason="replaced")
    reader = at_the_desk(officer("view_collectionline", "add_linedeed"))
    assert reader.get(reverse("admin:replace_collection", args=[paid.pk])).status_code == 403


def mark_replaced(line: CollectionLine) -> None:
    """What a wrong programme might do, up to its commit."""
    CollectionLine.objects.filter(pk=line.pk).update(outcome="replaced", reason="replaced", attention="")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_sql_keeps_a_replaced_line_and_its_successor(desk: Client, order: PaymentOrder) -> None:
    wrong = wrong_line(desk, order, referans="27000000000017")
    with pytest.raises(IntegrityError, match="one that replaces it"), transaction.atomic():
        mark_replaced(wrong)
    with pytest.raises(IntegrityError, match="counts no more"), transaction.atomic():
        CollectionLine.objects.create(
            source="gib",
            collection_id="n",
            collected_at=timezone.now(),
            collector="",
            tax_code="9280",
            foreigner_id="",
            amount_kurus=1,
            replaces=wrong,
        )
    replace(desk, wrong, referans=order.reference)
    for change in ({"outcome": "unmatched"}, {"attention": "open"}, {"file": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CollectionLine.objects.filter(pk=wrong.pk).update(**change)
