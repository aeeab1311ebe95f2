"""The numbers that stand for a person: identity number, passport, consular reference (domain 3.1, 3.4, 3.10)."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from stdnum.tr import tckimlik

from .. import mrz
from ..text.lookalikes import alphabet_name, latin_letters
from .code_field import CodeField


class ForeignerIdField(CodeField):
    """Yabancı Kimlik Numarası: 11 digits from 99, with the two check digits of the citizens' number (3.1)."""

    separators = "-./"
    attrs = {"inputmode": "numeric", "class": "govuk-input--width-10"}
    default_error_messages = {
        "required": _("Yabancı kimlik numaranızı yazın"),
        "not_digits": _("Yabancı kimlik numarası yalnız rakamlardan oluşur"),
        "length": _("Yabancı kimlik numarası 11 hanelidir; siz %(count)s hane yazdınız"),
        "old": _("98 ile başlayan eski numaralar geçersizdir; size verilen 99 ile başlayan numarayı yazın"),
        "not_foreigner": _("Yabancı kimlik numarası 99 ile başlar"),
        "checksum": _("Bu numarada yazım hatası var; belgenizdeki 11 haneyle karşılaştırın"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        self.require_digits(value)
        if len(value) != 11:
            self.refuse("length", count=len(value))
        if value.startswith("98"):
            self.refuse("old")
        if not value.startswith("99"):
            self.refuse("not_foreigner")
        if not tckimlik.is_valid(value):
            self.refuse("checksum")


class PassportNumberField(CodeField):
    """The number of a travel document as its machine-readable zone has it: 5 to 9 of A-Z and 0-9 (3.4)."""

    separators = "-./"
    attrs = {"autocapitalize": "characters", "class": "govuk-input--width-10"}
    default_error_messages = {
        "required": _("Pasaport numaranızı yazın"),
        "charset": _("Pasaport numarası yalnız A-Z harfleri ve rakamlardan oluşur; «%(wrong)s» olamaz"),
        "alphabet": _(
            "Pasaport numarası yalnız A-Z harfleri ve rakamlardan oluşur; «%(wrong)s» (%(alphabet)s harfi) olamaz"
        ),
        "too_short": ngettext_lazy(
            "Pasaport numarası en az 5 karakterdir; siz %(count)s karakter yazdınız",
            "Pasaport numarası en az 5 karakterdir; siz %(count)s karakter yazdınız",
            "count",
        ),
        "too_long": _("Pasaport numarası en çok 9 karakterdir; siz %(count)s karakter yazdınız"),
    }

    def to_python(self, value) -> str:
        # No language's capitals: "i" becomes "I", never "İ". A Cyrillic А is the A that it looks like.
        typed = "".join(c.upper() if c.isascii() or alphabet_name(c) else c for c in super().to_python(value))
        typed = latin_letters(typed)
        # Copied from the bottom lines of the passport: fillers and a check digit that proves the rest right.
        return mrz.extract_number(typed) or typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if wrong := re.search(r"[^A-Z0-9]", value):
            alphabet = alphabet_name(wrong.group()) if wrong.group().isalpha() else ""
            self.refuse("alphabet" if alphabet else "charset", wrong=wrong.group(), alphabet=alphabet)
        if len(value) < 5:
            self.refuse("too_short", count=len(value))
        if len(value) > 9:
            self.refuse("too_long", count=len(value))


class ConsularReferenceField(CodeField):
    """The 16-digit reference given by a Turkish mission (3.10); it means nothing without its passport number."""

    separators = "-./"
    attrs = {"inputmode": "numeric", "class": "govuk-input--width-20"}
    default_error_messages = {
        "required": _("Temsilcilikten aldığınız 16 haneli referans numarasını yazın"),
        "not_digits": _("Referans numarası yalnız rakamlardan oluşur"),
        "length": _("Referans numarası 16 hanelidir; siz %(count)s hane yazdınız"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        self.require_digits(value)
        if len(value) != 16:
            self.refuse("length", count=len(value))
