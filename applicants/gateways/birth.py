"""The birth date in records of registers: a year, and a month and a day that may be unknown (A-40)."""

from typing import Any

BIRTH_COLUMNS = ("birth_year", "birth_month", "birth_day")


def read_birth_date(record: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of ``record["birth"]`` under the names of our columns, unchecked; None for what is not held."""
    birth = record.get("birth") or {}
    return {name: birth.get(name.removeprefix("birth_")) for name in BIRTH_COLUMNS}
