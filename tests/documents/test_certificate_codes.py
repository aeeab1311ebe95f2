"""Codes and numbers: what a tired person types must be understood, and a wrong digit must not pass."""

import pytest
from stdnum import luhn

from documents.issued.certificate.certificate_codes import (
    ALPHABET,
    format_certificate_number,
    format_code,
    generate_code,
    read_code,
)

CODE = "0123456789ABCDEF"


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB-CDEF",
        "0123 4567 89ab cdef",
        "  o123-4567-89ab-cdef ",
        "OI23-4567-89AB-CDEF",
        "ol23 4567 89ab cdef",
        "0ı23-4567-89ab-cdef",
        "0İ23-4567-89AB-CDEF",
        "٠١٢٣-٤٥٦٧-٨٩AB-CDEF",
        "۰۱۲۳۴۵۶۷۸۹abcdef",
        "０１２３４５６７８９ＡＢＣＤＥＦ",
        "0123–4567—89AB‑CDEF",
        "0123\u00a04567\u200b89AB\tCDEF\n",
        "https://emuafiyet.example/verify/0123456789ABCDEF",
        "localhost:8000/verify/0123-4567-89AB-CDEF/",
        # what people paste around it
        '"0123-4567-89AB-CDEF"',
        "“0123-4567-89AB-CDEF”",
        "«0123 4567 89AB CDEF».",
        "(0123-4567-89AB-CDEF)",
        "Doğrulama kodu: 0123-4567-89AB-CDEF",
        "Code 0123 4567 89AB CDEF",
        "Verification code = 0123456789ABCDEF, valid",
        "Код проверки: 0123-4567-89AB-CDEF.",
        "رمز التحقق: 0123-4567-89AB-CDEF",
        "Belgenin kodu\n0123-4567-89AB-CDEF\nİyi günler",
        "https://emuafiyet.example/verify/0123-4567-89AB-CDEF?utm_source=mail&fbclid=IwAR0aBcD",
        "https://emuafiyet.example/verify/0123-4567-89AB-CDEF/?gclid=x#top",
        "https://emuafiyet.example/verify?code=0123-4567-89AB-CDEF&utm_medium=x",
        "https://emuafiyet.example/verify?a=b&code=0123456789ABCDEF",
        "<https://emuafiyet.example/verify/0123-4567-89AB-CDEF>",
        "Bakın: https://emuafiyet.example/verify/0123-4567-89AB-CDEF. Geçerli mi?",
        "https://emuafiyet.example/verify/0123%2D4567%2D89AB%2DCDEF",
        "0123-4567-89АВ-СDЕF",
        "\u20660123-4567-89AB-CDEF\u2069",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0123-4567-89AB-CDE",
        "0123-4567-89AB-CDEF-0",
        "U123-4567-89AB-CDEF",
        "Ğ123456789ABCDEF",
        "x" * 5000,
        "lorem ipsum dolor sit amet",
        "0123456789ABCDEF FEDCBA9876543210",
    ],
)
def test_what_cannot_be_a_code_is_refused(typed):
    assert read_code(typed) is None


def test_new_codes_use_the_whole_alphabet_and_do_not_repeat():
    codes = {generate_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert set("".join(codes)) == set(ALPHABET)
    assert not set(ALPHABET) & set("ILOU")
    assert all(read_code(format_code(code)) == code for code in codes)


def test_codes_are_printed_in_fours():
    assert format_code(CODE) == "0123-4567-89AB-CDEF"


def test_a_certificate_number_carries_the_luhn_digit_of_year_and_serial():
    assert format_certificate_number(2026, 123) == "MB-2026-0000123-6"
    year_and_serial = "20260000123"
    for place, right in enumerate(year_and_serial):
        for wrong in set("0123456789") - {right}:
            assert not luhn.is_valid(year_and_serial[:place] + wrong + year_and_serial[place + 1 :] + "6")
