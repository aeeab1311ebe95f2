"""Digits typed on any keyboard, written as ASCII."""

import unicodedata


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script replaced; everything else is left as it is.

    ``str.isdigit`` is true for those digits, so identifiers must pass here before any check.
    """
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
