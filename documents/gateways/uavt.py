"""The gateway to the address database (UAVT, domain 6.3): where a dwelling code is."""

import httpx
from django.conf import settings

# What a code can turn out to be.
FOUND, UNKNOWN, CLOSED, NOT_A_UNIT = "found", "unknown", "closed", "not_a_unit"


def look_up_address(code: str) -> tuple[str, dict[str, str]]:
    """What the code is, and where: ``address`` in words, ``province`` (plate code), ``district``.

    Raises an HTTP error when the database is away, to be asked again.
    """
    answer = httpx.get(f"{settings.NVI_URL}/addresses/{code}", timeout=settings.GATEWAY_TIMEOUT)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return UNKNOWN, {}
    answer.raise_for_status()
    record = answer.json()
    told = {name: str(record.get(name) or "") for name in ("address", "province", "district")}
    if record["kind"] not in {"dwelling", "workplace"}:
        return NOT_A_UNIT, told
    return (FOUND if record["active"] else CLOSED), told
