"""The gateway to the address database (UAVT, domain 6.3): where a dwelling code is."""

import httpx
from django.conf import settings

from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

# What a code can turn out to be.
FOUND, UNKNOWN, CLOSED, NOT_A_UNIT = "found", "unknown", "closed", "not_a_unit"


def look_up_address(code: str) -> tuple[str, dict[str, str]]:
    """What the code is, and where: ``address`` in words, ``province`` (plate code), ``district``.

    Raises ``OutageError`` when the database is away.
    """
    answer = call_system(System.NVI, "GET", f"{settings.NVI_URL}/addresses/{code}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return UNKNOWN, {}
    answer.raise_for_status()
    record = answer.json()
    told = {name: str(record.get(name) or "") for name in ("address", "province", "district")}
    if record["kind"] not in {"dwelling", "workplace"}:
        return NOT_A_UNIT, told
    return (FOUND if record["active"] else CLOSED), told
