"""E-mail addresses: what is pasted around them goes, and letters that only look right are put right or named."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..text.digits import ascii_digits
from ..text.invisible_characters import without_invisible
from ..text.lookalikes import alphabet_name, foreign_letter, latin_letters, latin_word

# Turkish capitals and the dotless ı that Turkish keyboards make of I; no address has them.
_TURKISH = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_AROUND = " \t\r\n<>()[]\"'“”„‟‘’‚‛«»‹›`´,;:."


class EmailField(forms.EmailField):
    """An address in its one spelling: lower case, without what mail programs and quotes put around it."""

    default_error_messages = {
        "required": _("E-posta adresinizi yazın"),
        "invalid": _("E-posta adresini ad@ornek.com biçiminde yazın"),
        "letter": _("«%(wrong)s» harfi e-posta adresinde kullanılamaz; adresi İngilizce harflerle yazın"),
        "alphabet": _(
            "«%(wrong)s» (%(alphabet)s harfi) e-posta adresinde kullanılamaz; adresi Latin harfleriyle yazın"
        ),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("E-posta adresiniz"))
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "email", "spellcheck": "false", "dir": "ltr", "inputmode": "email"}

    def to_python(self, value) -> str:
        """Lowered before it is checked: lower case may be longer."""
        text = ascii_digits(unicodedata.normalize("NFKC", without_invisible(super().to_python(value) or "")))
        if named := re.search(r"<([^<>]*@[^<>]*)>", text):  # "Ad Soyad <ad@ornek.com>"
            text = named[1]
        text = text.strip(_AROUND)
        if text[:7].lower() == "mailto:":
            text = text[7:].partition("?")[0]
        text = re.sub(r"\s*@\s*", "@", text.translate(_TURKISH).lower())
        name, at, domain = text.rpartition("@")
        return unicodedata.normalize("NFC", f"{latin_letters(name)}{at}{_latin_domain(domain)}") if at else text

    def run_validators(self, value) -> None:
        name, _at, domain = value.rpartition("@")
        wrong = next((each for each in name if each.isalpha() and not each.isascii()), "")
        # A domain may be in any one alphabet; a mixed label is none that anybody has registered.
        wrong = wrong or next((foreign_letter(label) for label in domain.split(".") if _is_mixed(label)), "")
        if wrong:
            alphabet = alphabet_name(wrong)
            code = "alphabet" if alphabet else "letter"
            params = {"wrong": wrong, "alphabet": alphabet}
            raise ValidationError(self.error_messages[code], code=code, params=params)
        super().run_validators(value)


def _is_mixed(label: str) -> bool:
    return bool(foreign_letter(label)) and any(each.isascii() and each.isalpha() for each in label)


def _latin_domain(domain: str) -> str:
    """A domain with look-alike letters put right: those beside Latin ones, and whole labels before a Latin ending."""
    labels = [latin_word(each) for each in domain.split(".")]
    if labels[-1].isascii() and not foreign_letter(latin_letters(domain)):
        labels = [latin_letters(each) for each in labels]
    return ".".join(labels)
