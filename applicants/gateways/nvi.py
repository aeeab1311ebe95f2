"""The gateway to NVİ's population register: what it holds of one foreigner (domain 6.2)."""

from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from .birth import read_birth_date


@dataclass(frozen=True)
class NviPerson:
    """A record as NVİ gave it: no value is checked yet, and what the register does not hold is None."""

    is_alive: bool
    surname: Any
    given_names: Any
    nationality: Any
    passport_number: Any
    birth: dict[str, Any]  # "birth_year", "birth_month" and "birth_day"
    father_name: Any
    mother_name: Any
    sex: Any
    marital_status: Any
    birth_place: Any
    birth_country: Any


def fetch_person(foreigner_id: str) -> NviPerson | None:
    """Return the record of an identity number, None when NVİ knows no such number.

    Raises ``OutageError`` when NVİ does not answer, ``httpx.HTTPStatusError`` for an answer that nobody knows.
    """
    answer = call_system(System.NVI, "GET", f"{settings.NVI_URL}/persons/{foreigner_id}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    answer.raise_for_status()
    record = answer.json()
    return NviPerson(
        is_alive=record.get("life_status") == "alive",
        surname=record.get("surname"),
        given_names=record.get("given_names"),
        nationality=record.get("nationality"),
        passport_number=record.get("passport_number"),
        birth=read_birth_date(record),
        father_name=record.get("father_name"),
        mother_name=record.get("mother_name"),
        sex=record.get("sex"),
        marital_status=record.get("marital_status"),
        birth_place=record.get("birth_place"),
        birth_country=record.get("birth_country"),
    )
