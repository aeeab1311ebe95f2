"""What every copied number and code has in common: how it is folded before anybody looks at it."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from ..digits import ascii_digits


class CodeField(forms.CharField):
    """Text that is a number or a code: compatibility forms and foreign digits are folded, inner spaces dropped."""

    #: characters beside spaces that people type between groups and that mean nothing
    separators = ""
    attrs: dict[str, str] = {}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.widget.attrs = {"dir": "ltr", "spellcheck": "false", "autocomplete": "off", **self.attrs} | (
            self.widget.attrs
        )

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if not text:
            return text
        text = ascii_digits(unicodedata.normalize("NFKC", text))
        # Copied numbers bring invisible direction marks with them.
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        return re.sub(rf"[\s{re.escape(self.separators)}]", "", text)

    def refuse(self, message: str, **params):
        raise ValidationError(self.error_messages[message], code=message, params=params)


def only_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
