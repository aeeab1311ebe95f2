"""Names, places, numbers, dates and addresses as keyboards, autocorrect, papers and the clipboard make them."""

from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from applicants.fields import (
    ConsularReferenceField,
    DatePartsField,
    EmailField,
    ForeignerIdField,
    LatinNameField,
    MoneyField,
    NameField,
    PartialDate,
    PassportNumberField,
    PhoneField,
    PlaceField,
    SgkWorkplaceField,
    TextField,
    UavtField,
)
from applicants.invisible import without_invisible
from applicants.names import same_name
from applicants.transliteration import APOSTROPHES, HYPHENS

from .test_fields import parts, refusal

INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a\u202c\u2066\u2069\u061c\U000e0020\x00\x08\x7f\x9f"


# --- names and places --------------------------------------------------------------------------------------


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_is_taken_and_becomes_one_that_papers_print(apostrophe: str) -> None:
    cleaned = LatinNameField().clean(f"O{apostrophe}ktam")
    assert cleaned in {"O'ktam", "O’ktam", "O·ktam"}
    assert same_name(cleaned, "OKTAM")


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_becomes_one(hyphen: str) -> None:
    assert LatinNameField().clean(f"Al{hyphen}Hassan") == "Al-Hassan"
    assert NameField().clean(f"علي{hyphen}رضا") == "علي-رضا"


@pytest.mark.parametrize(
    ("typed", "said"), [("Каримова", "Kiril"), ("Νίκος", "Yunan"), ("محمد", "Arap"), ("Нina", "Kiril"), ("李", "Çin")]
)
def test_a_name_in_another_alphabet_is_named_with_it_or_mended(typed: str, said: str) -> None:
    if typed == "Нina":  # one look-alike among Latin letters
        assert LatinNameField().clean(typed) == "Hina"
    else:
        assert said in refusal(LatinNameField(), typed)


@pytest.mark.parametrize(
    "place",
    [
        "Halle (Saale)",
        "FRANKFURT/MAIN",
        "WASHINGTON, D.C.",
        "Chak 45 JB",
        "St. John's",
        "N’Djamena",
        "Sector-7 [old]",
        "10th of Ramadan",
        "Köy No: 3",
        "Kot & Mari",
        "Village №7",
        "Brgy. 12, Pasay",
    ],
)
def test_a_place_of_birth_is_a_place(place: str) -> None:
    assert PlaceField().clean(place) == place


@pytest.mark.parametrize("place", ["45", "...", "<b>Bonn</b>", "Bonn_1", "Ташкент", "A" * 101])
def test_what_is_no_place_is_refused(place: str) -> None:
    assert refusal(PlaceField(), place)


# --- invisible characters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", INVISIBLE)
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (EmailField(), "kisi@ornek.test"),
        (PassportNumberField(), "U12345678"),
        (ForeignerIdField(), "99000000042"),
        (ConsularReferenceField(), "2026110012345678"),
        (PhoneField(), "+905320000001"),
        (TextField(), "Amir Temur 12"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, forms.Field) else "",
)
def test_an_invisible_character_is_neither_kept_nor_in_the_way(field: forms.Field, typed: str, mark: str) -> None:
    assert field.clean(typed + mark) == typed
    assert field.clean(mark + typed) == typed
    if mark not in "\u200e\u200f\u061c":
        assert field.clean(typed[:3] + mark + typed[3:]) == typed


@pytest.mark.parametrize("mark", INVISIBLE.rstrip("\x00\x08\x7f\x9f"))
def test_names_lose_what_cannot_be_seen(mark: str) -> None:
    assert LatinNameField().clean(f"Nilu{mark}far") == "Nilufar"
    assert PlaceField().clean(f"Halle{mark} (Saale)") == "Halle (Saale)"


def test_free_text_keeps_what_persian_words_and_pictures_need() -> None:
    for text in ("می‌خواهم", "سلام\u200f!", "👩🏽‍🔬"):
        assert TextField().clean(text) == text
    assert TextField(widget=forms.Textarea).clean("bir\niki\tüç") == "bir\niki\tüç"
    assert TextField().clean("bir\niki") == "bir iki"
    assert not TextField(required=False).clean("\u200b\u200f \u200c")
    with pytest.raises(ValidationError):
        TextField().clean("\u200b")
    assert without_invisible("a\u202eb\u2066c") == "abc"


