"""Amounts in Turkish lira, kept as whole kuruş."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .code_field import CodeField

# Which of the two marks parts the kuruş; the other one groups thousands. English and Arabic readers write a point.
_DECIMAL_POINT = {"en", "ar"}
_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ","})
_EXAMPLE = 4_850_000


def format_lira(kurus: int) -> str:
    """An amount in the Turkish way: 4850000 kuruş is ``48.500,00``."""
    whole, part = divmod(kurus, 100)
    return f"{whole:,}".replace(",", ".") + f",{part:02}"


def format_amount_for_reader(kurus: int) -> str:
    """An amount in the reader's own way: ``48,500.00`` in English, ``48 500,00`` in Russian."""
    return format_decimal(Decimal(kurus) / 100, format="#,##0.00", locale=_language_code(), numbering_system="latn")


def _language_code() -> str:
    return (get_language() or "tr").split("-")[0]


def _example_amount() -> str:
    return format_amount_for_reader(_EXAMPLE)


class MoneyField(CodeField):
    """An amount in Turkish lira; cleans to whole kuruş."""

    separators = "'’"
    attrs = {"inputmode": "decimal", "class": "govuk-input--width-10", "suffix": "TL"}
    default_error_messages = {
        "required": _("Tutarı yazın"),
        "format": format_lazy(_("Tutarı rakamla yazın, örneğin {example}"), example=lazy(_example_amount, str)()),
        "positive": _("Tutar sıfırdan büyük olmalı"),
        "too_much": _("Bu tutar çok büyük; kontrol edin"),
    }
    max_kurus = 10**11  # a billion lira

    def prepare_value(self, value):
        return format_amount_for_reader(value) if isinstance(value, int) else value

    def to_python(self, value) -> Any:
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        text = re.sub(r"^(TL|TRY|₺)|(TL|TRY|₺)$", "", text.translate(_ARABIC_MARKS), flags=re.IGNORECASE)
        if not text:
            return None
        # An English page may hold an amount copied from a Turkish paper: with both marks it is clear.
        ways = [(",", ".")]
        if _language_code() in _DECIMAL_POINT:
            ways.insert(0, (".", ","))
        if not {".", ","} <= set(text):
            ways = ways[:1]
        found = [kurus for decimal, grouping in ways if (kurus := _parse_kurus(text, decimal, grouping)) is not None]
        if not found:
            self.refuse("format")
        return found[0]

    def validate(self, value: int | None) -> None:
        forms.Field.validate(self, value)
        if value is None:
            return
        if value <= 0:
            self.refuse("positive")
        if value > self.max_kurus:
            self.refuse("too_much")

    def run_validators(self, value) -> None:
        # CharField's validators count characters; an amount has none.
        return


def _parse_kurus(text: str, decimal: str, grouping: str) -> int | None:
    decimal, grouping = re.escape(decimal), re.escape(grouping)
    match = re.fullmatch(
        rf"([0-9]{{1,15}}|[0-9]{{1,3}}(?:{grouping}[0-9]{{3}}){{1,4}})(?:{decimal}([0-9]{{1,2}}))?", text
    )
    if not match:
        return None
    whole, part = match.groups()
    return int(re.sub(r"[^0-9]", "", whole)) * 100 + int((part or "0").ljust(2, "0"))
