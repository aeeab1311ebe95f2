"""Files of collections as people, banks and spreadsheets make them: what is clear is read, what is not says why."""

import sys
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.collections.statement import COLUMNS, read_statement
from payments.collections.statement.statement_findings import FINDING_TEXTS
from payments.collections.statement.statement_storage import accept_doubtful_lines, dump_statement, load_statement
from tests.builders.statement_files import AFTERNOON, END, of

from .statements import GOOD, HEADING, OTHER, line, read_cell, text_of

pytestmark = pytest.mark.django_db

# What no line may be taken in with, by column: cell, code of the finding.
DAMAGED = [
    ("ykn", "9,90E+10", "scientific"),
    ("ykn", "9.90000000E+10", "scientific"),
    ("ykn", "9.9e10", "scientific"),
    ("ykn", "99000000042,5", "fraction"),
    ("ykn", "#########", "error_value"),
    ("ykn", "#DEĞER!", "error_value"),
    ("ykn", "=A1&B1", "formula"),
    ("referans", "2,60E+13", "scientific"),
    ("referans", "2,6E+13", "scientific"),
    ("referans", "2.60000000000E+13", "scientific"),
    ("referans", "#YOK", "error_value"),
    ("tahsilat_no", "2,02611E+17", "scientific"),
    ("tahsilat_no", "2.02611E17", "scientific"),
    ("tahsilat_no", "", "required"),
    ("tahsilat_no", "#AD?", "error_value"),
    ("tahsil_zamani", "46326,58690972", "number_for_date"),
    ("tahsil_zamani", "46326", "number_for_date"),
    ("tahsil_zamani", "4,63E+04", "number_for_date"),
    ("tahsil_zamani", "", "required"),
    ("tahsil_zamani", "31.02.2026 10:00", "moment"),
    ("tahsil_zamani", "31.10.2026 25:00", "moment"),
    ("tahsil_zamani", "26.10.31", "moment"),
    ("tahsil_zamani", "05/10/2026 10:00", "day_or_month"),
    ("tahsil_zamani", "dün", "moment"),
    ("tahsil_eden", "1,00E+01", "scientific"),
    ("vergi_turu", "", "required"),
    ("vergi_turu", "9,28E+03", "scientific"),
    ("vergi_turu", "harç", "unreadable"),
    ("tutar", "", "required"),
    ("tutar", "1,25749E+4", "scientific"),
    ("tutar", "12574,899999999999", "amount_fraction"),
    ("tutar", "12,574", "amount_unclear"),
    ("tutar", "-12.574,90", "negative"),
    ("tutar", "(12.574,90)", "negative"),
    ("tutar", "0,00", "not_positive"),
    ("tutar", "on iki bin", "amount"),
    ("tutar", "1.2574,90", "amount"),
    ("tutar", "12.574,90,1", "amount"),
    ("tutar", "01.12.2574", "amount"),
    ("ters_kayit", "belki", "mark"),
    ("ters_kayit", "X", "mark"),
    ("ters_kayit", "2", "mark"),
]
# What reads well and is hardly right: held back unless an officer answers for it.
DOUBTFUL = [
    ("ykn", "99000000014", "person_check"),
    ("ykn", "99000000000", "rounded"),
    ("ykn", "98000000052", "old_person"),
    ("ykn", "10000000146", "not_foreigner"),
    ("ykn", "9900000004", "person_length"),
    ("ykn", "990000000420", "person_length"),
    ("ykn", "9900000004O", "not_digits"),
    ("ykn", "", "no_person"),
    ("referans", "26000000000019", "reference_check"),
    ("referans", "26000000000000", "rounded"),
    ("referans", "26123456789051", "reference_check"),
    ("referans", "2600000000001", "reference_length"),
    ("referans", "260000000000180", "reference_length"),
    ("referans", "26A00000000018", "not_digits"),
    ("vergi_turu", "9130", "unknown_code"),
    ("vergi_turu", "928", "unknown_code"),
    ("tahsilat_no", "202611230000000000", "rounded"),
    ("tahsilat_no", "202.611.230.000.000.001", "grouped_id"),
    ("tahsilat_no", "10.Kas", "date_for_number"),
    ("tahsilat_no", "Nov-26", "date_for_number"),
    ("tahsil_eden", "\u0130\ufffd Bankas\ufffd", "broken_letters"),
]
# What is clear: cell, what it says.
CLEAR: list[tuple[str, str, Any]] = [
    ("ykn", '="99000000042"', "99000000042"),
    ("ykn", "'99000000042", "99000000042"),
    ("ykn", "99.000.000.042", "99000000042"),
    ("ykn", "99,000,000,042", "99000000042"),
    ("ykn", "99\u00a0000\u00a0000\u00a0042", "99000000042"),
    ("ykn", "99\u202f000\u202f000\u202f042", "99000000042"),
    ("ykn", "990 0000 0042", "99000000042"),
    ("ykn", "99000000042,00", "99000000042"),
    ("ykn", "99000000042.0", "99000000042"),
    ("ykn", "\u200e99000000042\u202c", "99000000042"),
    ("ykn", "٩٩٠٠٠٠٠٠٠٤٢", "99000000042"),
    ("ykn", "\u00a099000000042\t", "99000000042"),
    ("referans", "", None),
    ("referans", "-", None),
    ("referans", '="26000000000018"', "26000000000018"),
    ("referans", "26.000.000.000.018", "26000000000018"),
    ("referans", "2600 0000 0000 18", "26000000000018"),
    ("tahsilat_no", '="202611230000000001"', "202611230000000001"),
    ("tahsilat_no", "0000123", "0000123"),
    ("tahsilat_no", "12E45", "12E45"),
    ("tahsilat_no", "A-2026/11", "A-2026/11"),
    ("tahsil_eden", "10", "0010"),
    ("tahsil_eden", "0010", "0010"),
    ("tahsil_eden", "IVD", "IVD"),
    ("tahsil_eden", "ZIRAAT", "ZIRAAT"),
    ("tahsil_eden", "İş Bankası", "İş Bankası"),
    ("tahsil_eden", "Ä°ÅŸ BankasÄ±", "İş Bankası"),
    ("tahsil_eden", "T.C. ZİRAAT BANKASI A.Ş.", "T.C. ZİRAAT BANKASI A.Ş."),
    ("tahsil_eden", "", ""),
    ("vergi_turu", "9.280", "9280"),
    ("vergi_turu", "9280,00", "9280"),
    ("vergi_turu", '="9268"', "9268"),
    ("tutar", "12574,90", 1_257_490),
    ("tutar", "12574,9", 1_257_490),
    ("tutar", "12.574", 1_257_400),
    ("tutar", "964", 96_400),
    ("tutar", "964,00", 96_400),
    ("tutar", "12,574.90", 1_257_490),
    ("tutar", "12574.90", 1_257_490),
    ("tutar", "12574.9000", 1_257_490),
    ("tutar", "12 574,90", 1_257_490),
    ("tutar", "12\u00a0574,90", 1_257_490),
    ("tutar", "12.574,90 TL", 1_257_490),
    ("tutar", "₺12.574,90", 1_257_490),
    ("tutar", "12.574,90 ₺", 1_257_490),
    ("tutar", "+12.574,90", 1_257_490),
    ("ters_kayit", "HAYIR", False),
    ("ters_kayit", "Hayır", False),
    ("ters_kayit", "hayir", False),
    ("ters_kayit", "HAYİR", False),
    ("ters_kayit", "h", False),
    ("ters_kayit", "", False),
    ("ters_kayit", "YANLIŞ", False),
    ("ters_kayit", "FALSE", False),
    ("ters_kayit", "0", False),
    ("ters_kayit", "EVET", True),
    ("ters_kayit", "Evet", True),
    ("ters_kayit", "e", True),
    ("ters_kayit", "DOĞRU", True),
    ("ters_kayit", "1", True),
]
FACT = dict(
    zip(
        COLUMNS,
        (
            "collection_id",
            "collected_at",
            "collector",
            "tax_code",
            "foreigner_id",
            "reference",
            "amount_kurus",
            "reversal",
        ),
        strict=True,
    )
)

