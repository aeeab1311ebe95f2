"""Last days (domain 5.8): day 0 is the day of the notice; the last day ends at midnight in Istanbul.

A last day on a weekend or public holiday moves to the end of the next working day. It is computed when the term
begins and kept: a holiday that is entered later changes no day that somebody has been told.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

from ..models import Holiday

ISTANBUL = ZoneInfo("Europe/Istanbul")
THIRTY_DAYS = 30
# No run of holidays and weekends is longer.
MAX_HOLIDAY_RUN = timedelta(days=21)


@cache
def _load_published_holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("TR", years=year)


def list_non_working_days(first: date, last: date) -> set[date]:
    """Weekends and public holidays from ``first`` to ``last``, in one query.

    The ministry's own table speaks for every year that it has a day of; for other years the published calendar does,
    so that a year nobody has entered yet still has its feasts. Half days are working days.
    """
    years = range(first.year, last.year + 1)
    kept = Holiday.objects.filter(day__gte=date(first.year, 1, 1), day__lte=date(last.year, 12, 31))
    days = set(kept.values_list("day", flat=True))
    known = {day.year for day in days}
    for year in years:
        if year not in known:
            days |= set(_load_published_holidays(year))
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day for day in every if day.weekday() >= 5 or day in days}


def is_working_day(day: date) -> bool:
    return day not in list_non_working_days(day, day)


def today() -> date:
    """Today's date in Türkiye, wherever the server stands."""
    return timezone.localdate(timezone=ISTANBUL)


def compute_last_moment(noticed_at: datetime, days: int = THIRTY_DAYS) -> datetime:
    """The last instant of a term of ``days`` that began with a notice at ``noticed_at``."""
    day = timezone.localdate(noticed_at, timezone=ISTANBUL) + timedelta(days=days)
    closed = list_non_working_days(day, day + MAX_HOLIDAY_RUN)
    while day in closed:
        day += timedelta(days=1)
    return datetime.combine(day, time(23, 59, 59), tzinfo=ISTANBUL)


def count_days_left(moment: datetime) -> int:
    """Whole days until the last day: 0 on the day itself, negative once it has passed."""
    return (timezone.localdate(moment, timezone=ISTANBUL) - today()).days
