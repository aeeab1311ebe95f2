"""Last days (domain 5.8): day 0 is the day of the notice; the last day ends at midnight in Istanbul.

A last day on a weekend or public holiday moves to the end of the next working day.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

ISTANBUL = ZoneInfo("Europe/Istanbul")
THIRTY_DAYS = 30


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("TR", years=year)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


def today() -> date:
    """Today's date in Türkiye, wherever the server stands."""
    return timezone.localdate(timezone=ISTANBUL)


def last_moment(noticed_at: datetime, days: int = THIRTY_DAYS) -> datetime:
    """The last instant of a term of ``days`` that began with a notice at ``noticed_at``."""
    day = timezone.localdate(noticed_at, timezone=ISTANBUL) + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(23, 59, 59), tzinfo=ISTANBUL)


def days_left(moment: datetime) -> int:
    """Whole days until the last day: 0 on the day itself, negative once it has passed."""
    return (timezone.localdate(moment, timezone=ISTANBUL) - today()).days
