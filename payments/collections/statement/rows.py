"""Rows of cells, whatever kind of file they come from."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from emuafiyet.core.text.digits import ascii_digits

Cell = str | int | float | bool | date | datetime | time | None

SEPARATORS = (";", "\t", ",", "|")
SEP_LINE = re.compile(r'"?sep=(.|\\t)"?\s*', re.IGNORECASE)
MAX_RECORD_LINES = 6  # lines that one quoted cell may run over


@dataclass(frozen=True)
class Row:
    """``number`` as an editor or a spreadsheet counts. ``complete``: nothing can have been cut off its end."""

    number: int
    cells: tuple[Cell, ...]
    complete: bool = True

    @property
    def is_empty(self) -> bool:
        return all(cell is None or (isinstance(cell, str) and not format_cell(cell)) for cell in self.cells)


def format_cell(cell: Cell) -> str:
    """A cell as text for a person: invisible characters gone, every space a plain one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "DOĞRU" if cell else "YANLIŞ"
    if isinstance(cell, float):
        return repr(cell)
    text = str(cell)
    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join("".join(c for c in text if c not in INVISIBLE_CHARACTERS).split())


# What copying and exporting leave between characters: marks of direction, joiners, soft hyphens, byte-order marks.
INVISIBLE_CHARACTERS = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c"
)


def fold_digits(text: str) -> str:
    """Compatibility forms and the digits of other keyboards as the plain ones."""
    return text if text.isascii() else ascii_digits(unicodedata.normalize("NFKC", text))


def split_text(text: str) -> Iterator[Row]:
    """The rows of a text, its separator found by its first lines.

    Lines are read one by one, so that a quotation mark which is never closed spoils its own line and no other.
    """
    lines = re.split(r"\r\n|\n|\r", text)
    separator, first = _detect_separator(lines)
    number = first
    while number < len(lines):
        taken, cells = _read_record(lines, number, separator)
        last = number + taken >= len(lines)
        yield Row(number + 1, tuple(cells), complete=not last or not lines[-1])
        number += taken


def resplit_row(row: Row, width: int) -> Row:
    """A row that a program has put into its first cell as a whole, in its cells again; any other row as it is."""
    filled = [cell for cell in row.cells if format_cell(cell)]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return row
    for separator in SEPARATORS:
        cells = _split_cells([filled[0]], separator)
        if len(cells) >= width:
            return Row(row.number, tuple(cells), row.complete)
    return row


def _detect_separator(lines: list[str]) -> tuple[str, int]:
    """What stands between cells, and the index of the first line after one that says so."""
    if lines and (named := SEP_LINE.fullmatch(lines[0])):
        return named[1].replace("\\t", "\t"), 1
    return max(SEPARATORS, key=lambda each: _count_heading_cells(lines, each)), 0


def _count_heading_cells(lines: list[str], separator: str) -> int:
    """How many cells without a digit the best of the first lines has: amounts hold commas, headings do not."""
    return max(
        (
            sum(bool(cell.strip(' "')) and not re.search(r"\d", cell) for cell in line.split(separator))
            for line in lines[:30]
        ),
        default=0,
    )


def _read_record(lines: list[str], at: int, separator: str) -> tuple[int, list[str]]:
    """How many lines the record at an index runs over, and its cells."""
    alone = _split_cells([lines[at]], separator)
    if lines[at].count('"') % 2 == 0:
        return 1, alone
    for taken in range(2, MAX_RECORD_LINES + 1):
        joined = lines[at : at + taken]
        if len(joined) < taken:
            break
        if sum(line.count('"') for line in joined) % 2:
            continue
        cells = _split_cells(joined, separator)
        # Two lines with a stray mark each would melt into one: a cell that holds separators is no cell.
        if len(cells) > len(alone) and not any("\n" in cell and separator in cell for cell in cells):
            return taken, cells
        break
    return 1, alone


def _split_cells(lines: list[str], separator: str) -> list[str]:
    try:
        return next(csv.reader([line + "\n" for line in lines], delimiter=separator), [])
    except csv.Error:  # a cell of a hundred thousand characters
        return ["\n".join(lines)]