NO_SECONDS = AFTERNOON.replace(second=0)

MOMENTS = [
    ("31.10.2026 14:05:09", AFTERNOON),
    ("31.10.2026 14:05", NO_SECONDS),
    ("31.10.2026  14.05", NO_SECONDS),
    ("31.10.2026", END),
    ("31.10.26 14:05:09", AFTERNOON),
    ("31/10/2026 14:05:09", AFTERNOON),
    ("10/31/2026 2:05:09 PM", AFTERNOON),
    ("31-10-2026 14:05:09", AFTERNOON),
    ("2026-10-31 14:05:09", AFTERNOON),
    ("2026-10-31T14:05:09", AFTERNOON),
    ("2026-10-31T14:05:09.123", AFTERNOON),
    ("2026-10-31T11:05:09Z", AFTERNOON),
    ("2026-10-31T14:05:09+03:00", AFTERNOON),
    ("2026-10-31 14:05", NO_SECONDS),
    ("2026-10-31", END),
    ("2026.10.31 14:05:09", AFTERNOON),
    ("20261031140509", AFTERNOON),
    ("20261031", END),
    ("31 Ekim 2026 14:05:09", AFTERNOON),
    ("31-Eki-2026 14:05", NO_SECONDS),
    ("31 EKİM 2026", END),
    ("31-Oct-26", END),
    ("31 Ekim 2026 Cumartesi", None),
    ("Cumartesi, 31 Ekim 2026 14:05", NO_SECONDS),
    ("31.10.2026, 14:05:09", AFTERNOON),
    ("31.10.2026 saat 14:05", NO_SECONDS),
]


