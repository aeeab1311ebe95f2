"""The gateways to what the state knows of foreigners: NVİ's register, and entries at Göç İdaresi (domain 6.2, 6.7)."""

from datetime import date
from typing import Any

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError

from emuafiyet.core.outbox.errors import PermanentError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System
from emuafiyet.core.text.name_comparison import is_same_name

from ..models import Arrival, EntryRecord, Identity, RecordedPerson, RegistryRecord, SignInMethod

RegisterAnswer = tuple[str, dict, dict]
BIRTH_COLUMNS = ("birth_year", "birth_month", "birth_day")
NAME_COLUMNS = ("surname", "given_names")
REGISTRY_COLUMNS = ("father_name", "mother_name", "sex", "marital_status", "birth_place", "birth_country")


def look_up_person(foreigner_id: str, surname: str, given_names: str) -> RegisterAnswer:
    """NVİ's record of somebody for whom e-Devlet has vouched.

    Returns an ``Arrival.Outcome``; when verified also the record by ``Identity`` column and, under
    "registry", by ``RegistryRecord`` column. Raises ``OutageError`` when NVİ is away and
    ``PermanentError`` when the record cannot be true.
    """
    record = _fetch_person(foreigner_id)
    if record is None:
        return Arrival.Outcome.NO_RECORD, {}, {}
    if record.get("life_status") != "alive":
        return Arrival.Outcome.DECEASED, {}, {}
    if record.get("nationality") == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}, {}
    if not is_same_name(f"{given_names} {surname}", _full_name(record)):
        return Arrival.Outcome.NAME_MISMATCH, {}, {}
    identity = {
        "surname": surname,
        "given_names": given_names,
        "nationality": record.get("nationality"),
        **_birth_values(record),
        "passport_number": record.get("passport_number") or "",
        "foreigner_id": foreigner_id,
    }
    return (
        Arrival.Outcome.VERIFIED,
        checked_identity(SignInMethod.EDEVLET, identity),
        {"registry": registry_values(record)},
    )


