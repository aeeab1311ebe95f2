"""Reports as files: CSV as Excel in Türkiye opens it (UTF-8 with a mark, semicolons, decimal commas), and XLSX."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from .figures import Report

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


def render_csv(report: Report) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_escape_formula(each) for each in report.columns])
    writer.writerows([_format_cell(each) for each in row] for row in report.rows)
    return ("\ufeff" + out.getvalue()).encode()


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (float, Decimal)):
        return str(value).replace(".", ",")
    return _escape_formula(str(value))


def _escape_formula(value: str) -> str:
    """Words that a spreadsheet would take for a formula stay words."""
    return f"'{value}" if value.startswith(FORMULA_PREFIXES) else value


def render_xlsx(reports: list[Report]) -> bytes:
    """A sheet for each report; dates and numbers as such, no formula anywhere."""
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, safe) as book:
        bold, day, lira = (
            book.add_format(each) for each in ({"bold": True}, {"num_format": "dd.mm.yyyy"}, {"num_format": "#,##0.00"})
        )
        for report in reports:
            sheet = book.add_worksheet(report.key)
            sheet.write_string(0, 0, report.title, bold)
            sheet.write_string(1, 0, report.note)
            for column, name in enumerate(report.columns):
                sheet.write_string(3, column, name, bold)
            for number, row in enumerate(report.rows, 4):
                for column, value in enumerate(row):
                    _write_cell(sheet, number, column, value, day, lira)
            sheet.set_column(0, 0, 40)
            sheet.set_column(1, len(report.columns), 18)
    return out.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any, lira: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), lira)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