def test_the_case_that_was_taken_in_for_good() -> None:
    found = read_statement(text_of("T1;31.10.2026 14:05:09;ZIRAAT;9280;9,90E+10;2,60E+13;12.574,90;H"))
    assert not found.lines
    assert of(found.problems) == [("ykn", "scientific"), ("referans", "scientific")], "column by column"


@pytest.mark.parametrize(("column", "cell", "code"), DAMAGED)
def test_a_damaged_cell_holds_back_its_line_and_no_other(column: str, cell: str, code: str) -> None:
    found = read_cell(column, cell)
    assert of(found.problems) == [(column, code)]
    assert not any(each.may_accept for each in found.problems)
    assert [each.collection_id for each in found.lines] == ["T2"]
    assert not found.doubtful


@pytest.mark.parametrize(("column", "cell", "code"), DOUBTFUL)
def test_a_doubtful_cell_holds_back_its_line_until_somebody_answers_for_it(column: str, cell: str, code: str) -> None:
    found = read_cell(column, cell)
    assert of(found.problems) == [(column, code)]
    assert [each.number for each in found.lines] == [3]
    assert [each.number for each in found.doubtful] == [2]
    accepted = accept_doubtful_lines(found, {2, 99})
    assert [each.number for each in accepted.lines] == [2, 3]
    assert (accepted.doubtful, accepted.problems) == ((), ())


@pytest.mark.parametrize(("column", "cell", "value"), CLEAR)
def test_a_clear_cell_is_read(column: str, cell: str, value: Any) -> None:
    found = read_cell(column, cell)
    assert found.problems == ()
    assert getattr(found.lines[0], FACT[column]) == value


@pytest.mark.parametrize(("cell", "moment"), MOMENTS)
def test_a_moment_is_read_in_every_form_by_one_rule(cell: str, moment: datetime | None) -> None:
    found = read_cell("tahsil_zamani", cell)
    if moment is None:
        assert of(found.problems) == [("tahsil_zamani", "moment")]
    else:
        assert found.lines[0].collected_at == moment


def test_days_with_slashes_are_clear_when_one_of_them_shows_the_order() -> None:
    turkish = read_statement(
        text_of(line(tahsil_zamani="05/10/2026 10:00"), line(tahsilat_no="2", tahsil_zamani="31/10/2026"))
    )
    american = read_statement(
        text_of(line(tahsil_zamani="10/05/2026 10:00"), line(tahsilat_no="2", tahsil_zamani="10/31/2026"))
    )
    assert [each.collected_at.month for each in (*turkish.lines, *american.lines)] == [10] * 4
    assert [each.collected_at.day for each in (*turkish.lines, *american.lines)] == [5, 31, 5, 31]


def test_what_was_mended_is_told() -> None:
    cells = {"ykn": '="99000000042"', "tahsil_eden": "10", "vergi_turu": "9.280", "tutar": "12,574.90"}
    found = read_statement(text_of(line(**cells, tahsil_zamani="31.10.2026")))
    assert [(each.column, each.code) for each in found.notes] == [
        ("tahsil_zamani", "end_of_day"),
        ("tahsil_eden", "zeros_restored"),
        ("vergi_turu", "separators"),
        ("ykn", "formula_text"),
        ("tutar", "english_amount"),
    ]
    assert all(each.words for each in found.notes)


@pytest.mark.parametrize("mark", ["E", "evet"])
def test_a_minus_beside_the_mark_of_a_reversal_is_clear(mark: str) -> None:
    found = read_statement(text_of(line(tutar="-12.574,90", ters_kayit=mark)))
    assert (found.lines[0].amount_kurus, found.lines[0].reversal) == (1_257_490, True)


# --- whole files ------------------------------------------------------------------------------------
ISBANK = text_of(line(tahsil_eden="İş Bankası"), ";".join(OTHER.values()))


