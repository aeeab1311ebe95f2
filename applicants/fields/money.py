"""Amounts in Turkish lira, kept as whole kuruş."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from .codes import CodeField


def lira(kurus: int) -> str:
    """An amount in the Turkish way: 4850000 kuruş is ``48.500,00``."""
    whole, part = divmod(kurus, 100)
    return f"{whole:,}".replace(",", ".") + f",{part:02}"


class MoneyField(CodeField):
    """An amount in Turkish lira; cleans to whole kuruş."""

    attrs = {"inputmode": "decimal", "class": "govuk-input--width-10", "suffix": "TL"}
    default_error_messages = {
        "required": _("Tutarı yazın"),
        "format": _("Tutarı rakamla yazın; kuruşu virgülle ayırın, örneğin 48.500,00"),
        "positive": _("Tutar sıfırdan büyük olmalı"),
        "too_much": _("Bu tutar çok büyük; kontrol edin"),
    }
    most = 10**11  # a billion lira

    def prepare_value(self, value):
        return lira(value) if isinstance(value, int) else value

    def to_python(self, value) -> int | None:
        if isinstance(value, int):
            return value
        text = re.sub(r"(TL|TRY|₺)$", "", super().to_python(value), flags=re.IGNORECASE)
        if not text:
            return None
        match = re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,2}))?", text)
        if not match:
            self.refuse("format")
        whole, part = match.groups()
        return int(whole.replace(".", "")) * 100 + int((part or "0").ljust(2, "0"))

    def validate(self, value: int | None) -> None:
        forms.Field.validate(self, value)
        if value is None:
            return
        if value <= 0:
            self.refuse("positive")
        if value > self.most:
            self.refuse("too_much")

    def run_validators(self, value) -> None:
        # CharField's validators count characters; an amount has none.
        return
