"""Letters of other alphabets that look like Latin ones: put right in codes and addresses, or named."""

import unicodedata

from django.utils.translation import gettext_lazy as _

# Cyrillic and Greek letters that print alike, as in Unicode's table of confusable characters (UTS 39).
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜҮҺаеѕіјорсухԛԝһүΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχιϳ",
    "ABESIJKMHOPCTYXQWYhaesijopcyxqwhyABEZHIKMNOPTYXavoptuxij",
)
_ALPHABETS = {
    "CYRILLIC": _("Kiril"),
    "GREEK": _("Yunan"),
    "COPTIC": _("Kıpti"),
    "ARABIC": _("Arap"),
    "HEBREW": _("İbrani"),
    "ARMENIAN": _("Ermeni"),
    "GEORGIAN": _("Gürcü"),
    "CJK": _("Çin"),
    "HIRAGANA": _("Japon"),
    "KATAKANA": _("Japon"),
    "HANGUL": _("Kore"),
    "DEVANAGARI": _("Devanagari"),
    "BENGALI": _("Bengal"),
    "THAI": _("Tay"),
    "ETHIOPIC": _("Habeş"),
}


def alphabet_name(letter: str):
    """The alphabet of a letter that is not Latin, in the reader's language; "" for a Latin one."""
    first, *_rest = unicodedata.name(letter, "").split()[:1] or [""]
    return "" if first in {"LATIN", "FEMININE", "MASCULINE"} else _ALPHABETS.get(first, _("başka bir alfabenin"))


def foreign_letter(text: str) -> str:
    """The first letter that is not Latin, or ""."""
    return next((each for each in text if each.isalpha() and alphabet_name(each)), "")


def latin_letters(text: str) -> str:
    """The text with each look-alike letter written as the Latin one."""
    return text.translate(_LATIN)


def latin_word(word: str) -> str:
    """The word in Latin letters when some are and the others only look like it; any other word is left as it is."""
    is_mixed = foreign_letter(word) and any(each.isalpha() and not alphabet_name(each) for each in word)
    mended = latin_letters(word)
    return mended if is_mixed and not foreign_letter(mended) else word
