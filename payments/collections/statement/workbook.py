"""Rows out of an XLSX file, within bounds: a small file can unpack to a very large one."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from .rows import Cell, Row, format_cell
from .statement_findings import UnreadableError

ZIP_SIGNATURE = b"PK\x03\x04"
MAX_UNZIPPED_BYTES = 64 * 1024 * 1024
MAX_ENTRIES = 500
MAX_COLUMNS = 40


def is_workbook(content: bytes) -> bool:
    return content.startswith(ZIP_SIGNATURE)


def read_sheets(content: bytes, most_rows: int) -> Iterator[tuple[str, list[Row]]]:
    """Each sheet's name and its rows, ``most_rows`` at most. Raises ``UnreadableError``.

    A cell of text stays text, a number a number: what a number lost is for the reader of its column to judge.
    """
    _check_package(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its size need not be so
            yield sheet.title, list(_read_rows(sheet, most_rows))
    except UnreadableError:
        raise
    except Exception as error:  # the library raises whatever its parsers raise
        raise UnreadableError("broken_workbook") from error


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                kind = "ODS" if "mimetype" in names and "content.xml" in names else "ZIP"
                raise UnreadableError("other_format", format=kind)
            # The reader never unpacks more of an entry than its header says.
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED_BYTES:
                raise UnreadableError("huge_workbook")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise UnreadableError("broken_workbook") from None


def _read_rows(sheet: Any, most_rows: int) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(max_row=most_rows, max_col=MAX_COLUMNS), start=1):
        values = tuple(_read_value(cell) for cell in cells)
        row = Row(number, values)
        if not row.is_empty:
            yield row


def _read_value(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, datetime):
        shown = (cell.number_format or "").lower()
        # A day's cell comes with a midnight that nobody wrote.
        only_a_day = "h" not in shown and "s" not in shown.replace("\\", "") and not any((value.hour, value.minute))
        return value.date() if only_a_day else value
    if value is None or isinstance(value, str | int | float | bool | date | time):
        return value
    return format_cell(str(value))
