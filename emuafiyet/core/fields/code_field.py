"""What every copied number and code has in common: how it is folded before anybody looks at it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..text.digits import ascii_digits
from ..text.invisible_characters import without_invisible
from ..text.lookalikes import alphabet_name
from ..text.transliteration import HYPHENS


class CodeField(forms.CharField):
    """Text that is a number or a code: compatibility forms and foreign digits are folded, inner spaces dropped."""

    #: characters beside spaces that people type between groups and that mean nothing; "-" is every hyphen
    separators = ""
    attrs: dict[str, str] = {}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.widget.attrs = {"dir": "ltr", "spellcheck": "false", "autocomplete": "off", **self.attrs} | (
            self.widget.attrs
        )

    def to_python(self, value) -> Any:
        text = super().to_python(value)
        if not text:
            return text
        # Copied numbers bring invisible direction marks with them.
        text = without_invisible(ascii_digits(unicodedata.normalize("NFKC", text)))
        separators = self.separators + (HYPHENS if "-" in self.separators else "")
        return re.sub(rf"[\s{re.escape(separators)}]", "", text)

    def require_digits(self, value: str) -> None:
        """Refuse with the field's "not_digits", naming a letter with its alphabet: it may look like another."""
        if has_only_digits(value):
            return
        wrong = next(each for each in value if not has_only_digits(each))
        params = {"rule": self.error_messages["not_digits"], "wrong": wrong}
        if not wrong.isalpha():
            raise ValidationError(_("%(rule)s; «%(wrong)s» olamaz"), code="not_digits", params=params)
        params["alphabet"] = alphabet_name(wrong) or _("Latin")
        raise ValidationError(_("%(rule)s; «%(wrong)s» (%(alphabet)s harfi) olamaz"), code="not_digits", params=params)

    def refuse(self, message: str, **params):
        raise ValidationError(self.error_messages[message], code=message, params=params)


def has_only_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
