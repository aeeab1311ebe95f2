"""The gateway to the missions' system (MFA): consular references and decisions (domain 3.10, 6.8)."""

import enum
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from emuafiyet.core.outbox.errors import PermanentError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System


class ReferenceRefusal(enum.StrEnum):
    """Why a reference opens no account, in the words of the missions' system."""

    UNKNOWN = "unknown"
    MISMATCH = "passport_mismatch"
    USED = "used"
    EXPIRED = "expired"
    MISSION_CLOSED = "mission_closed"


class ReferenceRefusedError(Exception):
    """The missions' system knows why the reference is not good; ``reason`` says it."""

    def __init__(self, reason: ReferenceRefusal):
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class ReferenceRecord:
    """A reference as the mission wrote it; whether its values make sense is not checked yet."""

    surname: Any
    given_names: Any
    nationality: Any
    birth_year: Any
    birth_month: Any
    birth_day: Any
    passport_number: Any
    mission: Any
    is_used: bool  # it has opened an account already


REFUSAL_STATUSES = {httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.GONE}


def fetch_reference(reference: str, passport_number: str) -> ReferenceRecord:
    """Return the record of a consular reference that goes with this passport.

    Raises ``ReferenceRefusedError`` when the reference opens no account, ``OutageError`` when the system does not
    answer, something else for an answer that nobody knows.
    """
    answer = call_system(
        System.MFA, "GET", f"{settings.MFA_URL}/references/{reference}", params={"passport": passport_number}
    )
    if answer.status_code in REFUSAL_STATUSES:
        raise ReferenceRefusedError(ReferenceRefusal(answer.json()["error"]))
    answer.raise_for_status()
    record = answer.json()
    birth = record["birth"]
    return ReferenceRecord(
        surname=record["surname"],
        given_names=record["given_names"],
        nationality=record["nationality"],
        birth_year=birth["year"],
        birth_month=birth["month"],
        birth_day=birth["day"],
        passport_number=record["passport_number"],
        mission=record["mission"],
        is_used=bool(record["used"]),
    )


def mark_reference_used(reference: str, passport_number: str, use_id: str) -> None:
    """Tell the missions' system that the reference has opened an account; the same ``use_id`` may be told again.

    Raises ``PermanentError`` when the system refuses, ``OutageError`` when it does not answer.
    """
    answer = call_system(
        System.MFA,
        "POST",
        f"{settings.MFA_URL}/references/{reference}/use",
        json={"passport": passport_number, "use_id": use_id},
        reads_json=False,
    )
    if answer.status_code in REFUSAL_STATUSES:
        raise PermanentError(f"refused: {ReferenceRefusal(answer.json()['error'])}")
    answer.raise_for_status()


def report_decision(reference: str, report_id: str, decision: str) -> None:
    """Tell the mission that gave the reference what was decided; the same ``report_id`` may be told again (L16).

    Raises ``PermanentError`` when the mission does not know the reference, ``OutageError`` when it does not answer.
    """
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
