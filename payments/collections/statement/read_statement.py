"""GİB's collections as a file: a row for each collection, the same facts as in the feed (domain 3.11).

What is clear is read; what is not is named with its line and column and holds back no other line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from payments.gateways.gib import SOURCE

from ...collected_line import FACT_FIELDS, CollectedLine
from . import cells as read_cell
from .encoding import check_text, decode_text
from .headings import COLUMNS, MAX_HEADING_ROWS, find_heading, is_repeated_heading, is_total, match_columns
from .rows import Row, format_cell, resplit_row, split_text
from .statement_findings import StatementFinding, UnreadableError
from .timestamps import Precision, is_month_first, read_moment
from .workbook import is_workbook, read_sheets

MAX_LINES = 20_000
MAX_CELL_CHARACTERS = 60


@dataclass(frozen=True)
class StatementLine(CollectedLine):
    """A collection as a file tells it. ``notes``: how cells were mended."""

    number: int = 0
    precision: Precision = Precision.SECOND
    notes: tuple[StatementFinding, ...] = ()

    @property
    def facts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, fact) for fact in FACT_FIELDS)


@dataclass(frozen=True)
class Statement:
    """``lines`` are clear. ``problems`` hold back the lines that they name and no other; ``doubtful`` are those of them
    that read well and are hardly right. ``repeated`` and ``totals`` count rows that add nothing."""

    lines: tuple[StatementLine, ...] = ()
    problems: tuple[StatementFinding, ...] = ()
    doubtful: tuple[StatementLine, ...] = ()
    repeated: int = 0
    totals: int = 0
    ignored_columns: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[StatementFinding, ...]:
        return tuple(note for line in self.lines for note in line.notes)

    @property
    def held_back(self) -> int:
        """How many lines are not taken in."""
        return len({problem.line for problem in self.problems if problem.line})


@dataclass
class _Reader:
    columns: dict[int, str]
    width: int  # of the heading, columns that nobody reads among them
    month_first: bool | None
    lines: list[StatementLine] = field(default_factory=list)
    doubtful: list[StatementLine] = field(default_factory=list)
    problems: list[StatementFinding] = field(default_factory=list)
    repeated: int = 0
    totals: int = 0

    def read_row(self, row: Row) -> None:
        row = resplit_row(row, len(COLUMNS))
        if row.is_empty:
            return
        if is_repeated_heading(row, self.columns) or is_total(row, self.columns):
            self.totals += 1
        elif self._has_all_columns(row):
            self._read_cells(row)

    def _has_all_columns(self, row: Row) -> bool:
        filled = len(row.cells)
        missing = [name for at, name in self.columns.items() if at >= filled]
        if missing and not (row.complete and missing == ["ters_kayit"]):
            # A spreadsheet leaves out empty cells at the end; a file that breaks off ends in the midst of a line.
            found = len([cell for cell in row.cells if format_cell(cell)])
            self.problems.append(StatementFinding(row.number, "short_line", params={"n": len(COLUMNS), "found": found}))
            return False
        more = [format_cell(cell) for cell in row.cells[self.width :] if format_cell(cell)]
        if more:
            self.problems.append(
                StatementFinding(
                    row.number,
                    "long_line",
                    "",
                    ";".join(more)[:MAX_CELL_CHARACTERS],
                    {"n": len(COLUMNS), "found": len(more)},
                )
            )
            return False
        return True

    def _read_cells(self, row: Row) -> None:
        given = {name: row.cells[at] if at < len(row.cells) else None for at, name in self.columns.items()}
        values: dict[str, Any] = {}
        notes: list[StatementFinding] = []
        refused: list[StatementFinding] = []
        doubts: list[StatementFinding] = []
        precision = Precision.SECOND

        def read(name: str, reader: Callable[..., read_cell.CellReading], **more: Any) -> None:
            cell = format_cell(given[name])[:MAX_CELL_CHARACTERS]
            try:
                found = reader(given[name], **more)
            except UnreadableError as error:
                refused.append(StatementFinding(row.number, error.code, name, cell, error.params))
                return
            values[name] = found.value
            notes.extend(StatementFinding(row.number, code, name, cell, params) for code, params in found.notes)
            if found.doubt:
                code, params = found.doubt
                doubts.append(StatementFinding(row.number, code, name, cell, params, may_accept=True))

        def moment(cell: Any) -> read_cell.CellReading:
            nonlocal precision
            found, precision = read_moment(cell, self.month_first)
            return found

        read("tahsilat_no", read_cell.read_collection_id)
        read("tahsil_zamani", moment)
        read("tahsil_eden", read_cell.read_collector)
        read("vergi_turu", read_cell.read_tax_code)
        read("ykn", read_cell.read_foreigner_id)
        read("referans", read_cell.read_reference)
        read("ters_kayit", read_cell.read_reversal)
        read("tutar", read_cell.read_amount, reversal=values.get("ters_kayit", False))
        if refused:
            doubts = [StatementFinding(f.line, f.code, f.column, f.cell, f.params) for f in doubts]
            self.problems += sorted([*refused, *doubts], key=lambda finding: COLUMNS.index(finding.column))
            return
        line = StatementLine(
            source=SOURCE,
            collection_id=values["tahsilat_no"],
            collected_at=values["tahsil_zamani"],
            collector=values["tahsil_eden"],
            tax_code=values["vergi_turu"],
            foreigner_id=values["ykn"],
            reference=values["referans"],
            amount_kurus=values["tutar"],
            reversal=values["ters_kayit"],
            number=row.number,
            precision=precision,
            notes=tuple(notes),
        )
        self.problems += doubts
        (self.doubtful if doubts else self.lines).append(line)

    def check_together(self) -> None:
        """Look at the lines beside each other."""
        self._drop_repeated()
        self._suspect_short_ids()
        self.problems.sort(key=lambda finding: finding.line)

    def _drop_repeated(self) -> None:
        by_id: dict[str, list[StatementLine]] = {}
        for line in sorted([*self.lines, *self.doubtful], key=lambda line: line.number):
            by_id.setdefault(line.collection_id, []).append(line)
        gone: set[int] = set()
        for same in by_id.values():
            if len(same) == 1:
                continue
            if len({line.facts for line in same}) == 1:
                self.repeated += len(same) - 1
                gone |= {line.number for line in same[1:]}
                continue
            gone |= {line.number for line in same}
            numbers = ", ".join(str(line.number) for line in same[:10])
            self.problems += [
                StatementFinding(line.number, "twice_different", "tahsilat_no", line.collection_id, {"lines": numbers})
                for line in same
            ]
        self.lines = [line for line in self.lines if line.number not in gone]
        self.doubtful = [line for line in self.doubtful if line.number not in gone]
        kept = {line.number for line in self.doubtful}
        self.problems = [f for f in self.problems if not f.may_accept or f.line in kept]

    def _suspect_short_ids(self) -> None:
        """Numbers of one width, most of them with zeros in front, and one that is shorter and has none."""
        digits = [line for line in [*self.lines, *self.doubtful] if line.collection_id.isdigit()]
        widths = [len(line.collection_id) for line in digits if line.collection_id.startswith("0")]
        if not widths or len(set(widths)) > 1:
            return
        short = {line.number for line in digits if len(line.collection_id) < widths[0]}
        suspected = [line for line in self.lines if line.number in short]
        self.lines = [line for line in self.lines if line.number not in short]
        self.doubtful += suspected
        self.problems += [
            StatementFinding(line.number, "lost_zeros_id", "tahsilat_no", line.collection_id, may_accept=True)
            for line in suspected
        ]


def read_statement(content: str | bytes) -> Statement:
    """The lines of a file, whatever is in it: a text in any usual encoding, or an XLSX workbook."""
    try:
        rows = _find_rows(content)
        at, columns = find_heading(rows)
    except UnreadableError as error:
        return Statement(problems=(StatementFinding(0, error.code, params=error.params),))
    body = rows[at + 1 :]
    moments = next(position for position, name in columns.items() if name == "tahsil_zamani")
    width = max(i for i, cell in enumerate(rows[at].cells) if format_cell(cell)) + 1
    reader = _Reader(columns, width, is_month_first(row.cells[moments] for row in body if len(row.cells) > moments))
    for row in body[:MAX_LINES]:
        reader.read_row(row)
    if len(body) > MAX_LINES:
        reader.problems.append(StatementFinding(0, "too_many_lines", params={"n": MAX_LINES}))
    reader.check_together()
    if not (reader.lines or reader.problems):
        reader.problems.append(StatementFinding(0, "empty"))
    known = set(columns)
    return Statement(
        tuple(reader.lines),
        tuple(reader.problems),
        tuple(reader.doubtful),
        reader.repeated,
        reader.totals,
        tuple(name for i, cell in enumerate(rows[at].cells) if i not in known and (name := format_cell(cell))),
    )


def _find_rows(content: str | bytes) -> Sequence[Row]:
    if isinstance(content, bytes) and is_workbook(content):
        return _find_sheet(content)
    text = check_text(content) if isinstance(content, str) else decode_text(content)
    return _split_collapsed_rows([row for row in split_text(text) if not row.is_empty])


def _find_sheet(content: bytes) -> Sequence[Row]:
    """The rows of the one sheet that has the heading; sheets of explanations are left alone."""
    sheets = [
        (title, _split_collapsed_rows(rows)) for title, rows in read_sheets(content, MAX_LINES + MAX_HEADING_ROWS + 2)
    ]
    headed = [(title, rows) for title, rows in sheets if _has_heading(rows)]
    # A sheet with the heading and nothing below it is a template that nobody has filled.
    filled = [(title, rows) for title, rows in headed if not _has_heading(rows[-1:])]
    if len(filled) > 1:
        raise UnreadableError("several_sheets", sheets=", ".join(title for title, _rows in filled[:5]))
    if filled or headed:
        return (filled or headed)[0][1]
    return next((rows for _title, rows in sheets if rows), [])


def _has_heading(rows: Sequence[Row]) -> bool:
    return any(len(set(match_columns(row.cells).values())) >= len(COLUMNS) - 1 for row in rows[:MAX_HEADING_ROWS])


def _split_collapsed_rows(rows: Sequence[Row]) -> list[Row]:
    """The heading may lie in one cell as a whole, as its lines do: see ``resplit_row``."""
    opened = [resplit_row(row, len(COLUMNS)) for row in rows[:MAX_HEADING_ROWS]]
    return [*opened, *rows[MAX_HEADING_ROWS:]]
