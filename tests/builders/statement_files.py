"""Bank statements and workbooks."""

import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

from payments.collections.statement.statement_findings import StatementFinding
from tests.payments.statements import save

ISTANBUL = ZoneInfo("Europe/Istanbul")


AFTERNOON = datetime(2026, 10, 31, 14, 5, 9, tzinfo=ISTANBUL)


END = AFTERNOON.replace(hour=23, minute=59, second=59)


def of(findings: tuple[StatementFinding, ...], number: int = 2) -> list[tuple[str, str]]:
    return [(each.column, each.code) for each in findings if each.line == number]


def fill(template: bytes, rows: list[list[Any]]) -> bytes:
    """What a person makes of a template."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value
    return save(book)
