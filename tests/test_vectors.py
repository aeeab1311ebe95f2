"""The published test vectors that belong to no form field; those of the fields are in applicants/test_fields.py."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError

from documents.models import Card
from documents.models.tracking_numbers import is_tracking_number, normalize_tracking_number
from emuafiyet.core.fields import PassportNumberField
from emuafiyet.core.mrz import check_digit
from payments.quotes import quote_stay
from payments.references import generate_reference, is_reference

from .applications import cases

VECTORS = yaml.safe_load((Path(__file__).parent / "vectors.yaml").read_text(encoding="utf-8"))
TRACKING = ("ptt_domestic13", "ptt_kp", "s10")
# Listed as invalid only until it is tidied.
TIDIED = "rr123456785tr"


@pytest.mark.parametrize("row", VECTORS["passport_mrz_check"], ids=lambda row: row["field"])
def test_check_digits_of_the_machine_readable_zone(row: dict[str, Any]) -> None:
    assert check_digit(row["field"]) == row["digit"]


@pytest.mark.requirement("R32")
@pytest.mark.parametrize("row", VECTORS["passport_mrz_check"][:6], ids=lambda row: row["field"])
def test_a_number_copied_from_the_zone_is_understood_and_a_wrong_digit_is_not(row: dict[str, Any]) -> None:
    field, number = PassportNumberField(), row["field"].rstrip("<")
    assert field.clean(f"{row['field']}{row['digit']}") == number
    with pytest.raises(ValidationError):
        field.clean(f"{row['field']}{(row['digit'] + 1) % 10}")


@pytest.mark.parametrize("number", [each for kind in TRACKING for each in VECTORS[kind]["valid"]])
def test_a_tracking_number_of_ptt(number: str) -> None:
    assert is_tracking_number(number)
    others = {field.name for field in Card._meta.fields} - {"tracking_number"}
    Card(tracking_number=number).clean_fields(exclude=others)
    with pytest.raises(ValidationError):
        Card(tracking_number=number[:-1]).clean_fields(exclude=others)


@pytest.mark.parametrize("row", [row for kind in TRACKING for row in VECTORS[kind]["invalid"]], ids=str)
def test_no_tracking_number_of_ptt(row: dict[str, Any]) -> None:
    assert is_tracking_number(row["value"]) is False
    assert is_tracking_number(normalize_tracking_number(row["value"])) is (row["value"] == TIDIED)


@pytest.mark.parametrize("reference", VECTORS["payment_reference_project_format"]["valid"])
def test_a_payment_reference(reference: str) -> None:
    assert is_reference(reference)


@pytest.mark.parametrize("row", VECTORS["payment_reference_project_format"]["invalid"], ids=str)
def test_no_payment_reference(row: dict[str, Any]) -> None:
    assert not is_reference(row["value"])


def test_references_are_made_in_their_own_format() -> None:
    assert all(is_reference(generate_reference(2026)) for _ in range(20))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "harc"), [(300, "yearly"), (700, "two_years"), (1000, "three_years")], ids=["1 year", "2 years", "3 years"]
)
def test_what_a_stay_costs_in_2026(days: int, harc: str) -> None:
    cases.catalogue()
    fees, start = VECTORS["fees_2026_kurus"], date(2026, 1, 1)
    found = quote_stay(start=start, end=start + timedelta(days=days), card=True, nationality="UZB", on=start)
    assert [leg.amount_kurus for leg in found.legs] == [fees[harc], fees["valuable_paper"]]