@pytest.mark.parametrize(
    "content",
    [
        ISBANK.encode(),
        ISBANK.encode("utf-8-sig"),
        ISBANK.encode("windows-1254"),
        ISBANK.encode("utf-16"),
        ISBANK.encode("utf-16-le"),
        ISBANK.encode("utf-16-be"),
        ISBANK.encode("utf-32"),
        ISBANK.replace("\n", "\r\n").encode(),
        ISBANK.replace("\n", "\r").encode(),
        ISBANK.encode() + b"\x1a",
        ("sep=;\n" + ISBANK).encode(),
        ("\ufeffsep=;\r\n" + ISBANK).encode(),
        ('"sep=;"\n' + ISBANK).encode("windows-1254"),
        ISBANK.replace(";", "\t").encode(),
        ISBANK.replace(";", "\t").encode("utf-16"),
        ISBANK.replace(";", "|").encode(),
        ("sep=,\n" + ISBANK.replace(",90", "").replace(";", ",")).encode(),
        ISBANK.replace("12.574,90", '"12.574,90"').replace(";", ",").encode(),
        "\n".join(";".join(f'"{cell}"' for cell in row.split(";")) for row in ISBANK.splitlines()).encode(),
        "\n".join(f'"{row}"' for row in ISBANK.splitlines()).encode(),
        "\n".join(row + ";;;" for row in ISBANK.splitlines()).encode(),
        (ISBANK + "\n\n;;;;;;;\n  \n").encode(),
        ISBANK.rstrip("\n").encode(),
        ("T.C. Ziraat Bankası A.Ş.\nRapor tarihi: 01.11.2026\n\n" + ISBANK).encode(),
        (ISBANK + "TOPLAM;;;;;;25.149,80;\n").encode(),
        (ISBANK + ";;;;;Genel Toplam;25.149,80;\n").encode(),
        (ISBANK + "Toplam: 2 adet\n").encode(),
        (HEADING.upper() + ISBANK.removeprefix(HEADING)).encode(),
        (
            "Tahsilat No;Tahsil Zamanı;TAHSİL EDEN;Vergi Türü;YKN;Referans;Tutar (TL);Ters Kayıt"
            + ISBANK.removeprefix(HEADING)
        ).encode(),
        (HEADING.replace("_", " ").title() + ISBANK.removeprefix(HEADING)).encode("windows-1254"),
        ISBANK.replace(HEADING, HEADING + ";açıklama").replace(";H", ";H;not").encode(),
        ISBANK.replace(";H", "").encode(),  # a spreadsheet leaves out empty cells at the end
        (ISBANK + HEADING + "\n").encode(),
    ],
)
def test_a_file_is_read_whatever_wrote_it(content: bytes) -> None:
    found = read_statement(content)
    assert found.problems == ()
    assert [(each.collection_id, each.foreigner_id) for each in found.lines] == [
        ("T1", "99000000042"),
        ("T2", "99000000110"),
    ]
    assert found.lines[0].collector == "İş Bankası"
    assert {each.amount_kurus // 100 for each in found.lines} == {12_574}


def test_columns_may_stand_in_any_order() -> None:
    names = list(reversed(COLUMNS))
    rows = [";".join(cells[name] for name in names) for cells in (GOOD, OTHER)]
    assert (
        read_statement("\n".join([";".join(names), *rows])).lines[0].facts
        == read_statement(text_of(line())).lines[0].facts
    )


def test_the_same_line_twice_is_counted_once() -> None:
    found = read_statement(text_of(line(), ";".join(OTHER.values()), line()))
    assert ([each.number for each in found.lines], found.repeated, found.problems) == ([2, 3], 1, ())


def test_one_number_with_two_amounts_is_not_clear_and_the_others_are() -> None:
    found = read_statement(text_of(line(), ";".join(OTHER.values()), line(tutar="1,00")))
    assert [each.number for each in found.lines] == [3]
    assert [(each.line, each.code) for each in found.problems] == [(2, "twice_different"), (4, "twice_different")]


def test_a_number_that_lost_its_zeros_is_seen_beside_the_others() -> None:
    others = [line(tahsilat_no=f"000012{n}") for n in range(5)]
    found = read_statement(text_of(*others, line(tahsilat_no="125")))
    assert (len(found.lines), of(found.problems, 7)) == (5, [("tahsilat_no", "lost_zeros_id")])


def test_a_quotation_mark_that_is_never_closed_spoils_no_other_line() -> None:
    found = read_statement(text_of(line(tahsil_eden='"Akbank'), ";".join(OTHER.values()), line(tahsilat_no="T3")))
    assert [each.collection_id for each in found.lines] == ["T2", "T3"]
    two = read_statement(
        text_of(line(tahsil_eden='"Akbank'), ";".join(OTHER.values()), line(tahsilat_no="3", tahsil_eden='"B'))
    )
    assert [each.collection_id for each in two.lines] == ["T2"]
    inside = read_statement(text_of(line(tahsil_eden='Akbank "Merkez"')))
    assert inside.lines[0].collector == 'Akbank "Merkez"'


def test_a_quoted_cell_may_run_over_two_lines() -> None:
    found = read_statement(text_of(line(tahsil_eden='"ZIRAAT\nANKARA"'), ";".join(OTHER.values())))
    assert [each.collector for each in found.lines] == ["ZIRAAT ANKARA", "0010"]


def test_a_file_that_breaks_off_loses_the_line_that_it_breaks_off_in() -> None:
    whole = text_of(";".join(OTHER.values()), line())
    for end in range(len(whole) - len(line()), len(whole) - 2):
        found = read_statement(whole[:end])
        assert [each.collection_id for each in found.lines] == ["T2"], whole[:end]


def test_too_many_and_too_few_cells_are_told_and_the_others_read() -> None:
    found = read_statement(text_of("T3;31.10.2026", line() + ";1;2", ";".join(OTHER.values())))
    assert [(each.line, each.code) for each in found.problems] == [(2, "short_line"), (3, "long_line")]
    assert len(found.lines) == 1


def test_commas_that_cut_an_amount_in_two_are_told() -> None:
    found = read_statement(text_of(line()).replace(";", ","))
    assert of(found.problems) == [("", "long_line")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_heading"),
        (b"a;b;c\n1;2;3\n", "no_heading"),
        (line().encode(), "no_heading"),
        (HEADING.encode(), "empty"),
        (HEADING.replace(";ykn", "").encode() + b"\n1;2\n", "missing_columns"),
        (HEADING.encode() + b";YKN\n1;2\n", "column_twice"),
        (b"\x00\x01\x02", "not_text"),
        (b"%PDF-1.7\n", "other_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"<html><table><tr><td>tahsilat_no", "other_format"),
        (b"PK\x03\x04 broken", "broken_workbook"),
    ],
)
def test_what_is_no_file_of_collections_says_so(content: bytes, code: str) -> None:
    found = read_statement(content)
    assert ([each.code for each in found.problems], found.lines) == ([code], ())


def test_a_file_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[read_statement.__module__], "MAX_LINES", 20)
    found = read_statement(text_of(*(line(tahsilat_no=str(n)) for n in range(21))))
    assert (len(found.lines), [each.code for each in found.problems]) == (20, ["too_many_lines"])


