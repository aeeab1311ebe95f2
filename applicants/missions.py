"""The gateway to the missions' system (MFA): consular references (domain 3.10, 6.8)."""

import httpx
from django.conf import settings

from .models import Arrival, Identity


def look_up(reference: str, passport_number: str) -> tuple[str, dict]:
    """Ask for a reference together with its passport.

    Returns an ``Arrival.Outcome`` and, when verified, the record's values by ``Identity`` column.
    Raises when the system is away or answers something unknown: the promise is tried again.
    """
    answer = httpx.get(
        f"{settings.MFA_URL}/references/{reference}",
        params={"passport": passport_number},
        timeout=settings.GATEWAY_TIMEOUT,
    )
    if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.GONE}:
        return Arrival.Outcome(answer.json()["error"]), {}
    answer.raise_for_status()
    record = answer.json()
    if record["nationality"] == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}
    if record["used"]:
        return Arrival.Outcome.USED, {}
    birth = record["birth"]
    return Arrival.Outcome.VERIFIED, {
        "surname": record["surname"],
        "given_names": record["given_names"],
        "nationality": record["nationality"],
        "birth_year": birth["year"],
        "birth_month": birth["month"],
        "birth_day": birth["day"],
        "passport_number": record["passport_number"],
        "mission": record["mission"],
    }


def mark_used(identity: Identity, use_id: str) -> None:
    """Tell the missions' system that the reference has opened an account; the same ``use_id`` may be told again."""
    httpx.post(
        f"{settings.MFA_URL}/references/{identity.consular_reference}/use",
        json={"passport": identity.passport_number, "use_id": use_id},
        timeout=settings.GATEWAY_TIMEOUT,
    ).raise_for_status()
