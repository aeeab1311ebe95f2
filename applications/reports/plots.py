"""Geometry of the plots: what the templates draw as SVG. No styles, no colours: those are the stylesheet's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format

from .figures import Report

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 34, 12, 34
BAR, GAP, LABEL = 14, 12, 20
MAX_LABELS = 8


@dataclass(frozen=True)
class Series:
    """One line: ``points`` are runs without a gap, ``marks`` every value with its words."""

    name: str
    number: int
    runs: list[str]
    marks: list[tuple[float, float, str]]


@dataclass(frozen=True)
class LinePlot:
    width: int
    height: int
    left: int
    right: int
    baseline: float
    ticks: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    series: list[Series]


@dataclass(frozen=True)
class BarPart:
    number: int
    x: float
    width: float
    words: str


@dataclass(frozen=True)
class Bar:
    name: str
    label_y: float
    y: float
    parts: list[BarPart]
    total_x: float
    total: str


@dataclass(frozen=True)
class BarPlot:
    width: int
    height: float
    bar: int
    names: list[tuple[int, str]]
    bars: list[Bar]


def build_plot(report: Report) -> LinePlot | BarPlot | None:
    """The geometry of a report; None when there is nothing to draw."""
    columns = report.series or list(range(1, len(report.columns)))
    values = [row[column] for row in report.rows for column in columns if row[column]]
    if not values:
        return None
    return _build_line_plot(report, columns) if report.drawn == "lines" else _build_bar_plot(report, columns)


def compute_ticks(highest: float) -> list[float]:
    """Round values from nought up to the highest or a little beyond: five at most."""
    size = 1.0
    while highest / size > 50:
        size *= 10
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = size * factor
        if step * 4 >= highest and (step >= 1):
            break
    many = max(1, -(-highest // step))
    return [step * n for n in range(int(many) + 1)]


def format_value(value: Any, unit: str = "") -> str:
    """A value as it is read: in the reader's notation, with its unit."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return date_format(value, "j E Y")
    places = 2 if isinstance(value, Decimal) else 1 if isinstance(value, float) and value % 1 else 0
    told = (
        number_format(value, places, use_l10n=True, force_grouping=True)
        if isinstance(value, (int, float, Decimal))
        else str(value)
    )
    return f"{told} {unit}".strip()


def _build_line_plot(report: Report, columns: list[int]) -> LinePlot:
    highest = max(float(row[column] or 0) for row in report.rows for column in columns)
    ticks = compute_ticks(highest)
    inner, baseline = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM
    count = max(len(report.rows) - 1, 1)

    def across(number: int) -> float:
        return round(LEFT + inner * (number / count if len(report.rows) > 1 else 0.5), 1)

    def up(value: Any) -> float:
        return round(baseline - (baseline - TOP) * float(value) / ticks[-1], 1)

    series = []
    for number, column in enumerate(columns, 1):
        marks: list[Any] = []
        runs: list[str] = []
        run: list[str] = []
        for place, row in enumerate(report.rows):
            value = row[column]
            if value is None:
                runs, run = ([*runs, " ".join(run)] if run else runs), []
                continue
            x, y = across(place), up(value)
            run.append(f"{x},{y}")
            marks.append(
                (x, y, f"{format_value(row[0])}, {report.columns[column]}: {format_value(value, report.unit)}")
            )
        series.append(Series(report.columns[column], number, [*runs, " ".join(run)] if run else runs, marks))
    every = -(-len(report.rows) // MAX_LABELS)
    labels = [
        (across(place), date_format(row[0], "j M")) for place, row in enumerate(report.rows) if place % every == 0
    ]
    shown = [(up(value), format_value(value if value % 1 else int(value))) for value in ticks]
    return LinePlot(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, baseline, shown, labels, series)


def _build_bar_plot(report: Report, columns: list[int]) -> BarPlot:
    totals = [sum(row[column] or 0 for column in columns) for row in report.rows]
    scale = (WIDTH - 110) / float(max(totals))
    bars, y = [], 4.0
    for row, total in zip(report.rows, totals, strict=True):
        x, parts = 0.0, []
        for number, column in enumerate(columns, 1):
            wide = round(float(row[column] or 0) * scale, 1)
            if wide:
                told = f"{row[0]}, {report.columns[column]}: {format_value(row[column], report.unit)}"
                parts.append(BarPart(number, round(x, 1), wide, told))
            x += wide
        bars.append(Bar(str(row[0]), y + 13, y + LABEL, parts, round(x + 6, 1), format_value(total, report.unit)))
        y += LABEL + BAR + GAP
    names = [(number, report.columns[column]) for number, column in enumerate(columns, 1)]
    return BarPlot(WIDTH, y, BAR, names if len(names) > 1 else [], bars)
