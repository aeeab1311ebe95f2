"""XLSX files of collections: text stays text, numbers that lost digits are seen, a bomb does not go off."""

import io
import zipfile
from datetime import date, time, timedelta
from typing import Any

import openpyxl
import pytest

from payments.collections.statement import COLUMNS, read_statement
from payments.collections.statement import workbook as bounds
from tests.builders.statement_files import AFTERNOON, END, of

from .statements import GOOD, OTHER, save, workbook

pytestmark = pytest.mark.django_db
CELL = AFTERNOON.replace(tzinfo=None)  # a spreadsheet knows no time zones


def cells(**changes: Any) -> list[Any]:
    return list((GOOD | changes).values())


def test_a_workbook_of_text_is_read_like_a_text() -> None:
    found = read_statement(workbook(list(GOOD.values()), list(OTHER.values())))
    assert (found.problems, found.notes) == ((), ())
    assert [each.foreigner_id for each in found.lines] == ["99000000042", "99000000110"]
    assert found.lines[0].collected_at == AFTERNOON


@pytest.mark.parametrize(
    ("column", "value", "fact", "expected"),
    [
        ("tahsilat_no", "000123", "collection_id", "000123"),
        ("tahsilat_no", 123, "collection_id", "123"),
        ("tahsil_zamani", CELL, "collected_at", AFTERNOON),
        ("tahsil_zamani", CELL - timedelta(microseconds=400), "collected_at", AFTERNOON),
        ("tahsil_zamani", date(2026, 10, 31), "collected_at", END),
        ("tahsil_zamani", 20261031, "collected_at", END),
        ("tahsil_eden", 10, "collector", "0010"),
        ("tahsil_eden", 10.0, "collector", "0010"),
        ("vergi_turu", 9280, "tax_code", "9280"),
        ("ykn", 99000000042, "foreigner_id", "99000000042"),
        ("ykn", 99000000042.0, "foreigner_id", "99000000042"),
        ("referans", 26000000000018, "reference", "26000000000018"),
        ("referans", None, "reference", None),
        ("tutar", 12574.9, "amount_kurus", 1_257_490),
        ("tutar", 964, "amount_kurus", 96_400),
        ("tutar", 0.1 + 0.2, "amount_kurus", 30),
        ("tutar", "12.574,90", "amount_kurus", 1_257_490),
        ("ters_kayit", True, "reversal", True),
        ("ters_kayit", False, "reversal", False),
        ("ters_kayit", 0, "reversal", False),
        ("ters_kayit", 1.0, "reversal", True),
        ("ters_kayit", None, "reversal", False),
    ],
)
def test_a_cell_that_holds_all_it_should_is_read(column: str, value: Any, fact: str, expected: Any) -> None:
    found = read_statement(workbook(cells(**{column: value})))
    assert found.problems == ()
    assert getattr(found.lines[0], fact) == expected


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("tahsilat_no", 202611230000000000, "rounded"),
        ("tahsilat_no", 2.02611e17, "rounded"),
        ("tahsilat_no", CELL, "date_for_number"),
        ("tahsil_zamani", 46326.58690972, "number_for_date"),
        ("tahsil_zamani", 46326, "number_for_date"),
        ("tahsil_zamani", time(14, 5), "moment"),
        ("tahsil_zamani", True, "moment"),
        ("vergi_turu", 9.28, "fraction"),
        ("ykn", 99000000042.5, "fraction"),
        ("ykn", 9.9e10, "rounded"),
        ("ykn", "9,90E+10", "scientific"),
        ("ykn", "#N/A", "error_value"),
        ("referans", 2.6e13, "rounded"),
        ("referans", CELL, "date_for_number"),
        ("tutar", 12.574, "amount_fraction"),
        ("tutar", CELL, "amount"),
        ("tutar", -5, "negative"),
        ("tutar", 1e300, "too_much"),
        ("tutar", "=1+1", "required"),  # no programme has counted it
        ("ters_kayit", 7, "mark"),
    ],
)
def test_a_cell_that_lost_something_is_told(column: str, value: Any, code: str) -> None:
    found = read_statement(workbook(cells(**{column: value}), list(OTHER.values())))
    assert of(found.problems) == [(column, code)]
    assert [each.collection_id for each in found.lines] == ["T2"]


def test_titles_explanations_and_hidden_lines_lose_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 3)
    sheet["A1"] = "T.C. Ziraat Bankası"
    sheet.append(list(GOOD.values()))
    sheet.append([])
    sheet.append(list(OTHER.values()))
    sheet.append(["TOPLAM", None, None, None, None, None, 25149.8])
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Açıklama", 0)["A1"] = "Bu dosya"
    found = read_statement(save(book))
    assert ([each.number for each in found.lines], found.totals, found.problems) == ([5, 7], 1, ())


def test_everything_in_the_first_column_is_taken_apart() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (COLUMNS, GOOD.values(), OTHER.values()):
        sheet.append([";".join(row)])
    assert [each.number for each in read_statement(save(book)).lines] == [2, 3]


def test_two_sheets_of_lines_are_not_clear() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(list(GOOD.values()))))
    other = book.create_sheet("Ekim")
    other.append(list(COLUMNS))
    assert len(read_statement(save(book)).lines) == 1, "an empty template beside it changes nothing"
    other.append(list(OTHER.values()))
    assert [each.code for each in read_statement(save(book)).problems] == ["several_sheets"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO(workbook(list(GOOD.values())))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/bomb.xml", b"0" * (bounds.MAX_UNZIPPED_BYTES + 1))
    assert len(content.getvalue()) < 200_000
    assert [each.code for each in read_statement(content.getvalue()).problems] == ["huge_workbook"]
    monkeypatch.setattr(bounds, "MAX_ENTRIES", 3)
    assert [each.code for each in read_statement(workbook()).problems] == ["huge_workbook"]


def test_a_size_that_a_workbook_claims_counts_for_nothing() -> None:
    """A sheet that says it has a million columns and a far last row costs what it really holds."""
    content = workbook(list(GOOD.values()))
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                body = body.replace(b'ref="A1:H2"', b'ref="A1:XFD1048576"')
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                body = body.replace(b"</sheetData>", far)
            new.writestr(name, body)
    assert len(read_statement(changed.getvalue()).lines) == 1


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "other_format"),
        ({"a.csv": "x"}, "other_format"),
        ({"xl/workbook.xml": "<x/>"}, "broken_workbook"),
        ({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "broken_workbook"),
    ],
)
def test_another_package_says_what_it_is(entries: dict[str, str], code: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, body in entries.items():
            package.writestr(name, body)
    assert [each.code for each in read_statement(content.getvalue()).problems] == [code]
