"""Dictionary order of names in the reader's language: Ç after C and I before İ in Turkish."""

import unicodedata

TURKISH_ORDER = {letter: place for place, letter in enumerate(" abcçdefgğhıijklmnoöpqrsştuüvwxyz")}


def strip_accents(text: str) -> str:
    """The text without accents, case-folded."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def collation_key(text: str, language: str) -> tuple:
    """A sort key for names shown in ``language``; equal letters are then told apart by their accents."""
    if language.split("-")[0] != "tr":
        return strip_accents(text), text
    lowered = unicodedata.normalize("NFC", text).replace("I", "ı").replace("İ", "i").lower()
    places = []
    for letter in lowered:
        # A letter of another alphabet stands where its bare form does; punctuation is passed over.
        for part in letter if letter in TURKISH_ORDER else strip_accents(letter):
            if part in TURKISH_ORDER:
                places.append(TURKISH_ORDER[part])
    return tuple(places), text
