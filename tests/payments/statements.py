"""Files of collections as tests write them: one good line, and the same with other cells."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from payments.collections.statement import COLUMNS, Statement, read_statement

HEADING = ";".join(COLUMNS)
GOOD = {
    "tahsilat_no": "T1",
    "tahsil_zamani": "31.10.2026 14:05:09",
    "tahsil_eden": "0010",
    "vergi_turu": "9280",
    "ykn": "99000000042",
    "referans": "26000000000018",
    "tutar": "12.574,90",
    "ters_kayit": "H",
}
OTHER = GOOD | {"tahsilat_no": "T2", "ykn": "99000000110", "referans": "26000000000026"}


def line(**cells: str) -> str:
    return ";".join((GOOD | cells).values())


def text_of(*rows: str) -> str:
    return "\n".join([HEADING, *rows, ""])


def read_cell(column: str, cell: str) -> Statement:
    """What a file says whose first line has this cell, beside a second line that is good."""
    return read_statement(text_of(line(**{column: cell}), ";".join(OTHER.values())))


def workbook(*rows: Sequence[Any], heading: Sequence[str] = COLUMNS, title: str = "Tahsilat") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    sheet.append(list(heading))
    for row in rows:
        sheet.append(list(row))
    return save(book)


def save(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
