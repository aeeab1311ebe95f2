"""Certificate numbers and verification codes: how they are made, shown and read back."""

import re
import secrets
import unicodedata
from urllib.parse import unquote

from stdnum import luhn

from emuafiyet.core.text.digits import ascii_digits
from emuafiyet.core.text.invisible_characters import without_invisible
from emuafiyet.core.text.lookalikes import latin_letters

# Crockford's base 32: no I, L, O or U, so nothing can be mistaken for a digit or spell a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # 16 x 5 = 80 random bits

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "İ": "1"})
_GROUP = 4
_ADDRESS = re.compile(r"/verify(?:/|\?(?:[^#\s]*&)?code=)([^?&#\s\"'<>]+)", re.IGNORECASE)
_BETWEEN_GROUPS = re.compile(r"[./·]")
MAX_TYPED_LENGTH = 2000


def generate_code() -> str:
    """A fresh verification code: 80 bits from the operating system, so codes cannot be walked through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def format_code(code: str) -> str:
    """``0123-4567-89AB-CDEF``, the way a code is printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """What was typed, scanned or pasted, as a stored code; None when there is none in it.

    Case, spaces, hyphens and invisible characters do not count; O is read as 0, I and L as 1, digits of any
    script as digits, look-alike letters as Latin ones. Around it may stand the address with whatever mail programs
    add to it, quotes, and words.
    """
    text = unicodedata.normalize("NFKC", unquote(typed[:MAX_TYPED_LENGTH]))
    if pasted := _ADDRESS.search(without_invisible(text)):
        text = pasted[1]
    words = _split_words(text)
    return _parse_code("".join(words)) or _find_grouped_code(words)


def _split_words(text: str) -> list[str]:
    """What stands between spaces and quotes, without the hyphens in it."""
    parted = without_invisible(text, keep="\u200b").replace("\u200b", " ")
    shown = (
        " " if unicodedata.category(each) in {"Ps", "Pe", "Pi", "Pf"} or each in "\"'`,;:!=" else each
        for each in parted
    )
    words = "".join(shown).split()
    hyphens = {"Pd", "Pc"}
    bare = ("".join(each for each in word if unicodedata.category(each) not in hyphens) for word in words)
    return [each for word in bare if (each := _BETWEEN_GROUPS.sub("", word))]


def _parse_code(text: str) -> str | None:
    if len(text) != CODE_LENGTH:
        return None
    code = latin_letters(ascii_digits(text).upper()).translate(_FORGIVEN)
    return code if set(code) <= set(ALPHABET) else None


def _find_grouped_code(words: list[str]) -> str | None:
    """The code among other words: in one word, else the four neighbours of four that look least like words."""
    whole = [code for word in words if (code := _parse_code(word))]
    if whole:
        return whole[-1] if len(set(whole)) == 1 else None
    found = []
    for place in range(len(words) - 3):
        groups = words[place : place + 4]
        code = _parse_code("".join(groups)) if all(len(each) == _GROUP for each in groups) else None
        if code:
            found.append((sum(any(map(str.isdecimal, each)) for each in groups), place, code))
    return max(found)[2] if found else None


def format_certificate_number(year: int, serial: int) -> str:
    """``MB-2026-0000123-6``: Muafiyet Belgesi, year of issue, running number over all years, Luhn digit over both.

    For people to name a paper by; never a key to anything (that is the verification code).
    """
    body = f"{serial:07d}"
    return f"MB-{year}-{body}-{luhn.calc_check_digit(f'{year}{body}')}"
