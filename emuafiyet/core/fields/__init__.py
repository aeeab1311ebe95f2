"""Form fields for what people copy from papers: numbers, names, places, sums. Each says how it is written and,
when it is wrong, what to do (formats: domain 3)."""

from ..countries import country_name, language_name
from ..dates import DatePartsField, DatePartsInput, PartialDate
from ..text.digits import ascii_digits
from .choice_fields import CountryField, LanguageField, LanguagesField
from .code_field import CodeField, has_only_digits
from .email_field import EmailField
from .field_marks import get_choice_field, set_optional_mark, set_text_when_empty
from .identifier_fields import ConsularReferenceField, ForeignerIdField, PassportNumberField
from .money_field import MoneyField, format_lira
from .name_fields import LatinNameField, NameField, PlaceField
from .phone_field import PhoneField
from .text_field import TextField
from .workplace_fields import SgkWorkplaceField, UavtField

__all__ = [
    "CodeField",
    "ConsularReferenceField",
    "CountryField",
    "DatePartsField",
    "DatePartsInput",
    "EmailField",
    "ForeignerIdField",
    "LanguageField",
    "LanguagesField",
    "LatinNameField",
    "MoneyField",
    "NameField",
    "PartialDate",
    "PassportNumberField",
    "PhoneField",
    "PlaceField",
    "SgkWorkplaceField",
    "TextField",
    "UavtField",
    "ascii_digits",
    "country_name",
    "format_lira",
    "get_choice_field",
    "has_only_digits",
    "language_name",
    "set_optional_mark",
    "set_text_when_empty",
]
