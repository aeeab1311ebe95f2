"""The gateway to Göç İdaresi: the last entry to Türkiye with a passport (domain 6.7)."""

from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from .birth import read_birth_date


@dataclass(frozen=True)
class BorderEntry:
    """An entry as Göç İdaresi gave it: no value is checked yet, and what it does not hold is None."""

    entered_on: Any  # a day as ISO text
    gate: Any
    stay_basis: Any
    stay_until: Any  # a day as ISO text
    has_left: bool
    surname: Any
    given_names: Any
    birth: dict[str, Any]  # "birth_year", "birth_month" and "birth_day"


def fetch_last_entry(passport_number: str, nationality: str) -> BorderEntry | None:
    """Return the last entry with a passport, None when there is none. ``nationality``: ISO 3166-1 alpha-3.

    Raises ``OutageError`` when Göç İdaresi does not answer, ``httpx.HTTPStatusError`` for an answer that nobody knows.
    """
    answer = call_system(
        System.GOC,
        "GET",
        f"{settings.GOC_URL}/entries",
        params={"passport": passport_number, "nationality": nationality},
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    answer.raise_for_status()
    record = answer.json()
    return BorderEntry(
        entered_on=record.get("entered_on"),
        gate=record.get("gate"),
        stay_basis=record.get("stay_basis"),
        stay_until=record.get("stay_until"),
        has_left=bool(record.get("left")),
        surname=record.get("surname"),
        given_names=record.get("given_names"),
        birth=read_birth_date(record),
    )
