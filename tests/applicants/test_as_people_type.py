"""Names, places, numbers, dates and addresses as keyboards, autocorrect, papers and the clipboard make them."""

from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError

from emuafiyet.core.fields import (
    ConsularReferenceField,
    EmailField,
    ForeignerIdField,
    LatinNameField,
    NameField,
    PassportNumberField,
    PhoneField,
    PlaceField,
    SgkWorkplaceField,
    TextField,
    UavtField,
)
from emuafiyet.core.text.invisible_characters import without_invisible
from emuafiyet.core.text.name_comparison import is_same_name
from emuafiyet.core.text.transliteration import APOSTROPHES, HYPHENS
from tests.builders.form_fields import refusal

INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a\u202c\u2066\u2069\u061c\U000e0020\x00\x08\x7f\x9f"


# --- names and places --------------------------------------------------------------------------------------


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_is_taken_and_becomes_one_that_papers_print(apostrophe: str) -> None:
    cleaned = LatinNameField().clean(f"O{apostrophe}ktam")
    assert cleaned in {"O'ktam", "O’ktam", "O·ktam"}
    assert is_same_name(cleaned, "OKTAM")


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
@pytest.mark.requirement("A-39")
def test_a_place_of_birth_is_a_place(place: str) -> None:
    assert PlaceField().clean(place) == place


@pytest.mark.parametrize("place", ["45", "...", "<b>Bonn</b>", "Bonn_1", "Ташкент", "A" * 101])
@pytest.mark.requirement("A-39")
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
        (PassportNumberField(), "Ж1234567", ("«Ж»", "Kiril")),
        (PassportNumberField(), "AB12Ç4567", ("«Ç»",)),
        (ForeignerIdField(), "9900000004О", ("«О»", "Kiril")),
        (ForeignerIdField(), "9900000004O", ("«O»", "Latin")),
        (UavtField(), "23456789Ο1", ("«Ο»", "Yunan")),
        (SgkWorkplaceField(), "А6201060600012340060137000", ("«А»", "Kiril")),
        (ConsularReferenceField(), "202611001234567О", ("Kiril",)),
        (PhoneField(), "+90532000000О", ("Kiril",)),
        (PhoneField(), "+90 532 ABC", ("«A»", "Latin")),
        (UavtField(), "23456*8901", ("«*»",)),
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
        ("жук@mail.ru", ("«ж»", "Kiril")),
        ("çiçek@ornek.test", ("«ç»",)),
        ("ali@оrnжk.test", ("Kiril",)),
        ("ali@", ("ad@ornek.com",)),
    ],
)
def test_a_letter_that_no_address_has_is_named(typed: str, said: tuple[str, ...]) -> None:
    message = refusal(EmailField(), typed)
    assert all(each in message for each in said), message


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
    assert found == ["staff_forms.py: password = forms.CharField("]
