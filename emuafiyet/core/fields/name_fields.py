"""Names of people and places as their papers have them: nothing is upper-cased, translated or guessed."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..text.invisible_characters import without_invisible
from ..text.lookalikes import alphabet_name, latin_word
from ..text.transliteration import APOSTROPHES, HYPHENS

MIDDLE_DOT = "·"
# Autocorrect and keyboards make many characters of the two that papers print.
_NORMALISED = dict.fromkeys(map(ord, set(APOSTROPHES) - {*"'’", MIDDLE_DOT}), "’") | dict.fromkeys(
    map(ord, HYPHENS), "-"
)


class NameField(forms.CharField):
    """A person's name in any script: letters, marks, spaces, apostrophe, hyphen and dot; NFC."""

    punctuation = " '’-.·"
    default_error_messages = {
        "required": _("Bu alanı doldurun"),
        "digits": _("Ada rakam yazılmaz; pasaporttaki gibi yazın"),
        "charset": _("«%(wrong)s» karakteri adda kullanılamaz; yalnız harf, boşluk, kesme, tire ve nokta yazın"),
        "no_letter": _("Adı pasaporttaki gibi harflerle yazın"),
        "max_length": _("En çok %(limit_value)d karakter yazın; siz %(show_value)d karakter yazdınız"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("spellcheck", "false")

    def to_python(self, value) -> str:
        text = (super().to_python(value) or "").translate(_NORMALISED)
        # Accents alone, never compatibility forms: those of ª and of ligatures are other letters.
        text = unicodedata.normalize("NFC", text)
        # Other controls are refused below: no keyboard makes them.
        controls = "".join(each for each in set(text) if unicodedata.category(each) == "Cc" and not each.isspace())
        return " ".join(without_invisible(text, keep=controls).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        self.refuse_digits(value)
        for character in value:
            if unicodedata.category(character)[0] not in "LMN" and character not in self.punctuation:
                raise ValidationError(self.error_messages["charset"], code="charset", params={"wrong": character})
        if not any(unicodedata.category(each)[0] == "L" for each in value):
            raise ValidationError(self.error_messages["no_letter"], code="no_letter")

    def refuse_digits(self, value: str) -> None:
        if any(unicodedata.category(each)[0] == "N" for each in value):
            raise ValidationError(self.error_messages["digits"], code="digits")


class LatinNameField(NameField):
    """A name as the machine-readable line of a passport has it, since it is held against a record (L15)."""

    default_error_messages = {
        "not_latin": _("Pasaportunuzdaki gibi Latin harfleriyle yazın; «%(wrong)s» %(alphabet)s harfidir"),
    }

    def to_python(self, value) -> str:
        return " ".join(map(latin_word, super().to_python(value).split()))

    def validate(self, value: str) -> None:
        super().validate(value)
        for each in value:
            if each.isalpha() and (alphabet := alphabet_name(each)):
                params = {"wrong": each, "alphabet": alphabet}
                raise ValidationError(self.error_messages["not_latin"], code="not_latin", params=params)


class PlaceField(LatinNameField):
    """A place of birth as the passport prints it, not a person's name: numbers and brackets occur (A-39)."""

    punctuation = " '’-.·,()[]/&№#+:;\"“”«»"
    default_error_messages = {
        "charset": _("«%(wrong)s» karakteri yer adında kullanılamaz; pasaporttaki gibi yazın"),
        "no_letter": _("Yerin adını pasaporttaki gibi harflerle yazın"),
    }

    def refuse_digits(self, value: str) -> None:
        """Numbered villages and districts are places."""
