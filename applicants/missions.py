"""The gateway to the missions' system (MFA): consular references and decisions (domain 3.10, 6.8)."""

from datetime import date

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError

from .models import Arrival, Door, Identity
from .promises import Hopeless

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
    try:
        identity = Identity(door=Door.CONSULAR, **facts)
        identity.clean_fields(exclude={"applicant"})
        if identity.birth_day and not identity.birth_month:
            raise ValueError("a day without a month")
        date(identity.birth_year, identity.birth_month or 1, identity.birth_day or 1)
        facts = {name: getattr(identity, name) for name in facts}
        if any("\x00" in value for value in facts.values() if isinstance(value, str)):
            raise ValueError("not text")
    except (ValidationError, ValueError, TypeError):
        raise Hopeless("unreadable record") from None  # the reason would quote the record
    return facts


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
