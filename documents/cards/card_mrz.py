"""The machine-readable zone of a card: three lines of thirty characters (ICAO 9303 part 5, TD1)."""

import unicodedata
from datetime import date
from typing import Any

from emuafiyet.core.mrz import FILLER, check_digit

LINE_LENGTH = 30
ISSUER = "TUR"
SEXES = {"K": "F", "E": "M"}

# What ICAO 9303 part 3 transliterates other than by dropping the accent.
_LETTERS = {
    "Ä": "AE", "Æ": "AE", "Å": "AA", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Ü": "UE", "ẞ": "SS", "ß": "SS", "Þ": "TH",
    "Ð": "D", "Đ": "D", "Ħ": "H", "ı": "I", "İ": "I", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "Ə": "E", "Ĳ": "IJ",
}  # fmt: skip


def transliterate_name(name: str) -> str:
    """A name in the zone's letters: ``WIŚNIEWSKA-KOWALSKA`` as ``WISNIEWSKA<KOWALSKA``, apostrophes dropped.

    Never by way of the language's own capitals: ``i`` is I for every reader of the zone.
    """
    out = []
    for letter in unicodedata.normalize("NFC", name):
        letter = _LETTERS.get(letter) or _LETTERS.get(letter.upper()) or letter
        for each in unicodedata.normalize("NFD", letter).upper():
            if "A" <= each <= "Z":
                out.append(each)
            elif each in " -\u2010\u2011" or each.isspace():
                out.append(FILLER)
    return FILLER.join("".join(out).split(FILLER)).strip(FILLER).replace(FILLER * 2, FILLER)


def build_mrz_lines(facts: dict[str, Any], number: str) -> tuple[str, str, str]:
    """The three lines of a card; ``number`` is the card's own. Unknown parts of a birth date are fillers."""
    first = f"I{FILLER}{ISSUER}{_append_check_digit(number, 9)}{facts['foreigner_id']}"
    born = _format_birth_date(facts)
    sex, nationality = SEXES.get(facts["sex"], FILLER), facts["nationality"]
    until = f"{date.fromisoformat(facts['valid_to']):%y%m%d}"
    optional = FILLER * 11
    second = f"{_append_check_digit(born, 6)}{sex}{_append_check_digit(until, 6)}{nationality:<<3}{optional}"
    first = f"{first:<<{LINE_LENGTH}}"[:LINE_LENGTH]
    # Every digit of both lines in their order, without the letters between (part 5, 4.2.4).
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first, second + str(check_digit(composite)), _build_name_line(facts)


def _append_check_digit(field: str, length: int) -> str:
    padded = f"{field:<<{length}}"
    return padded + str(check_digit(padded))


def _format_birth_date(facts: dict[str, Any]) -> str:
    month, day = facts["birth_month"], facts["birth_day"]
    unknown = FILLER * 2
    return f"{facts['birth_year'] % 100:02d}" + "".join(f"{part:02d}" if part else unknown for part in (month, day))


def _build_name_line(facts: dict[str, Any]) -> str:
    """Surname and given names; a longer surname is cut so that the first letter of the given name still shows."""
    surname, given = transliterate_name(facts["surname"]), transliterate_name(facts["given_names"])
    if not given:
        return f"{surname:<<{LINE_LENGTH}}"[:LINE_LENGTH]
    room = LINE_LENGTH - 2 - 1
    whole = f"{surname[:room]}{FILLER * 2}{given}"
    return f"{whole:<<{LINE_LENGTH}}"[:LINE_LENGTH]
