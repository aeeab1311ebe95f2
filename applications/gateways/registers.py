"""The gateways to NVİ, which allots identity numbers (domain 6.2), and to Göç İdaresi's corrected records (6.7)."""

from datetime import timedelta

import httpx
from django.conf import settings

from applicants.models import Identity
from emuafiyet.core.outbox.errors import NotYetError, OutageError, PermanentError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System


class StillPendingError(NotYetError):
    """NVİ has taken the request and will answer later."""

    def __init__(self) -> None:
        super().__init__(timedelta(minutes=1), "NVİ has not decided yet")


def allot_identity_number(identity: Identity) -> str:
    """The person's identity number; NVİ gives the same one however often it is asked.

    Raises ``StillPendingError`` or ``OutageError`` to be asked again, ``PermanentError`` when NVİ refuses (a person
    must look).
    """
    answer = call_system(
        System.NVI,
        "POST",
        f"{settings.NVI_URL}/allot",
        reads_json=False,
        json={
            "surname": identity.surname,
            "given_names": identity.given_names,
            "passport_number": identity.passport_number,
            "nationality": identity.nationality,
            "birth": {"year": identity.birth_year, "month": identity.birth_month, "day": identity.birth_day},
        },
    )
    if answer.status_code == httpx.codes.CONFLICT:
        raise PermanentError("NVİ refused the allotment")
    answer.raise_for_status()
    if answer.status_code == httpx.codes.ACCEPTED:
        raise StillPendingError
    return answer.json()["ykn"]


class RegistryUnavailableError(Exception):
    """The registry did not answer, or not with a record; whoever waits is told to come back."""


# A person waits at the screen for this answer.
RECORD_TIMEOUT_SECONDS = 4.0


def fetch_corrected_record(foreigner_id: str) -> dict | None:
    """The person's record as Göç İdaresi holds it now (domain 6.7), by the names of
    ``document_facts.CORRECTABLE_FIELDS``.

    A value that the registry does not hold is left out: it says nothing about the card. None when the registry
    knows no such number. Raises ``RegistryUnavailableError``.
    """
    try:
        answer = call_system(
            System.GOC,
            "GET",
            f"{settings.GOC_URL}/persons/{foreigner_id}",
            timeout=min(settings.GATEWAY_TIMEOUT, RECORD_TIMEOUT_SECONDS),
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        record = answer.json()
        birth = record["birth"]
        names = ("surname", "given_names", "father_name", "mother_name", "nationality")
        found = {name: str(record[name]) for name in names if record[name]}
        if birth["year"]:
            parts = {part: birth[part] for part in ("year", "month", "day")}
            found |= {f"birth_{part}": int(value) if value else None for part, value in parts.items()}
        return found
    except (OutageError, httpx.HTTPStatusError, ValueError, KeyError, TypeError):
        raise RegistryUnavailableError from None  # the reason would quote the number
