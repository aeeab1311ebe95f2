"""An empty file of collections to fill in: the right columns, kept as text where a spreadsheet would count."""

import csv
import io

import xlsxwriter
from django.utils.translation import gettext as _

from .headings import COLUMNS

EXAMPLE = (
    "202611230000000001",
    "23.11.2026 14:05:09",
    "0010",
    "9280",
    "99000000042",
    "26000000000018",
    "12.574,90",
    "H",
)


def write_csv() -> bytes:
    """A mark at the start and semicolons: a Turkish Excel opens it with its letters and in columns."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(COLUMNS)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def write_xlsx() -> bytes:
    """Every cell is text, so that no number loses a digit; a second sheet explains the columns."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "num_format": "@"})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Tahsilat")
        sheet.set_column(0, len(COLUMNS) - 1, 22, as_text)
        sheet.write_row(0, 0, COLUMNS, heading)
        sheet.freeze_panes(1, 0)
        explained = book.add_worksheet(_("Açıklama"))
        explained.set_column(0, 1, 30)
        explained.set_column(2, 2, 80)
        for row, (name, example, words) in enumerate(zip(COLUMNS, EXAMPLE, _explain_columns(), strict=True)):
            explained.write_row(row, 0, [name, example, words], as_text)
    return content.getvalue()


def _explain_columns() -> list[str]:
    return [
        _("GİB’in verdiği tahsilat numarası, metin olarak"),
        _("Gün ve saat; saat yazılmazsa günün sonu sayılır"),
        _("Banka kodu dört hane, baştaki sıfırlarla; vergi dairesi için IVD"),
        _("9280 (harç) veya 9268 (değerli kâğıt)"),
        _("Ödeyenin 99 ile başlayan 11 haneli kimlik numarası"),
        _("14 haneli işlem referans numarası; banka ödemesinde boş"),
        _("Lira, kuruşu virgülle"),
        _("Geri alınan tahsilat için E, öteki satırlar için H veya boş"),
    ]
