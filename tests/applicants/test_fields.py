"""What people type into identity fields: what is taken, what is refused, and what they are told to do."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import override

from emuafiyet.core import countries
from emuafiyet.core.fields import (
    ConsularReferenceField,
    CountryField,
    DatePartsField,
    ForeignerIdField,
    LanguageField,
    MoneyField,
    NameField,
    PartialDate,
    PassportNumberField,
    PhoneField,
    SgkWorkplaceField,
    UavtField,
    ascii_digits,
    country_name,
    format_lira,
)
from emuafiyet.core.text.collation import collation_key
from tests.builders.form_fields import parts, refusal

VECTORS = yaml.safe_load((Path(__file__).parent.parent / "vectors.yaml").read_text(encoding="utf-8"))
FIELDS = {
    "ykn": ForeignerIdField,
    "sgk_workplace": SgkWorkplaceField,
    "uavt": UavtField,
    "passport_number": PassportNumberField,
    "consular_reference": ConsularReferenceField,
    "phone_e164": PhoneField,
    "nationality": CountryField,
}
# Listed as invalid only until they are normalised, which the fields do.
NORMALISED = {"٩٩٠٠٠٠٠٠٠٤٢": "99000000042", "D": "DEU", "2026-1100-1234-5678": "2026110012345678"}
VALID = [(kind, value) for kind in FIELDS for value in VECTORS[kind]["valid"]]
INVALID = [
    (kind, row["value"]) for kind in FIELDS for row in VECTORS[kind]["invalid"] if str(row["value"]) not in NORMALISED
]


@pytest.mark.parametrize(("kind", "value"), VALID)
def test_a_right_number_is_taken_and_stored_without_spaces(kind, value):
    assert FIELDS[kind]().clean(value) == value.replace(" ", "")


@pytest.mark.parametrize(("kind", "value"), INVALID)
def test_a_wrong_number_is_refused_in_one_sentence(kind, value):
    assert len(refusal(FIELDS[kind](), str(value))) > 10


@pytest.mark.parametrize(("kind", "typed"), [("ykn", "٩٩٠٠٠٠٠٠٠٤٢"), ("nationality", "D")])
def test_another_spelling_of_a_right_value_is_normalised(kind, typed):
    assert FIELDS[kind]().clean(typed) == NORMALISED[typed]


@pytest.mark.parametrize("field", [kind() for kind in FIELDS.values()] + [DatePartsField(), NameField(), MoneyField()])
def test_an_empty_answer_is_refused_or_taken_as_the_form_asks(field):
    nothing = {} if isinstance(field, DatePartsField) else "  "
    assert refusal(field, nothing)
    field.required = False
    assert not field.clean(nothing)


def test_persian_and_arabic_digits_become_ascii_and_nothing_else_changes():
    assert ascii_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ Ⅷ x") == "0123456789 0123456789 Ⅷ x"


def test_invisible_direction_marks_around_a_copied_number_do_no_harm():
    assert ConsularReferenceField().clean("\u200e2026 1100 1234 5678\u202c") == "2026110012345678"


# --- what the message offers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (ForeignerIdField(), "98000000052", "99 ile başlayan"),
        (ForeignerIdField(), "9900000004", "10 hane"),
        (ForeignerIdField(), "99000000014", "yazım hatası"),
        (SgkWorkplaceField(), "2620106060001234006013", "22 hane"),
        (SgkWorkplaceField(), "26201060600012340060137", "26201060600012340060137000"),
        (SgkWorkplaceField(), "26201060600012340990137000", "099"),
        (UavtField(), "12345678901", "11 hane"),
        (UavtField(), "0234567890", "0 ile başlamaz"),
        (PassportNumberField(), "AB12Ç4567", "«Ç»"),
        (PassportNumberField(), "ABC", "en az 5"),
        (ConsularReferenceField(), "2026 1100 1234 567", "15 hane"),
        (PhoneField(), "05320000001", "+905320000001"),
        (PhoneField(), "0532 000 00 01", "+905320000001"),
        (PhoneField(), "905320000001", "+905320000001"),
        (PhoneField(), "+90532000000", "ülkesinin"),
        (CountryField(), "TUR", "vatandaşları"),
        (MoneyField(), "48,500.00", "48.500,00"),
        (MoneyField(), "0", "sıfırdan büyük"),
        (NameField(), "Anna2", "rakam"),
        (NameField(), "Anna_P", "«_»"),
    ],
)
def test_the_message_says_what_is_wrong_and_what_to_do(field, typed, said):
    assert said in refusal(field, typed)


def test_the_offered_completion_of_a_23_digit_number_is_itself_valid():
    offered = refusal(SgkWorkplaceField(), "26201060600012340060137").split(": ")[1].split(".")[0]
    assert SgkWorkplaceField().clean(offered) == offered


def test_dots_and_dashes_of_a_workplace_number_are_passed_over():
    assert SgkWorkplaceField().clean("2.6201.06.06.0001234.006.01-37-000") == "26201060600012340060137000"


def test_a_passport_number_is_upper_cased_as_ascii_even_in_turkish():
    with override("tr"):
        assert PassportNumberField().clean("ti 12-3456") == "TI123456"


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Zofia Maria",
        "O'Neill",
        "D’Angelo",
        "Kowalska-Wiśniewska",
        "J. R.",
        "محمد",
        "李小龍",
        "Nguyễn Thị",
        "Ñandú",
        "देवी",
    ],
)
def test_names_of_every_script_are_taken(name):
    assert NameField().clean(name) == name


def test_a_name_is_stored_composed_with_single_spaces_and_no_hidden_marks():
    assert NameField().clean("  Zoe\u0308 \u202e  Ann\u200f ") == "Zoë Ann"


@pytest.mark.parametrize("name", ["Ann\x07", "<b>Ann</b>", "Ann@home", "...", "A" * 101, "Anna٣"])
def test_what_is_not_a_name_is_refused(name):
    assert refusal(NameField(), name)


# --- countries -----------------------------------------------------------------------------------


def test_turkey_may_be_a_birthplace_though_not_a_nationality():
    assert CountryField(turkey=True).clean("TUR") == "TUR"
    assert "vatandaş" in refusal(CountryField(), "TUR")


def test_a_status_is_a_nationality_though_not_a_birthplace():
    assert CountryField().clean("XXA") == "XXA"
    assert refusal(CountryField(turkey=True), "XXA")


def test_kktc_and_kosovo_can_be_chosen_by_name():
    with override("tr"):
        offered = dict(countries.country_choices())
    assert offered["QNC"] == "Kuzey Kıbrıs Türk Cumhuriyeti"
    assert offered["RKS"] == "Kosova"


def test_the_offered_list_and_the_accepted_values_are_the_same():
    for turkey in (True, False):
        field = CountryField(turkey=turkey)
        offered = []
        for value, label in field.choices:
            offered += [code for code, _name in label] if isinstance(label, list) else [value]
        assert {value for value in offered if value} == (countries.COUNTRIES if turkey else countries.NATIONALITIES)
        for value in filter(None, offered):
            assert field.clean(value) == value


def test_turkish_order_puts_c_before_c_cedilla_and_dotless_before_dotted_i():
    names = ["İran", "Çin", "Irak", "Cezayir", "Çad", "Danimarka", "Cibuti", "İzlanda", "Hindistan"]
    assert sorted(names, key=lambda name: collation_key(name, "tr")) == [
        "Cezayir", "Cibuti", "Çad", "Çin", "Danimarka", "Hindistan", "Irak", "İran", "İzlanda",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "name"), [("tr", "Almanya"), ("en", "Germany"), ("ru", "Германия"), ("ar", "ألمانيا")]
)
def test_countries_are_named_in_the_readers_language(language, name):
    with override(language):
        assert country_name("DEU") == name
        assert ("DEU", name) in countries.country_choices()


@pytest.mark.parametrize("language", ["tr", "en", "ru", "ar"])
def test_every_language_has_a_name_and_can_be_chosen(language):
    with override(language):
        names = dict(countries.language_choices())
        assert {"tr", "en", "ru", "ar", "fa", "uz", "tk", "ckb", "fil"} <= set(names)
        assert not [code for code, name in names.items() if name.lower() == code.lower()]
        assert LanguageField().clean("uz") == "uz"


# --- money ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kurus"),
    [
        ("48.500,00", 4850000), ("48500", 4850000), ("48.500", 4850000), ("48500,5", 4850050),
        ("1.234.567,89", 123456789), ("٤٨٥٠٠", 4850000), ("48 500,00 TL", 4850000), ("0,01", 1),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_the_turkish_way(typed, kurus):
    assert MoneyField().clean(typed) == kurus


@pytest.mark.parametrize("typed", ["-5", "12.34", "1,234", "on lira", "1.23.456", "9" * 14])
def test_an_ambiguous_or_impossible_amount_is_refused(typed):
    assert refusal(MoneyField(), typed)


def test_an_amount_is_shown_again_as_it_is_written():
    assert format_lira(4850000) == "48.500,00"
    assert MoneyField().prepare_value(123456789) == "1.234.567,89"
    assert MoneyField().clean(format_lira(123456789)) == 123456789


# --- dates ---------------------------------------------------------------------------------------


def test_a_whole_date_is_taken_in_any_digits():
    assert DatePartsField().clean(parts("15", "3", "2027")) == date(2027, 3, 15)
    assert DatePartsField().clean(parts("۱۵", "٣", " 2027 ")) == date(2027, 3, 15)


@pytest.mark.parametrize(
    ("typed", "blamed", "said"),
    [
        (parts("", "3", "2027"), "day", "Günü yazın"),
        (parts("", "", "2027"), "day month", "Günü ve ayı yazın"),
        (parts("15", "", "2027"), "month", "Ayı yazın"),
        (parts("15", "3", ""), "year", "Yılı yazın"),
        (parts("32", "3", "2027"), "day", "1 ile 31"),
        (parts("1", "13", "2027"), "month", "1 ile 12"),
        (parts("1", "martı", "2027"), "month", "ayın adı"),
        (parts("1", "1", "27"), "year", "dört haneyle"),
        (parts("1", "1", "1370"), "year", "miladi"),
        (parts("31", "4", "2027"), "day", "31. gün yok"),
        (parts("29", "2", "2027"), "day", "29. gün yok"),
        (parts("²", "2", "2027"), "day", "1 ile 31"),
    ],
)
def test_a_wrong_date_names_the_wrong_part(typed, blamed, said):
    with override("tr"), pytest.raises(ValidationError) as refused:
        DatePartsField().clean(typed)
    assert said in refused.value.messages[0]
    assert refused.value.error_list[0].code == blamed


def test_two_wrong_parts_are_both_named():
    with pytest.raises(ValidationError) as refused:
        DatePartsField().clean(parts("99", "99", "2027"))
    assert [error.code for error in refused.value.error_list] == ["day", "month"]


def test_a_birth_date_may_lack_its_day_and_month():
    field = DatePartsField(partial=True)
    assert field.clean(parts("", "", "1990")) == PartialDate(1990, None, None)
    assert field.clean(parts("", "5", "1990")) == PartialDate(1990, 5, None)
    assert field.clean(parts("29", "2", "1992")) == PartialDate(1992, 2, 29)
    assert "Ayı da yazın" in refusal(field, parts("5", "", "1990"))
    assert "Yılı yazın" in refusal(field, parts("5", "5", ""))


@pytest.mark.parametrize(
    "stored", [date(1990, 5, 1), PartialDate(1990, 5, 1), [1990, 5, 1], "1990-05-01", parts("1", "5", "1990")]
)
def test_a_stored_date_comes_back_the_same(stored):
    field = DatePartsField(partial=True)
    assert field.prepare_value(stored) == parts("1", "5", "1990")
    assert field.clean(stored) == PartialDate(1990, 5, 1)
    assert not field.has_changed(stored, parts("01", "5", "1990"))
    assert field.has_changed(stored, parts("2", "5", "1990"))
