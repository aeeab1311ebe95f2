"""When a collection was made: the ways in which people, banks and spreadsheets write a moment."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

from .cells import SCIENTIFIC, CellReading, read_text
from .headings import MONTH_NUMBERS, fold_letters
from .rows import Cell, fold_digits, format_cell
from .statement_findings import UnreadableError

ISTANBUL = ZoneInfo("Europe/Istanbul")
END_OF_DAY = time(23, 59, 59)  # in time on the last day, and not before a notice of the same day


class Precision(StrEnum):
    """How exactly the file says it. Two files may say the same moment with and without its seconds."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


CLOCK_PATTERN = r"(?:[ T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?:\s*(AM|PM|ÖÖ|ÖS))?)?"
DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})" + CLOCK_PATTERN, re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})" + CLOCK_PATTERN, re.IGNORECASE)
MONTH_NAMED = re.compile(r"(\d{1,2})[ .\-/]+([^\W\d_]{3,9})[ .\-/]+(\d{4}|\d{2})" + CLOCK_PATTERN, re.IGNORECASE)
COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:[ T]?(\d{2})(\d{2})(\d{2})?)?")
SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")


def is_month_first(cells: Iterable[Cell]) -> bool | None:
    """Whether the column's days with slashes begin with the month; None when no day of it shows which."""
    found = [
        match
        for cell in cells
        if isinstance(cell, str) and (match := DAY_FIRST.fullmatch(_simplify_text(format_cell(cell))))
    ]
    slashed = [(int(match[1]), int(match[3])) for match in found if match[2] == "/"]
    day_first = any(first > 12 for first, _second in slashed)
    month_first = any(second > 12 for _first, second in slashed)
    return None if day_first == month_first else month_first


def read_moment(cell: Cell, month_first: bool | None = None) -> tuple[CellReading, Precision]:
    """The moment in Turkish time unless it names an offset of its own. Raises ``UnreadableError``."""
    if isinstance(cell, bool | time):
        raise UnreadableError("moment")
    if isinstance(cell, float) or (isinstance(cell, int) and not COMPACT.fullmatch(str(cell))):
        raise UnreadableError("number_for_date")
    if isinstance(cell, datetime):
        # A spreadsheet keeps a moment as a fraction of a day, a millisecond early or late.
        return _complete_reading(
            CellReading(None), (cell + timedelta(milliseconds=500)).replace(microsecond=0), Precision.SECOND
        )
    if isinstance(cell, date):
        return _complete_reading(CellReading(None), datetime.combine(cell, END_OF_DAY), Precision.DAY)
    found = read_text(cell)
    try:
        moment, precision = _parse_moment(_simplify_text(found.value), month_first)
    except ValueError:
        raise UnreadableError("moment") from None
    return _complete_reading(found, moment, precision)


def _complete_reading(found: CellReading, moment: datetime, precision: Precision) -> tuple[CellReading, Precision]:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ISTANBUL)
    if not 2000 <= moment.year <= 2100:
        raise UnreadableError("moment")
    found.value = moment.replace(microsecond=0)
    if precision == Precision.DAY:
        found.note("end_of_day")
    if moment.date() > timezone.localdate() + timedelta(days=1):
        found.note("future")
    return found, precision


def _simplify_text(text: str) -> str:
    text = fold_digits(text)
    # A weekday before the day, a comma between day and time, "saat" and "at" in the midst.
    text = re.sub(r"^[^\W\d_]{3,9},?\s+(?=\d)|,?\s*\bsaat\b\s*", " ", text, flags=re.IGNORECASE)
    return " ".join(re.sub(r"(?<=\d),?\s+(?=\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)", " ", text).split()).rstrip(".")


def _parse_moment(text: str, month_first: bool | None) -> tuple[datetime, Precision]:
    if not text:
        raise UnreadableError("required")
    if match := re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})(?:([ T]+)(.+))?", text):
        return _parse_iso_date(match)
    if match := DAY_FIRST.fullmatch(text):
        return _parse_numeric_date(match, month_first)
    if match := YEAR_FIRST.fullmatch(text):
        return _add_clock(date(int(match[1]), int(match[2]), int(match[3])), match.groups()[3:])
    if match := MONTH_NAMED.fullmatch(text):
        month = MONTH_NUMBERS.get(fold_letters(match[2])[:3])
        if month is None:
            raise ValueError("no such month")
        return _add_clock(date(_parse_year(match[3]), month, int(match[1])), match.groups()[3:])
    if match := COMPACT.fullmatch(text):
        return _add_clock(date(int(match[1]), int(match[2]), int(match[3])), (*match.groups()[3:], None))
    if SERIAL.fullmatch(text) or SCIENTIFIC.fullmatch(text):
        raise UnreadableError("number_for_date")
    raise ValueError("no moment")


def _parse_iso_date(match: re.Match) -> tuple[datetime, Precision]:
    year, month, day = (int(part) for part in match[1].split("-"))
    if not match[3]:
        return _add_clock(date(year, month, day), (None,) * 4)
    clock = match[3].replace(" ", "")
    moment = datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{clock.zfill(5) if ':' in clock[:2] else clock}")
    return moment, Precision.MINUTE if re.match(r"\d{1,2}:\d{2}(?!:)", clock) else Precision.SECOND


def _parse_numeric_date(match: re.Match, month_first: bool | None) -> tuple[datetime, Precision]:
    first, separator, second = int(match[1]), match[2], int(match[3])
    if separator == "/" and month_first is None and first != second and max(first, second) <= 12:
        raise UnreadableError("day_or_month")
    if separator == "/" and (month_first if month_first is not None else second > 12):
        first, second = second, first
    return _add_clock(date(_parse_year(match[4]), second, first), match.groups()[4:])


def _parse_year(text: str) -> int:
    year = int(text) if len(text) == 4 else 2000 + int(text)
    if len(text) == 2 and year > timezone.localdate().year:
        raise ValueError("more likely a day")
    return year


def _add_clock(day: date, clock: tuple[str | None, ...]) -> tuple[datetime, Precision]:
    hour, minute, second, half = clock
    if hour is None or minute is None:
        return datetime.combine(day, END_OF_DAY), Precision.DAY
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise ValueError("no such hour")
        number = number % 12 + (12 if half.upper() in {"PM", "ÖS"} else 0)
    moment = datetime.combine(day, time(number, int(minute), int(second or 0)))
    return moment, Precision.SECOND if second else Precision.MINUTE
