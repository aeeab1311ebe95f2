"""Telephones, references, amounts and dates as papers, keypads and readers of four languages write them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from emuafiyet.core.fields import ConsularReferenceField, DatePartsField, MoneyField, PartialDate, PhoneField
from tests.builders.form_fields import parts, refusal

# --- telephones, references, amounts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0090 532 000 00 01", "+905320000001"),
        ("00 90 (532) 000-00-01", "+905320000001"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0044 (0) 20 7946 0018", "+442079460018"),
        ("+44 020 7946 0018", "+442079460018"),
        ("+90 0532 000 00 01", "+905320000001"),
        ("(+90) 532 000 00 01", "+905320000001"),
        ("(0090) 532 000 00 01", "+905320000001"),
        ("+49 151.123.45678", "+4915112345678"),
        ("+39 06 6982 1234", "+390669821234"),
        ("+39 (0)6 6982 1234", "+390669821234"),
        ("tel:+905320000001", "+905320000001"),
        ("＋９０ ５３２ ０００ ００ ０１", "+905320000001"),
        ("+٩٠ ٥٣٢ ٠٠٠ ٠٠ ٠١", "+905320000001"),
        ("+998 90 123‑45–67", "+998901234567"),
    ],
)
def test_a_telephone_number_is_read_as_it_is_written(typed: str, kept: str) -> None:
    assert PhoneField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed", ["2026-1100-1234-5678", "2026 – 1100 – 1234 – 5678", "2026.1100.1234.5678", "2026/1100/1234/5678"]
)
def test_a_consular_reference_may_be_grouped(typed: str) -> None:
    assert ConsularReferenceField().clean(typed) == "2026110012345678"


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "45,000.50"),
        ("en", "45000.50"),
        ("en", "45.000,50"),
        ("en", "TRY 45,000.50"),
        ("en", "45,000.5"),
        ("ru", "45 000,50"),
        ("ru", "45\u202f000,50"),
        ("tr", "45.000,50"),
        ("tr", "₺45.000,50"),
        ("ar", "٤٥٬٠٠٠٫٥٠"),
        ("ar", "45,000.50"),
    ],
)
def test_an_amount_is_read_in_the_readers_way(language: str, typed: str) -> None:
    with override(language):
        assert MoneyField().clean(typed) == 4_500_050
        assert MoneyField().clean(MoneyField().prepare_value(4_500_050)) == 4_500_050


@pytest.mark.parametrize(
    ("language", "example"), [("tr", "48.500,00"), ("en", "48,500.00"), ("ru", "48\u00a0500,00"), ("ar", "48,500.00")]
)
def test_the_example_is_in_the_readers_own_format(language: str, example: str) -> None:
    with override(language):
        with pytest.raises(ValidationError) as refused:
            MoneyField().clean("about 500")
        assert example in refused.value.messages[0]


def test_one_mark_that_could_part_thousands_or_kurus_is_asked_again() -> None:
    for language, typed in (("en", "45.000"), ("tr", "45,000")):
        with override(language), pytest.raises(ValidationError):
            MoneyField().clean(typed)


# --- dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unknown", ["00", "0", "XX", "xx", "ХХ", "--", "–", "??", "**", "<<", "", " "])
@pytest.mark.requirement("A-40")
def test_what_papers_write_for_an_unknown_day_is_an_unknown_day(unknown: str) -> None:
    field = DatePartsField(partial=True)
    assert field.clean(parts(unknown, unknown, "1990")) == PartialDate(1990, None, None)
    assert field.clean(parts(unknown, "5", "1990")) == PartialDate(1990, 5, None)
    if unknown.strip():
        assert refusal(DatePartsField(), parts(unknown, "5", "1990"))


@pytest.mark.parametrize(
    "month",
    ["Mart", "MART", "mar", "March", "Mar.", "марта", "март", "МАРТ", "مارس", "آذار", "اذار", "MAR/MARS", "3.", "٣"],
)
def test_a_month_may_be_written_by_its_name(month: str) -> None:
    assert DatePartsField().clean(parts("15", month, "2031")) == date(2031, 3, 15)


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("Ağustos", 8),
        ("AGUSTOS", 8),
        ("kasım", 11),
        ("KASIM", 11),
        ("Sept", 9),
        ("мая", 5),
        ("كانون الثاني", 1),
        ("Eyl", 9),
    ],
)
def test_months_in_any_case_and_without_their_marks(month: str, number: int) -> None:
    assert DatePartsField().clean(parts("1", month, "2031")) == date(2031, number, 1)


@pytest.mark.parametrize("month", ["ju", "m", "xyz", "martı", "mart nisan"])
def test_a_word_that_names_no_one_month_is_refused(month: str) -> None:
    assert "ayın adı" in refusal(DatePartsField(), parts("1", month, "2031"))
