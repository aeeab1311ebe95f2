"""The gateway to the missions' system (MFA): consular references and decisions (domain 3.10, 6.8)."""

import httpx
from django.conf import settings

from emuafiyet.core.outbox.errors import PermanentError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from ..models import Arrival, Identity, SignInMethod
from .registers import checked_identity

REFUSAL_OUTCOMES = {
    Arrival.Outcome.UNKNOWN,
    Arrival.Outcome.MISMATCH,
    Arrival.Outcome.USED,
    Arrival.Outcome.EXPIRED,
    Arrival.Outcome.MISSION_CLOSED,
}
REFUSAL_STATUSES = {httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.GONE}


def look_up_reference(reference: str, passport_number: str) -> tuple[str, dict]:
    """Ask for a reference together with its passport.

    Returns an ``Arrival.Outcome`` and, when verified, the record's values by ``Identity`` column.
    Raises ``OutageError`` when the system is away, ``PermanentError`` when the record itself cannot be true, something
    else for an answer that nobody knows.
    """
    answer = call_system(
        System.MFA, "GET", f"{settings.MFA_URL}/references/{reference}", params={"passport": passport_number}
    )
    if answer.status_code in REFUSAL_STATUSES:
        outcome = Arrival.Outcome(answer.json()["error"])
        if outcome not in REFUSAL_OUTCOMES:
            raise ValueError("not a refusal")
        return outcome, {}
    answer.raise_for_status()
    record = answer.json()
    if record["nationality"] == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}
    if record["used"]:
        return Arrival.Outcome.USED, {}
    return Arrival.Outcome.VERIFIED, _identity_values(record)


def _identity_values(record: dict) -> dict:
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
    return checked_identity(SignInMethod.CONSULAR, facts)


def mark_reference_used(identity: Identity, use_id: str) -> None:
    """Tell the missions' system that the reference has opened an account; the same ``use_id`` may be told again."""
    answer = call_system(
        System.MFA,
        "POST",
        f"{settings.MFA_URL}/references/{identity.consular_reference}/use",
        json={"passport": identity.passport_number, "use_id": use_id},
        reads_json=False,
    )
    if answer.status_code in REFUSAL_STATUSES:
        raise PermanentError(f"refused: {Arrival.Outcome(answer.json()['error'])}")
    answer.raise_for_status()


def report_decision(reference: str, report_id: str, decision: str) -> None:
    """Tell the mission that gave the reference what was decided; the same ``report_id`` may be told again (L16)."""
    answer = call_system(
        System.MFA,
        "POST",
        f"{settings.MFA_URL}/decisions",
        json={"id": report_id, "reference": reference, "decision": decision},
        reads_json=False,
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise PermanentError("reference unknown to the mission")
    answer.raise_for_status()
