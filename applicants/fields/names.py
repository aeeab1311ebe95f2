"""Names of people and places as their papers have them: nothing is upper-cased, translated or guessed."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class NameField(forms.CharField):
    """A person's or a place's name in any script: letters, marks, spaces, apostrophe, hyphen and dot; NFC."""

    default_error_messages = {
        "required": _("Bu alanı doldurun"),
        "digits": _("Ada rakam yazılmaz; pasaporttaki gibi yazın"),
        "charset": _("“%(wrong)s” karakteri adda kullanılamaz; yalnız harf, boşluk, kesme, tire ve nokta yazın"),
        "no_letter": _("Adı pasaporttaki gibi harflerle yazın"),
        "max_length": _("En çok %(limit_value)d karakter yazın; siz %(show_value)d karakter yazdınız"),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("spellcheck", "false")

    def to_python(self, value) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value))
        # Direction marks and joiners come along with copied text and cannot be seen.
        return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        kinds = [unicodedata.category(c) for c in value]
        if any(kind[0] == "N" for kind in kinds):
            raise ValidationError(self.error_messages["digits"], code="digits")
        for character, kind in zip(value, kinds, strict=True):
            if kind[0] not in "LM" and character not in " '’ʼ`´-‐‑.":
                raise ValidationError(self.error_messages["charset"], code="charset", params={"wrong": character})
        if not any(kind[0] == "L" for kind in kinds):
            raise ValidationError(self.error_messages["no_letter"], code="no_letter")
