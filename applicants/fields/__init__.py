"""Form fields for what people copy from papers: numbers, names, places, sums. Each says how it is written and,
when it is wrong, what to do (formats: domain 3)."""

from ..countries import country_name, language_name
from ..dates import DatePartsField, DatePartsInput, PartialDate
from ..digits import ascii_digits
from .choices import CountryField, LanguageField, LanguagesField
from .codes import CodeField, only_digits
from .emails import EmailField
from .identifiers import ConsularReferenceField, ForeignerIdField, PassportNumberField
from .money import MoneyField, lira
from .names import LatinNameField, NameField, PlaceField
from .telephones import PhoneField
from .text import TextField
from .workplaces import SgkWorkplaceField, UavtField

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
    "language_name",
    "lira",
    "only_digits",
]
