"""Files of collections that have been through a spreadsheet: LibreOffice itself, and what a Turkish Excel does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from emuafiyet.dev.packages import UNPACK_FOLDER
from payments.collections.statement import COLUMNS, Statement, read_statement
from payments.collections.statement.template import write_csv, write_xlsx
from tests.builders.statement_files import fill, of

from .statements import GOOD, OTHER, line, text_of

pytestmark = pytest.mark.django_db
GIVEN = [
    GOOD | {"tahsilat_no": "202611230000000041", "tahsil_eden": "İş Bankası"},
    OTHER | {"tahsilat_no": "000000000000000042", "tutar": "964,00", "vergi_turu": "9268", "referans": ""},
    GOOD | {"tahsilat_no": "A-3", "ters_kayit": "HAYIR", "tahsil_zamani": "01.02.2026 09:05:00"},
]
TURKISH = 1055  # the language in which LibreOffice reads numbers and days
# Columns of a CSV filter: separator ;, quotation mark ", character set 76 (UTF-8), from line 1.
AS_TEXT = "59,34,76,1," + "/".join(f"{n}/2" for n in range(1, 9)) + f",{TURKISH},false,false"
TO_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
AS_COUNTED = f"59,34,76,1,,{TURKISH},false,true"


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice's settings of this process, so that two may run side by side."""
    return tmp_path_factory.mktemp("libreoffice")


def convert(content: bytes, suffix: str, to: str, profile: Path, folder: Path, infilter: str = "") -> bytes:
    """What LibreOffice makes of a file when somebody opens it and saves it as another kind."""
    source = folder / f"gun.{suffix}"
    source.write_bytes(content)
    out = folder / "out"
    program = shutil.which("soffice") or str(UNPACK_FOLDER / "usr/lib/libreoffice/program/soffice")
    command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
    if infilter:
        command.append(f"--infilter=CSV:{infilter}")
    environment = {**os.environ, "HOME": str(profile), "LC_ALL": "C.UTF-8"}
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, env=environment,
                   timeout=120)  # fmt: skip
    (made,) = out.iterdir()
    return made.read_bytes()


def facts(found: Statement) -> list[tuple]:
    return [(each.collection_id, *each.facts) for each in found.lines]


def given() -> str:
    return text_of(*(";".join(each.values()) for each in GIVEN))


def test_libreoffice_keeps_a_file_whose_columns_are_text(profile: Path, tmp_path: Path) -> None:
    expected = facts(read_statement(given()))
    assert len(expected) == 3
    book = convert(given().encode(), "csv", "xlsx", profile, tmp_path, AS_TEXT)
    assert facts(read_statement(book)) == expected
    (tmp_path / "again").mkdir()
    back = convert(
        book, "xlsx", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true", profile, tmp_path / "again"
    )
    assert facts(read_statement(back)) == expected


def test_libreoffice_keeps_a_filled_template(profile: Path, tmp_path: Path) -> None:
    book = convert(fill(write_xlsx(), [list(each.values()) for each in GIVEN]), "xlsx", "xlsx", profile, tmp_path)
    assert facts(read_statement(book)) == facts(read_statement(given()))


def test_what_libreoffice_counts_is_read_or_told_and_never_wrong(profile: Path, tmp_path: Path) -> None:
    """Opened without a word about columns: long numbers lose digits, others stay whole, days become days."""
    expected = {each.number: each for each in read_statement(given()).lines}
    book = read_statement(convert(given().encode(), "csv", "xlsx", profile, tmp_path, AS_COUNTED))
    (tmp_path / "again").mkdir()
    text = read_statement(convert(given().encode(), "csv", TO_CSV, profile, tmp_path / "again", AS_COUNTED))
    for found in (book, text):
        told = {each.line for each in found.problems}
        assert 2 in told, "eighteen digits do not fit into a number"
        for each in found.lines:
            ours = expected[each.number]
            assert (each.foreigner_id, each.reference, each.amount_kurus) == (
                ours.foreigner_id,
                ours.reference,
                ours.amount_kurus,
            )
        assert {each.number for each in found.lines} | told == {2, 3, 4}


# What a Turkish Excel writes when somebody opens the file by a double click and saves it, by kind of file.
def test_excel_saves_a_csv_of_rounded_numbers() -> None:
    """ "CSV (noktalı virgülle)": Windows-1254, numbers as the cells show them, no quotation marks, no empty ends."""
    rows = [
        "2,02611E+17;31.10.2026 14:05;İş Bankası;9280;9,9E+10;2,6E+13;12.574,90;H",
        "42;31.10.2026 14:05;10;9268;99000000110;;964;H",
        "43;31.10.2026 14:05;IVD;9268;99000000110;26000000000026;964,00;HAYIR",
    ]
    found = read_statement("\r\n".join([";".join(COLUMNS), *rows, ""]).encode("windows-1254"))
    assert of(found.problems) == [
        ("tahsilat_no", "scientific"),
        ("ykn", "scientific"),
        ("referans", "scientific"),
    ]
    assert [(each.collection_id, each.collector, each.amount_kurus) for each in found.lines] == [
        ("42", "0010", 96_400),
        ("43", "IVD", 96_400),
    ]


def test_excel_writes_unicode_text_with_tabs() -> None:
    text = "\r\n".join(["\t".join(COLUMNS), *("\t".join(each.values()) for each in GIVEN), ""])
    assert facts(read_statement(text.encode("utf-16"))) == facts(read_statement(given()))


def test_excel_quotes_a_whole_line_that_it_could_not_take_apart() -> None:
    """A file with commas opened where the semicolon separates: all in the first column, quoted when saved."""
    rows = [",".join(f'"{cell}"' if "," in cell else cell for cell in each.values()) for each in GIVEN]
    text = "\r\n".join([",".join(COLUMNS), *('"' + row.replace('"', '""') + '"' for row in rows), ""])
    assert facts(read_statement(text.encode("windows-1254"))) == facts(read_statement(given()))


def test_excel_saves_the_template_with_its_marks() -> None:
    filled = (
        write_csv()
        + "\r\n".join(
            ";".join(f'="{cell}"' if cell.isdigit() else cell for cell in each.values()) for each in GIVEN
        ).encode()
    )
    found = read_statement(filled)
    assert facts(found) == facts(read_statement(given()))
    assert {each.code for each in found.notes} == {"formula_text"}


def test_excel_in_english_turns_days_and_amounts_around() -> None:
    """Days with slashes are told by the first that shows the order; an amount with a point reads as it is written."""
    rows = [
        line(tahsil_zamani="10/31/2026 14:05", tutar="12,574.90"),
        line(tahsilat_no="2", tahsil_zamani="10/5/2026 9:05", tutar="964"),
    ]
    found = read_statement(text_of(*rows))
    assert [(each.collected_at.day, each.collected_at.month) for each in found.lines] == [(31, 10), (5, 10)]
    alone = read_statement(text_of(rows[1]))
    assert of(alone.problems) == [("tahsil_zamani", "day_or_month")]
