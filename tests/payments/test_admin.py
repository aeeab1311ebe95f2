"""The payments desk: lists cost the same however long they are, and money cannot be edited by a form."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants.models import Officer
from payments.collections.feed import import_lines
from payments.models import CollectionLine, Feed, PaymentOrder, Tariff
from tests.staff import at_the_desk

from .conftest import FEE, ask, by_bank, by_reference


@pytest.fixture
def desk(db: None) -> Client:
    """Somebody who may do everything, signed in; what is refused to them is refused to all."""
    return at_the_desk(Officer.objects.create_superuser("everything", "a@example.org", "a-long-password-of-nobody"))


def queries(desk: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["/admin/payments/collectionline/", "/admin/payments/paymentorder/"])
def test_lists_cost_the_same_with_one_row_and_with_three(desk: Client, tariff: None, path: str) -> None:
    def one_more() -> None:
        order = ask()
        import_lines([by_reference(order, "9280", FEE), by_bank(order, "9280", FEE)])

    one_more()
    queries(desk, path)
    with_one = queries(desk, path)
    one_more()
    one_more()
    assert queries(desk, path) == with_one


def test_a_line_is_shown_with_its_amount_verdict_and_order(desk: Client, order: PaymentOrder) -> None:
    import_lines([by_bank(order, "9280", FEE - 1)])
    line = CollectionLine.objects.get()
    page = desk.get(f"/admin/payments/collectionline/{line.pk}/change/").content.decode()
    for words in ("12.574,89", "Tutar kuruşu kuruşuna aynı değil", order.reference, order.foreigner_id):
        assert words in page, words


def test_an_order_is_shown_with_its_legs(desk: Client, order: PaymentOrder) -> None:
    page = desk.get(f"/admin/payments/paymentorder/{order.pk}/change/").content.decode()
    assert "12.574,90 TL" in page
    assert "964,00 TL" in page


@pytest.mark.parametrize("asked", ["reference", "foreigner_id"])
def test_lines_are_found_by_a_whole_number_only(desk: Client, tariff: None, asked: str) -> None:
    wanted, other = ask(), ask()
    import_lines([by_reference(wanted, "9280", FEE), by_reference(other, "9280", FEE)])
    number = getattr(wanted, asked)
    found = desk.get("/admin/payments/collectionline/", {"q": number}).context["cl"].result_list
    assert [line.foreigner_id for line in found] == [wanted.foreigner_id]
    assert not desk.get("/admin/payments/collectionline/", {"q": number[:6]}).context["cl"].result_list


@pytest.mark.parametrize("model", [CollectionLine, PaymentOrder, Feed])
def test_money_cannot_be_edited_by_a_form(desk: Client, order: PaymentOrder, model: type) -> None:
    import_lines([by_reference(order, "9280", FEE)])
    Feed.objects.get_or_create(source="gib")
    row = model.objects.first()
    base = f"/admin/payments/{model._meta.model_name}/"
    before = list(model.objects.values())
    assert desk.get(f"{base}add/").status_code == 403
    # A line has a page of its own, where nothing can be said of it without a deed.
    assert desk.post(f"{base}{row.pk}/change/", {"state": "settled", "amount_kurus": "1"}).status_code in {403, 422}
    assert desk.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(model.objects.values()) == before


def test_another_years_amount_can_be_added_and_an_overlap_is_explained(desk: Client, tariff: None) -> None:
    row = {"kind": "valuable_paper", "valid_from": "01/01/2023", "valid_to": "31/12/2023", "amount_kurus": "115000"}
    answer = desk.post("/admin/payments/tariff/add/", row)
    assert answer.status_code == 302, answer.context["errors"]
    assert Tariff.objects.filter(kind="valuable_paper", amount_kurus=115_000).exists()
    again = desk.post("/admin/payments/tariff/add/", row | {"valid_from": "01/12/2023", "valid_to": "02/01/2024"})
    assert again.status_code == 200
    assert "geçerli başka bir satır var" in again.content.decode()


def test_an_amount_somebody_was_asked_to_pay_stays(desk: Client, order: PaymentOrder) -> None:
    used = order.legs.get(tax_code="9280").tariff
    path = f"/admin/payments/tariff/{used.pk}/"
    assert desk.post(f"{path}change/", {"amount_kurus": "1"}).status_code == 403
    assert desk.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    free = Tariff.objects.filter(legs__isnull=True).first()
    assert free is not None
    assert desk.get(f"/admin/payments/tariff/{free.pk}/change/").status_code == 200


def test_every_table_of_money_has_its_place_on_the_desk() -> None:
    assert {CollectionLine, PaymentOrder, Feed, Tariff} <= set(admin.site._registry)
