"""The gateways to SGK's workplaces (domain 6.4) and to the address database (UAVT, domain 6.3)."""

import httpx
from django.conf import settings

from .models import Lookup

Outcome = Lookup.Outcome


def workplace(number: str) -> tuple[str, dict]:
    """A workplace by its 26 digits: title, address, province (plate code), whether it is active."""
    answer = _ask(f"{settings.SGK_URL}/workplaces/{number}")
    if answer is None:
        return Outcome.UNKNOWN, {}
    told = {name: str(answer[name]) for name in ("title", "address", "province")}
    return (Outcome.FOUND if answer["active"] else Outcome.CLOSED), told


def address(code: str) -> tuple[str, dict]:
    """A dwelling or workplace by its address code: where it is, in words, and its province (plate code)."""
    answer = _ask(f"{settings.NVI_URL}/addresses/{code}")
    if answer is None:
        return Outcome.UNKNOWN, {}
    told = {name: str(answer[name]) for name in ("address", "province")}
    if answer["kind"] not in {"dwelling", "workplace"}:
        return Outcome.NOT_A_UNIT, told
    return (Outcome.FOUND if answer["active"] else Outcome.CLOSED), told


def _ask(url: str) -> dict | None:
    """The record; None when there is none. Raises when the system is away, to be asked again."""
    answer = httpx.get(url, timeout=settings.GATEWAY_TIMEOUT)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    answer.raise_for_status()
    return answer.json()
