"""The gateway to NVİ, which allots identity numbers to foreigners (domain 6.2)."""

from dataclasses import dataclass
from datetime import timedelta

import httpx
from django.conf import settings

from emuafiyet.core.outbox.errors import NotYetError, PermanentError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System


class StillPendingError(NotYetError):
    """NVİ has taken the request and will answer later."""

    def __init__(self) -> None:
        super().__init__(timedelta(minutes=1), "NVİ has not decided yet")


@dataclass(frozen=True)
class PersonWithoutNumber:
    """Whom NVİ is asked to give a number. ``nationality``: ISO 3166-1 alpha-3; month and day may be unknown."""

    surname: str
    given_names: str
    passport_number: str
    nationality: str
    birth_year: int
    birth_month: int | None
    birth_day: int | None


def allot_identity_number(person: PersonWithoutNumber) -> str:
    """Return the person's identity number; NVİ gives the same one however often it is asked.

    Raises ``StillPendingError`` or ``OutageError`` to be asked again, ``PermanentError`` when NVİ refuses (a person
    must look).
    """
    answer = call_system(
        System.NVI,
        "POST",
        f"{settings.NVI_URL}/allot",
        reads_json=False,
        json={
            "surname": person.surname,
            "given_names": person.given_names,
            "passport_number": person.passport_number,
            "nationality": person.nationality,
            "birth": {"year": person.birth_year, "month": person.birth_month, "day": person.birth_day},
        },
    )
    if answer.status_code == httpx.codes.CONFLICT:
        raise PermanentError("NVİ refused the allotment")
    answer.raise_for_status()
    if answer.status_code == httpx.codes.ACCEPTED:
        raise StillPendingError
    return answer.json()["ykn"]
