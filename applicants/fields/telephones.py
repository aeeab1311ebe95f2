"""Telephone numbers of any country (domain 3.7)."""

import re

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from .codes import CodeField


class PhoneField(CodeField):
    """A telephone number of any country; cleans to E.164 (3.7)."""

    separators = "-().–/"
    widget = forms.TextInput
    attrs = {"inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
    default_error_messages = {
        "required": _("Telefon numaranızı ülke koduyla yazın, örneğin +90 532 000 00 01"),
        "letters": _("Telefon numarası yalnız + işareti ve rakamlardan oluşur"),
        "offer": _("Ülke kodunu ekleyin. Numara Türkiye’deyse şöyle yazın: %(offer)s"),
        "no_plus": _("Numaranın başına + ve ülke kodunu yazın, örneğin %(offer)s"),
        "invalid": _("Bu numara ülkesinin numara düzenine uymuyor; haneleri ve ülke kodunu kontrol edin"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not re.fullmatch(r"\+?[0-9]+", value):
            self.refuse("letters")
        if not value.startswith("+"):
            if re.fullmatch(r"0?[2-5][0-9]{9}", value):
                self.refuse("offer", offer=f"+90{value[-10:]}")
            self.refuse("no_plus", offer=f"+{value.lstrip('0')}")
        try:
            number = phonenumbers.parse(value)
        except phonenumbers.NumberParseException:
            self.refuse("invalid")
        exact = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == value
        if not (exact and phonenumbers.is_valid_number(number)):
            self.refuse("invalid")
