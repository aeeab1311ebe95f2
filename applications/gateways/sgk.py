"""The gateway to SGK's workplaces (domain 6.4)."""

import httpx
from django.conf import settings

from ..models import Lookup

Outcome = Lookup.Outcome


def workplace(number: str) -> tuple[str, dict]:
    """A workplace by its 26 digits: title, address, province (plate code), whether it is active.

    Raises an HTTP error when SGK is away, to be asked again.
    """
    answer = httpx.get(f"{settings.SGK_URL}/workplaces/{number}", timeout=settings.GATEWAY_TIMEOUT)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return Outcome.UNKNOWN, {}
    answer.raise_for_status()
    record = answer.json()
    told = {name: str(record[name]) for name in ("title", "address", "province")}
    return (Outcome.FOUND if record["active"] else Outcome.CLOSED), told
