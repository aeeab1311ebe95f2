"""Digits typed on Arabic and Persian keyboards, written as ASCII."""

_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def ascii_digits(text: str) -> str:
    """The text with Arabic-Indic and Persian digits replaced; everything else is left as it is.

    ``str.isdigit`` is true for those digits, so identifiers must pass here before any check.
    """
    return text.translate(_ASCII)
