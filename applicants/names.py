"""Whether two spellings name one person: authorities differ in letters and order, papers in transliteration."""

import unicodedata

# What the machine-readable zone of a passport makes of letters that have no plain sister (ICAO 9303 part 3).
SPELT_OUT = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "SS", "Å": "AA", "Ø": "OE", "Æ": "AE", "Œ": "OE", "Þ": "TH", "Ð": "D"}
)
PLAIN = str.maketrans({"ß": "SS", "Ø": "O", "Æ": "AE", "Œ": "OE", "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L", "Ə": "A"})


def same_name(one: str, other: str) -> bool:
    """The same words in any order, whatever case, marks and hyphens they are written with."""
    return not _spellings(one).isdisjoint(_spellings(other))


def _spellings(name: str) -> set[tuple[str, ...]]:
    # ASCII first: "ı".upper() is I, but "i".upper() with a dot would be another letter in Turkish.
    capitals = unicodedata.normalize("NFC", name).replace("ß", "SS").upper()
    return {_words(capitals.translate(table)) for table in (SPELT_OUT, PLAIN)}


def _words(name: str) -> tuple[str, ...]:
    letters = [c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)]
    return tuple(sorted("".join(c if c.isalpha() else " " for c in letters).split()))


def search_key(name: str) -> str:
    """The name as it is looked for: without marks and case, words in their order. Other alphabets keep their letters.

    Kept beside each application and asked with the same function; changing it needs a migration of what is kept.
    """
    plain = unicodedata.normalize("NFC", name).replace("İ", "i").replace("I", "i").replace("ı", "i")
    letters = unicodedata.normalize("NFKD", plain.upper().translate(PLAIN))
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
