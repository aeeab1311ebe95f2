"""The words that people and programs use: columns in any order and case, months, sums below the lines."""

import re
import unicodedata
from collections.abc import Sequence

from .rows import Cell, Row, format_cell
from .statement_findings import UnreadableError

COLUMNS = (
    "tahsilat_no",
    "tahsil_zamani",
    "tahsil_eden",
    "vergi_turu",
    "ykn",
    "referans",
    "tutar",
    "ters_kayit",
)
COLUMN_ALIASES = {
    "tahsilat_no": ("tahsilatnumarasi", "tahsilatid", "tahsilno", "makbuzno", "makbuznumarasi"),
    "tahsil_zamani": ("tahsilatzamani", "tahsiltarihi", "tahsilattarihi", "tarih", "zaman", "tarihsaat", "islemtarihi"),
    "tahsil_eden": ("tahsileden", "tahsilatiyapan", "banka", "bankakodu", "tahsiledenbanka"),
    "vergi_turu": ("vergiturukodu", "vergikodu"),
    "ykn": ("yabancikimliknumarasi", "yabancikimlikno", "kimliknumarasi", "kimlikno"),
    "referans": ("referansno", "referansnumarasi", "islemreferansnumarasi", "islemreferansno"),
    "tutar": ("tutartl", "tutari", "tahsilattutari", "miktar"),
    "ters_kayit": ("terskayitmi", "ters", "iptal"),
}
MAX_HEADING_ROWS = 30  # rows of titles and addresses that may stand above it
TOTAL_WORDS = ("toplam", "geneltoplam", "aratoplam", "yekun", "total", "grandtotal", "subtotal", "sum")
MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "oca jan",
            "sub feb",
            "mar",
            "nis apr",
            "may",
            "haz jun",
            "tem jul",
            "agu aug",
            "eyl sep",
            "eki oct",
            "kas nov",
            "ara dec",
        ),
        start=1,
    )
    for name in names.split()
}
_TURKISH = str.maketrans("ıİşŞğĞüÜöÖçÇâÂ", "iissgguuooccaa")


def fold_letters(text: str) -> str:
    """Letters and digits alone, without dots and hooks: İ, I, ı and i are one letter."""
    plain = unicodedata.normalize("NFKD", text.translate(_TURKISH)).lower()
    return re.sub(r"[^a-z0-9]", "", plain)


_COLUMN_BY_NAME = {fold_letters(name): name for name in COLUMNS} | {
    other: name for name, others in COLUMN_ALIASES.items() for other in others
}


def match_columns(cells: Sequence[Cell]) -> dict[int, str]:
    """The columns that a row names, by position; every name must be a cell of its own."""
    named = {
        at: _COLUMN_BY_NAME.get(fold_letters(re.sub(r"\(.*?\)", "", format_cell(cell))))
        for at, cell in enumerate(cells)
    }
    return {at: name for at, name in named.items() if name}


def find_heading(rows: Sequence[Row]) -> tuple[int, dict[int, str]]:
    """Index of the heading and its columns by position. Raises ``UnreadableError`` when a column is not there."""
    found = [
        (len(set(columns.values())), -at)
        for at, row in enumerate(rows[:MAX_HEADING_ROWS])
        if (columns := match_columns(row.cells))
    ]
    count, at = max(found, default=(0, 0))
    if count < 2:
        raise UnreadableError("no_heading", columns=";".join(COLUMNS))
    columns = match_columns(rows[-at].cells)
    names = list(columns.values())
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise UnreadableError("column_twice", columns=", ".join(twice))
    if missing := [name for name in COLUMNS if name not in names]:
        raise UnreadableError("missing_columns", columns=", ".join(missing), all=";".join(COLUMNS))
    return -at, columns


def is_repeated_heading(row: Row, columns: dict[int, str]) -> bool:
    """A page of a long print begins with the heading again."""
    return len(row.cells) > max(columns) and match_columns(row.cells) == columns


def is_total(row: Row, columns: dict[int, str]) -> bool:
    """A sum below the lines: says so, and has neither a moment nor a payer."""
    for at, name in columns.items():
        text = format_cell(row.cells[at]) if name in {"ykn", "tahsil_zamani"} and at < len(row.cells) else ""
        if text.strip("-–") and not _is_total_word(text):
            return False
    return any(_is_total_word(format_cell(cell)) for cell in row.cells)


def _is_total_word(text: str) -> bool:
    return re.sub(r"[0-9].*", "", fold_letters(text)) in TOTAL_WORDS
