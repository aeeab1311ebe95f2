"""Calendar periods: the three-month rule and fee years (domain 3.13). Both ends of a period count."""

import calendar
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later; a day that month does not have becomes its last (30 Nov + 3 = 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_at_least_months(start: date, end: date, months: int) -> bool:
    """Whether the period lasts ``months`` calendar months or longer. Three months are not 90 days."""
    return end + timedelta(days=1) >= add_months(start, months)


def is_longer_than_months(start: date, end: date, months: int) -> bool:
    """Whether the period is longer than ``months`` calendar months, even by a day."""
    return end + timedelta(days=1) > add_months(start, months)


def count_fee_years(start: date, end: date) -> int:
    """How many yearly fees the period owes: each begun year counts whole (domain 4.2)."""
    if end < start:
        raise ValueError("the period ends before it starts")
    years = 1
    while is_longer_than_months(start, end, 12 * years):
        years += 1
    return years


def split_months_and_days(start: date, end: date) -> tuple[int, int]:
    """The period's length as whole calendar months and the days that are left over."""
    months = 0
    while is_at_least_months(start, end, months + 1):
        months += 1
    return months, (end + timedelta(days=1) - add_months(start, months)).days
