"""What was read from a file as plain values, so that what an officer saw is what a worker takes in."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from .read_statement import Statement, StatementLine
from .statement_findings import StatementFinding
from .timestamps import Precision


def dump_statement(statement: Statement) -> dict[str, Any]:
    """Values for a JSON column; ``load_statement`` is its reverse."""
    values = asdict(statement)
    for line in (*values["lines"], *values["doubtful"]):
        line["collected_at"] = line["collected_at"].isoformat()
    return values


def load_statement(values: dict[str, Any]) -> Statement:
    return Statement(
        lines=tuple(_load_line(each) for each in values["lines"]),
        problems=tuple(StatementFinding(**each) for each in values["problems"]),
        doubtful=tuple(_load_line(each) for each in values["doubtful"]),
        repeated=values["repeated"],
        totals=values["totals"],
        ignored_columns=tuple(values["ignored_columns"]),
    )


def accept_doubtful_lines(statement: Statement, numbers: Collection[int]) -> Statement:
    """The statement with doubtful lines that an officer answers for among those to take in."""
    accepted = [line for line in statement.doubtful if line.number in numbers]
    done = {line.number for line in accepted}
    return replace(
        statement,
        lines=tuple(sorted([*statement.lines, *accepted], key=lambda line: line.number)),
        doubtful=tuple(line for line in statement.doubtful if line.number not in done),
        problems=tuple(finding for finding in statement.problems if finding.line not in done),
    )


def _load_line(values: dict[str, Any]) -> StatementLine:
    return StatementLine(
        **values
        | {
            "collected_at": datetime.fromisoformat(values["collected_at"]),
            "precision": Precision(values["precision"]),
            "notes": tuple(StatementFinding(**each) for each in values["notes"]),
        }
    )