def test_what_was_read_is_stored_and_loaded_unchanged() -> None:
    found = read_statement(text_of(line(tahsil_zamani="31.10.2026"), line(tahsilat_no="2", ykn="99000000014"), "x"))
    assert load_statement(dump_statement(found)) == found


@given(st.text(max_size=300), st.sampled_from(COLUMNS))
def test_no_cell_stops_the_reader_or_takes_another_line_with_it(cell: str, column: str) -> None:
    found = read_statement(text_of(line(**{column: cell}), ";".join(OTHER.values())))
    told = {each.number for each in (*found.lines, *found.doubtful)} | {each.line for each in found.problems}
    assert told
    if not set(cell) & set('"\r\n;\u0000'):
        assert "T2" in {each.collection_id for each in found.lines}
        assert 2 in told or found.totals
    assert all(each.words and each.text for each in (*found.problems, *found.notes))


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reader(content: bytes) -> None:
    read_statement(content)
    read_statement(HEADING.encode() + b"\n" + content)


@given(kurus=st.integers(1, 10**12), written=st.sampled_from(["tr", "plain", "en", "dot", "space"]))
def test_an_amount_means_the_same_in_every_form(kurus: int, written: str) -> None:
    whole, part = divmod(kurus, 100)
    texts = {
        "tr": f"{whole:,}".replace(",", ".") + f",{part:02}",
        "plain": f"{whole},{part:02}",
        "en": f"{whole:,}.{part:02}",
        "dot": f"{whole}.{part:02}",
        "space": f"{whole:,}".replace(",", "\u00a0") + f",{part:02}",
    }
    assert read_statement(text_of(line(tutar=texts[written]))).lines[0].amount_kurus == kurus


def test_every_word_is_used() -> None:
    source = "".join(
        path.read_text() for path in __import__("pathlib").Path("payments/collections/statement").glob("*.py")
    )
    assert not [code for code in FINDING_TEXTS if source.count(f'"{code}"') < 2]
