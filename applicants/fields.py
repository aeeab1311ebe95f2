"""Form fields for what people copy from papers: numbers, names, places, sums. Each says how it is written and,
when it is wrong, what to do (formats: domain 3)."""

import re
import unicodedata

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from stdnum.tr import tckimlik

from .countries import (
    COUNTRIES,
    NATIONALITIES,
    country_choices,
    country_name,
    language_choices,
    language_name,
    nationality_choices,
)
from .dates import DatePartsField, DatePartsInput, PartialDate
from .digits import ascii_digits

__all__ = [
    "ConsularReferenceField",
    "CountryField",
    "DatePartsField",
    "DatePartsInput",
    "ForeignerIdField",
    "LanguageField",
    "MoneyField",
    "NameField",
    "PartialDate",
    "PassportNumberField",
    "PhoneField",
    "SgkWorkplaceField",
    "UavtField",
    "ascii_digits",
    "country_name",
    "language_name",
    "lira",
]


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


class ForeignerIdField(CodeField):
    """Yabancı Kimlik Numarası: 11 digits from 99, with the two check digits of the citizens' number (3.1)."""

    separators = "-."
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
        if not only_digits(value):
            self.refuse("not_digits")
        if len(value) != 11:
            self.refuse("length", count=len(value))
        if value.startswith("98"):
            self.refuse("old")
        if not value.startswith("99"):
            self.refuse("not_foreigner")
        if not tckimlik.is_valid(value):
            self.refuse("checksum")


class SgkWorkplaceField(CodeField):
    """The 26-digit SGK workplace number (3.2). Its two control digits are not public and are not computed."""

    separators = ".-–/"
    attrs = {"inputmode": "numeric"}
    default_error_messages = {
        "required": _("İşyerinin 26 haneli SGK tescil numarasını yazın"),
        "not_digits": _("SGK tescil numarası yalnız rakamlardan oluşur"),
        "length": _("SGK tescil numarası 26 haneli olmalı; siz %(count)s hane yazdınız"),
        "no_suffix": _(
            "23 hane yazdınız. İşyeri asıl işverense sonuna 000 ekleyin: %(offer)s. "
            "Alt işverense son 3 haneyi SGK’dan öğrenin."
        ),
        "nature": _("SGK tescil numarası 0 ile başlamaz; işvereninizin verdiği numarayla karşılaştırın"),
        "serial": _("SGK tescil numarasının sıra numarası (10-16. haneler) sıfır olamaz"),
        "province": _("SGK numarasının il kodu (17-19. haneler) 001 ile 081 arasında olmalı; siz %(code)s yazdınız"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not only_digits(value):
            self.refuse("not_digits")
        if len(value) == 23:
            self.refuse("no_suffix", offer=f"{value}000")
        if len(value) != 26:
            self.refuse("length", count=len(value))
        if value[0] == "0":
            self.refuse("nature")
        if not int(value[9:16]):
            self.refuse("serial")
        if not 1 <= int(value[16:19]) <= 81:
            self.refuse("province", code=value[16:19])


class UavtField(CodeField):
    """Mesken kodu: the 10-digit number of a dwelling or workplace in the address database (3.3)."""

    attrs = {"inputmode": "numeric", "class": "govuk-input--width-10"}
    default_error_messages = {
        "required": _("Mesken kodunu yazın; adres.nvi.gov.tr adresinden öğrenebilirsiniz"),
        "not_digits": _("Mesken kodu yalnız rakamlardan oluşur"),
        "length": _("Mesken kodu 10 hanelidir; siz %(count)s hane yazdınız"),
        "leading_zero": _("Mesken kodu 0 ile başlamaz; adres.nvi.gov.tr adresindeki kodu yazın"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not only_digits(value):
            self.refuse("not_digits")
        if len(value) != 10:
            self.refuse("length", count=len(value))
        if value[0] == "0":
            self.refuse("leading_zero")


class PassportNumberField(CodeField):
    """The number of a travel document as its machine-readable zone has it: 5 to 9 of A-Z and 0-9 (3.4)."""

    separators = "-"
    attrs = {"autocapitalize": "characters", "class": "govuk-input--width-10"}
    default_error_messages = {
        "required": _("Pasaport numaranızı yazın"),
        "charset": _("Pasaport numarası yalnız A-Z harfleri ve rakamlardan oluşur; “%(wrong)s” olamaz"),
        "too_short": ngettext_lazy(
            "Pasaport numarası en az 5 karakterdir; siz %(count)s karakter yazdınız",
            "Pasaport numarası en az 5 karakterdir; siz %(count)s karakter yazdınız",
            "count",
        ),
        "too_long": _("Pasaport numarası en çok 9 karakterdir; siz %(count)s karakter yazdınız"),
    }

    def to_python(self, value) -> str:
        # ASCII upper-casing: "i" becomes "I", never "İ".
        return "".join(c.upper() if c.isascii() else c for c in super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if wrong := re.search(r"[^A-Z0-9]", value):
            self.refuse("charset", wrong=wrong.group())
        if len(value) < 5:
            self.refuse("too_short", count=len(value))
        if len(value) > 9:
            self.refuse("too_long", count=len(value))


class ConsularReferenceField(CodeField):
    """The 16-digit reference given by a Turkish mission (3.10); it means nothing without its passport number."""

    attrs = {"inputmode": "numeric", "class": "govuk-input--width-20"}
    default_error_messages = {
        "required": _("Temsilcilikten aldığınız 16 haneli referans numarasını yazın"),
        "not_digits": _("Referans numarası yalnız rakamlardan oluşur; harf ve çizgi kullanmayın"),
        "length": _("Referans numarası 16 hanelidir; siz %(count)s hane yazdınız"),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not only_digits(value):
            self.refuse("not_digits")
        if len(value) != 16:
            self.refuse("length", count=len(value))


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


class CountryField(forms.ChoiceField):
    """A country by alpha-3 code. ``turkey=False`` asks for a nationality: Turkish is refused, statuses are offered."""

    default_error_messages = {
        "required": _("Listeden seçin"),
        "invalid_choice": _("Listeden bir ülke seçin"),
        "turkish": _("Türkiye Cumhuriyeti vatandaşları çalışma izni muafiyetine ihtiyaç duymaz ve başvuramaz"),
    }

    def __init__(self, *, turkey: bool = False, **kwargs):
        self.turkey = turkey
        offered = country_choices if turkey else nationality_choices
        super().__init__(choices=lambda: [("", _("Seçin")), *offered()], **kwargs)

    def to_python(self, value) -> str:
        value = super().to_python(value).strip()
        # Germany prints "D<<" in the machine-readable zone.
        return "DEU" if value.rstrip("<") == "D" else value

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if not value:
            return
        if value == "TUR" and not self.turkey:
            raise ValidationError(self.error_messages["turkish"], code="turkish")
        if value not in (COUNTRIES if self.turkey else NATIONALITIES):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class LanguageField(forms.ChoiceField):
    """A language by its CLDR code."""

    default_error_messages = {"required": _("Listeden bir dil seçin"), "invalid_choice": _("Listeden bir dil seçin")}

    def __init__(self, **kwargs):
        super().__init__(choices=lambda: [("", _("Seçin")), *language_choices()], **kwargs)


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
