"""The month that a word names in the portal's languages, whole or shortened, as people write it into a date."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from django.conf import settings

# The months of the Gregorian calendar have other names in the Levant and in the Maghreb than CLDR's plain Arabic.
ARABIC_COUNTRIES = ("EG", "SY", "IQ", "DZ", "MA", "TN")
MIN_LETTERS = 3


def month_number(word: str) -> int | None:
    """The month, or None for a word that names none or more than one. "MAR/MARS" is what bilingual passports print."""
    names = _months_by_name()
    found = {_match_month(_fold_word(part), names) for part in re.split(r"[/|]", word) if part.strip()}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _match_month(word: str, names: dict[str, int]) -> int | None:
    if word in names:
        return names[word]
    begun = {month for name, month in names.items() if len(word) >= MIN_LETTERS and name.startswith(word)}
    return begun.pop() if len(begun) == 1 else None


@lru_cache(maxsize=1)
def _months_by_name() -> dict[str, int]:
    locales = [code for code, _name in settings.LANGUAGES] + [f"ar_{country}" for country in ARABIC_COUNTRIES]
    months: dict[str, int] = {}
    for code in locales:
        for widths in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths.get(width, {}).items():
                    months.setdefault(_fold_word(name), number)
    return months


def _fold_word(word: str) -> str:
    """Without case, accents and points, so that AĞUSTOS, ağustos and agustos are one, and أيار and ايار."""
    text = unicodedata.normalize("NFKD", word.replace("İ", "i").replace("I", "i").replace("ı", "i")).casefold()
    return " ".join("".join(each for each in text if each.isalnum() or each == " ").split())