# --- look-alikes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [("АВ1234567", "AB1234567"), ("Р7654321", "P7654321"), ("ΑΒ1234567", "AB1234567"), ("ав1234567", "AB1234567")],
)
def test_a_look_alike_in_a_passport_number_is_mended(typed: str, read: str) -> None:
    assert PassportNumberField().clean(typed) == read


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (PassportNumberField(), "Ж1234567", ("“Ж”", "Kiril")),
        (PassportNumberField(), "AB12Ç4567", ("“Ç”",)),
        (ForeignerIdField(), "9900000004О", ("“О”", "Kiril")),
        (ForeignerIdField(), "9900000004O", ("“O”", "Latin")),
        (UavtField(), "23456789Ο1", ("“Ο”", "Yunan")),
        (SgkWorkplaceField(), "А6201060600012340060137000", ("“А”", "Kiril")),
        (ConsularReferenceField(), "202611001234567О", ("Kiril",)),
        (PhoneField(), "+90532000000О", ("Kiril",)),
        (PhoneField(), "+90 532 ABC", ("“A”", "Latin")),
        (UavtField(), "23456*8901", ("“*”",)),
    ],
)
def test_a_wrong_letter_in_a_number_is_named_with_its_alphabet(field: forms.Field, typed: str, said: tuple) -> None:
    message = refusal(field, typed)
    assert all(each in message for each in said), message


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("kisi@ornek.test\u200b", "kisi@ornek.test"),
        ("İLETİSİM@ornek.test", "iletisim@ornek.test"),
        ("ILETISIM@ORNEK.TEST", "iletisim@ornek.test"),
        ("ıletisim@ornek.test", "iletisim@ornek.test"),
        ("аli@mail.ru", "ali@mail.ru"),
        ("ali@оrnek.test", "ali@ornek.test"),
        ("ali@сосо.com", "ali@coco.com"),
        ("ali@почта.рф", "ali@почта.рф"),
        ("ali@müller.de", "ali@müller.de"),
        ("Ali Veli <ali@ornek.test>", "ali@ornek.test"),
        ("mailto:ali@ornek.test?subject=x", "ali@ornek.test"),
        ("“ali@ornek.test”,", "ali@ornek.test"),
        ("ali @ ornek.test", "ali@ornek.test"),
        ("ali+is@ornek.test.", "ali+is@ornek.test"),
        ("ali٣@ornek.test", "ali3@ornek.test"),
        ("ａｌｉ＠ｏｒｎｅｋ．ｔｅｓｔ", "ali@ornek.test"),
    ],
)
def test_an_address_is_kept_in_the_letters_that_it_has(typed: str, kept: str) -> None:
    assert EmailField().clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("жук@mail.ru", ("“ж”", "Kiril")),
        ("çiçek@ornek.test", ("“ç”",)),
        ("ali@оrnжk.test", ("Kiril",)),
        ("ali@", ("ad@ornek.com",)),
    ],
)
def test_a_letter_that_no_address_has_is_named(typed: str, said: tuple[str, ...]) -> None:
    message = refusal(EmailField(), typed)
    assert all(each in message for each in said), message


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


def test_every_text_that_people_type_passes_the_one_place_where_invisible_characters_go() -> None:
    """Only a password is taken as it comes; ``fields`` is the place itself."""
    root = Path(__file__).parent.parent.parent
    found = []
    for app in ("applicants", "applications", "documents", "payments", "emuafiyet"):
        for path in (root / app).rglob("*.py"):
            if "sandbox" in path.parts or path.parent == root / "applicants" / "fields":
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [
                f"{path.name}: {line.strip()}"
                for line in lines
                if "forms.CharField(" in line or "forms.EmailField(" in line
            ]
    assert found == ["forms.py: password = forms.CharField("]
