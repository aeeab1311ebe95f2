"""The gateway to Göç İdaresi: a person's record as it stands now, for the correction of a card (domain 6.7)."""

from typing import Any

import httpx
from django.conf import settings

from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

# A person waits at the screen for this answer.
RECORD_TIMEOUT_SECONDS = 4.0


class RegistryUnavailableError(Exception):
    """The registry did not answer, or not with a record; whoever waits is told to come back."""


def fetch_corrected_record(foreigner_id: str) -> dict[str, Any] | None:
    """Return the person's record as Göç İdaresi holds it now (domain 6.7), by the names of
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
        found: dict[str, str | int | None] = {name: str(record[name]) for name in names if record[name]}
        if birth["year"]:
            parts = {part: birth[part] for part in ("year", "month", "day")}
            found |= {f"birth_{part}": int(value) if value else None for part, value in parts.items()}
        return found
    except (OutageError, httpx.HTTPStatusError, ValueError, KeyError, TypeError):
        raise RegistryUnavailableError from None  # the reason would quote the number
