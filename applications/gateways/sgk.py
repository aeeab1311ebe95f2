"""The gateway to SGK's workplaces (domain 6.4)."""

import httpx
from django.conf import settings

from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

# What became of a question, in the words of ``Lookup.Outcome``.
FOUND, UNKNOWN, CLOSED = "found", "unknown", "closed"


def fetch_workplace(number: str) -> tuple[str, dict]:
    """A workplace by its 26 digits: title, address, province (plate code), whether it is active.

    Raises ``OutageError`` when SGK is away.
    """
    answer = call_system(System.SGK, "GET", f"{settings.SGK_URL}/workplaces/{number}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return UNKNOWN, {}
    answer.raise_for_status()
    record = answer.json()
    told = {name: str(record[name]) for name in ("title", "address", "province")}
    return (FOUND if record["active"] else CLOSED), told