def _fetch_person(foreigner_id: str) -> dict | None:
    answer = call_system(System.NVI, "GET", f"{settings.NVI_URL}/persons/{foreigner_id}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    answer.raise_for_status()
    return answer.json()


def read_registry_values(foreigner_id: str) -> dict:
    """What NVİ holds beside the identity, by ``RegistryRecord`` column. Raises ``PermanentError`` for an unknown
    number."""
    record = _fetch_person(foreigner_id)
    if record is None:
        raise PermanentError("unknown to NVİ")
    return registry_values(record)


def registry_values(record: dict) -> dict[str, str]:
    """Parents, sex, marital status, birthplace and the person as recorded; what makes no sense counts as not held."""
    return {
        name: _text_or_empty(record.get(name), RegistryRecord, name) for name in REGISTRY_COLUMNS
    } | _recorded_person(record)


def _text_or_empty(value: Any, model: type[RecordedPerson], column: str) -> str:
    longest = model._meta.get_field(column).max_length
    return value if isinstance(value, str) and len(value) <= longest and "\x00" not in value else ""


def _recorded_person(record: dict) -> dict:
    """By ``RecordedPerson`` column, in the record's own spelling; a single name stands as the surname."""
    surname, given_names = (_text_or_empty(record.get(name), RegistryRecord, name).strip() for name in NAME_COLUMNS)
    if not surname:
        surname, given_names = given_names, ""
    return {"surname": surname, "given_names": given_names, **_integer_parts(_birth_values(record))}


def _integer_parts(birth: dict) -> dict[str, int | None]:
    """The birth date as columns take it, for a record that has not been checked yet."""
    return {name: value if type(value) is int and 0 < value < 10_000 else None for name, value in birth.items()}


def _full_name(record: dict) -> str:
    return " ".join(str(record.get(name) or "") for name in reversed(NAME_COLUMNS))


def is_same_birth(recorded: dict, given: dict) -> bool:
    """Whether a record's birth date is the given one; a day or month that the record lacks agrees with any (A-40)."""
    return all(recorded[name] in (None, given[name]) for name in BIRTH_COLUMNS) and recorded["birth_year"] is not None


def look_up_entry(arrival: Arrival) -> RegisterAnswer:
    """The last entry with the passport, held against what the person typed (R12, A-2).

    Returns as ``look_up_person`` does, with the entry under "entry". Which of the answers was wrong is
    never told: the form would say when somebody else came to Türkiye.
    """
    claim = arrival.claim
    answer = call_system(
        System.GOC,
        "GET",
        f"{settings.GOC_URL}/entries",
        params={"passport": arrival.passport_number, "nationality": claim["nationality"]},
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return Arrival.Outcome.NO_ENTRY, {}, {}
    answer.raise_for_status()
    record = answer.json()
    entry = _entry_values(record)
    agrees = is_same_birth(_birth_values(record), claim) and claim["entered_on"] == entry["entered_on"]
    if not agrees or not is_same_name(_claimed_name(claim), _full_name(record)):
        return Arrival.Outcome.ENTRY_MISMATCH, {}, {}
    if record.get("left"):
        return Arrival.Outcome.LEFT, {}, {}
    if arrival.foreigner_id and not _is_own_number(arrival):
        return Arrival.Outcome.NUMBER_MISMATCH, {}, {}
    identity = {name: claim[name] for name in ("surname", "given_names", "nationality", *BIRTH_COLUMNS)}
    identity |= {"passport_number": arrival.passport_number, "foreigner_id": arrival.foreigner_id or None}
    return Arrival.Outcome.VERIFIED, checked_identity(SignInMethod.PASSPORT, identity), {"entry": entry}


def _is_own_number(arrival: Arrival) -> bool:
    """Whether the number belongs to this name and birth date; else anybody could take another person's.

    NVİ's yes-or-no query wants its own spelling letter for letter, so its record is compared instead (A-38, A-40).
    """
    record = _fetch_person(arrival.foreigner_id)
    return (
        record is not None
        and record.get("life_status") == "alive"
        and is_same_birth(_birth_values(record), arrival.claim)
        and is_same_name(_claimed_name(arrival.claim), _full_name(record))
    )


def _claimed_name(claim: dict) -> str:
    return f"{claim['given_names']} {claim['surname']}"


def _birth_values(record: dict) -> dict[str, int | None]:
    birth = record.get("birth") or {}
    return {name: birth.get(name.removeprefix("birth_")) for name in BIRTH_COLUMNS}


def _entry_values(record: dict) -> dict:
    """By ``EntryRecord`` column, days as text. Raises ``PermanentError`` for what cannot be true."""
    try:
        until = record.get("stay_until")
        entry = {
            "entered_on": date.fromisoformat(record["entered_on"]).isoformat(),
            "gate": str(record.get("gate") or "")[:100],
            "stay_basis": EntryRecord.StayBasis(record["stay_basis"]).value,
            "stay_until": date.fromisoformat(until).isoformat() if until else None,
            **_recorded_person(record),
        }
    except (KeyError, ValueError, TypeError):
        raise PermanentError("unreadable entry") from None
    if entry["stay_basis"] == EntryRecord.StayBasis.NONE:
        entry["stay_until"] = None
    return entry


def checked_identity(door: SignInMethod, facts: dict) -> dict:
    """``facts`` as the table will take them. Raises ``PermanentError`` for what cannot be true."""
    try:
        identity = Identity(door=door, **facts)
        identity.clean_fields(exclude={"applicant"})
        if identity.birth_day and not identity.birth_month:
            raise ValueError("a day without a month")
        date(identity.birth_year, identity.birth_month or 1, identity.birth_day or 1)
        facts = {name: getattr(identity, name) for name in facts}
        if any("\x00" in value for value in facts.values() if isinstance(value, str)):
            raise ValueError("not text")
    except (ValidationError, ValueError, TypeError):
        raise PermanentError("unreadable record") from None  # the reason would quote the record
    return facts
