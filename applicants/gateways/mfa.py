"""The gateway to the missions' system (MFA): consular references and decisions (domain 3.10, 6.8)."""

import httpx
from django.conf import settings

from emuafiyet.core.outbox.outbox import Hopeless

from ..models import Arrival, Door, Identity
from .registers import checked_identity

REFUSALS = {
    Arrival.Outcome.UNKNOWN,
    Arrival.Outcome.MISMATCH,
    Arrival.Outcome.USED,
    Arrival.Outcome.EXPIRED,
    Arrival.Outcome.MISSION_CLOSED,
}
REFUSING = {httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.GONE}


def look_up(reference: str, passport_number: str) -> tuple[str, dict]:
    """Ask for a reference together with its passport.

    Returns an ``Arrival.Outcome`` and, when verified, the record's values by ``Identity`` column.
    Raises when the system is away or answers something unknown: the promise is tried again. Raises
    ``Hopeless`` when the record itself cannot be true.
    """
    answer = httpx.get(
        f"{settings.MFA_URL}/references/{reference}",
        params={"passport": passport_number},
        timeout=settings.GATEWAY_TIMEOUT,
    )
    if answer.status_code in REFUSING:
        outcome = Arrival.Outcome(answer.json()["error"])
        if outcome not in REFUSALS:
            raise ValueError("not a refusal")
        return outcome, {}
    answer.raise_for_status()
    record = answer.json()
    if record["nationality"] == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}
    if record["used"]:
        return Arrival.Outcome.USED, {}
    return Arrival.Outcome.VERIFIED, _facts(record)


def _facts(record: dict) -> dict:
    """The record by ``Identity`` column, as the table will take it."""
    birth = record["birth"]
    facts = {
        "surname": record["surname"],
        "given_names": record["given_names"],
        "nationality": record["nationality"],
        "birth_year": birth["year"],
        "birth_month": birth["month"],
        "birth_day": birth["day"],
        "passport_number": record["passport_number"],
        "mission": record["mission"],
    }
    return checked_identity(Door.CONSULAR, facts)


def mark_used(identity: Identity, use_id: str) -> None:
    """Tell the missions' system that the reference has opened an account; the same ``use_id`` may be told again."""
    answer = httpx.post(
        f"{settings.MFA_URL}/references/{identity.consular_reference}/use",
        json={"passport": identity.passport_number, "use_id": use_id},
        timeout=settings.GATEWAY_TIMEOUT,
    )
    if answer.status_code in REFUSING:
        raise Hopeless(f"refused: {Arrival.Outcome(answer.json()['error'])}")
    answer.raise_for_status()


def report_decision(reference: str, report_id: str, decision: str) -> None:
    """Tell the mission that gave the reference what was decided; the same ``report_id`` may be told again (L16)."""
    answer = httpx.post(
        f"{settings.MFA_URL}/decisions",
        json={"id": report_id, "reference": reference, "decision": decision},
        timeout=settings.GATEWAY_TIMEOUT,
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise Hopeless("reference unknown to the mission")
    answer.raise_for_status()
