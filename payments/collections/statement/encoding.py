"""Text out of bytes: what bank programs and spreadsheets save, and a plain word about what is no text."""

import codecs

from .statement_findings import UnreadableError

# First bytes of what people hand in instead of a text.
OTHER_FORMATS = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPG",
}
OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_text(content: bytes) -> str:
    """The text of a file. Raises ``UnreadableError``.

    UTF-8 and UTF-16 with and without a mark; whatever is not UTF-8 is Windows-1254, which Turkish programs write.
    """
    if content.startswith(OLD_EXCEL_SIGNATURE):
        raise UnreadableError("old_excel")
    for start, name in OTHER_FORMATS.items():
        if content.startswith(start):
            raise UnreadableError("other_format", format=name)
    try:
        text = _decode_bytes(content)
    except UnicodeDecodeError:
        raise UnreadableError("not_text") from None
    return check_text(text)


def check_text(text: str) -> str:
    """The text without marks at its ends. Raises ``UnreadableError`` for what is no table of text."""
    text = text.lstrip("\ufeff").rstrip("\x00\x1a")  # old programs end a file with Ctrl-Z or fill it up
    if "\x00" in text:
        raise UnreadableError("not_text")
    start = text[:500].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<table", "<meta")):
        raise UnreadableError("other_format", format="HTML")
    if start.startswith("<?xml"):
        raise UnreadableError("other_format", format="XML")
    return text


def _decode_bytes(content: bytes) -> str:
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name)
    sample = content[:400]
    if len(sample) > 3 and len(content) % 2 == 0:
        # UTF-16 without a mark: every other byte of Latin letters and digits is zero.
        if sample[1::2].count(0) > len(sample) * 0.4:
            return content.decode("utf-16-le")
        if sample[::2].count(0) > len(sample) * 0.4:
            return content.decode("utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("windows-1254")
