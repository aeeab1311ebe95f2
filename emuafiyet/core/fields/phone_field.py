"""Telephone numbers of any country (domain 3.7)."""

import re

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from .code_field import CodeField


class PhoneField(CodeField):
    """A telephone number of any country; cleans to E.164 (3.7)."""

    separators = "-./"
    widget = forms.TextInput
    attrs = {"inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
    default_error_messages = {
        "required": _("Telefon numaranızı ülke koduyla yazın, örneğin +90 532 000 00 01"),
        "not_digits": _("Telefon numarası yalnız + işareti ve rakamlardan oluşur"),
        "offer": _("Ülke kodunu ekleyin. Numara Türkiye’deyse şöyle yazın: %(offer)s"),
        "no_plus": _("Numaranın başına + ve ülke kodunu yazın, örneğin %(offer)s"),
        "invalid": _("Bu numara ülkesinin numara düzenine uymuyor; haneleri ve ülke kodunu kontrol edin"),
    }

    def to_python(self, value) -> str:
        """In E.164 when it is a number of its country; else as typed, for ``validate`` to say what is wrong."""
        typed = re.sub(r"^tel:", "", super().to_python(value), flags=re.IGNORECASE)
        # 00 stands for + in most countries; a third 0 is a slip.
        typed = re.sub(r"^\(?00(?=[1-9)])", "+", typed)
        # +44 (0)20: the 0 in brackets is dialled only inside the country, in Italy from outside too.
        for text in (typed.replace("(0)", ""), typed):
            text = text.replace("(", "").replace(")", "")
            if number := _valid_number(text):
                return number
        return typed.replace("(0)", "").replace("(", "").replace(")", "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not re.fullmatch(r"\+?[0-9]+", value):
            self.require_digits(value.removeprefix("+"))
        if not value.startswith("+"):
            if re.fullmatch(r"0?[2-5][0-9]{9}", value):
                self.refuse("offer", offer=f"+90{value[-10:]}")
            self.refuse("no_plus", offer=f"+{value.lstrip('0')}")
        if not _valid_number(value):
            self.refuse("invalid")


def _valid_number(text: str) -> str:
    """In E.164; "" when it is none. An inner 0 that is dialled only inside the country may stand in it."""
    if not re.fullmatch(r"\+[1-9][0-9]{6,15}", text):
        return ""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return ""
    is_valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_valid else ""
