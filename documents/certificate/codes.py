"""Certificate numbers and verification codes: how they are made, shown and read back."""

import re
import secrets
import unicodedata

from stdnum import luhn

# Crockford's base 32: no I, L, O or U, so nothing can be mistaken for a digit or spell a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 16 x 5 = 80 random bits

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "İ": "1"})
_PASTED_ADDRESS = re.compile(r"^.*/verify/", re.DOTALL)


def new_code() -> str:
    """A fresh verification code: 80 bits from the operating system, so codes cannot be walked through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """``0123-4567-89AB-CDEF``, the way a code is printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """What was typed, scanned or pasted, as a stored code; None when it cannot be one.

    Case, spaces, hyphens and invisible characters do not count; O is read as 0, I and L as 1, digits
    of any script (Arabic-Indic, Persian, full-width) as digits, and a whole pasted /verify address
    as the code at its end.
    """
    letters = []
    for character in unicodedata.normalize("NFKC", _PASTED_ADDRESS.sub("", typed[:300])):
        if unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc"} or character in "./·":
            continue
        digit = unicodedata.digit(character, None)
        letters.append(character if digit is None else str(digit))
    code = "".join(letters).upper().translate(_FORGIVEN)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def certificate_number(year: int, serial: int) -> str:
    """``MB-2026-0000123-6``: Muafiyet Belgesi, year of issue, running number over all years, Luhn digit over both.

    For people to name a paper by; never a key to anything (that is the verification code).
    """
    body = f"{serial:07d}"
    return f"MB-{year}-{body}-{luhn.calc_check_digit(f'{year}{body}')}"
