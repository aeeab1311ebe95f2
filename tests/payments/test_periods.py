"""Three months are calendar months, and each begun year owes a yearly fee (domain 3.13)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.payment_periods import add_months, count_fee_years, is_at_least_months, is_longer_than_months

THREE_MONTHS = [
    # start, end, days, at least three months, more than three months
    ("2026-01-01", "2026-03-31", 90, True, False),
    ("2026-01-01", "2026-03-30", 89, False, False),
    ("2027-02-01", "2027-04-30", 89, True, False),
    ("2026-11-30", "2027-02-27", 90, True, False),
    ("2026-11-30", "2027-02-26", 89, False, False),
    ("2027-11-30", "2028-02-28", 91, True, False),
    ("2026-12-15", "2027-03-15", 91, True, True),
]
YEARS = [
    ("2026-01-01", "2026-12-31", 1),
    ("2026-01-01", "2027-01-01", 2),
    ("2026-06-01", "2028-05-31", 2),
    ("2026-01-01", "2028-12-31", 3),
    ("2026-01-01", "2026-01-01", 1),
    ("2028-02-29", "2029-02-27", 1),
]
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(("start", "end", "length", "at_least", "exceeds"), THREE_MONTHS)
@pytest.mark.requirement("R47", "R93")
def test_the_three_month_rule(start: str, end: str, length: int, at_least: bool, exceeds: bool) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert (last - first).days + 1 == length
    assert is_at_least_months(first, last, 3) is at_least
    assert is_longer_than_months(first, last, 3) is exceeds


@pytest.mark.parametrize(("start", "end", "years"), YEARS)
def test_yearly_fees(start: str, end: str, years: int) -> None:
    assert count_fee_years(date.fromisoformat(start), date.fromisoformat(end)) == years


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)
    assert add_months(date(2026, 1, 31), 11) == date(2026, 12, 31)


def test_a_period_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        count_fee_years(date(2026, 2, 2), date(2026, 2, 1))


@given(days, st.integers(1, 36))
def test_the_shortest_period_that_reaches_the_months_does_not_exceed_them(start: date, months: int) -> None:
    shortest = next(
        start + timedelta(days=n)
        for n in range(28 * months - 2, 32 * months)
        if is_at_least_months(start, start + timedelta(days=n), months)
    )
    assert not is_longer_than_months(start, shortest, months)
    assert is_longer_than_months(start, shortest + timedelta(days=1), months)


@given(days, st.integers(0, 1100))
def test_a_longer_stay_never_owes_fewer_years(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert (
        count_fee_years(start, end)
        <= count_fee_years(start, end + timedelta(days=1))
        <= count_fee_years(start, end) + 1
    )
