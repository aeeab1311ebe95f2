"""What the authorities' records say of somebody who comes for the first time, and whether it agrees (R12, domain 6).

The gateways return records as they are told; here they are compared with what the person typed and put into the shapes
of our columns.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from emuafiyet.core.outbox.errors import PermanentError
from emuafiyet.core.text.name_comparison import is_same_name

from ..gateways.birth import BIRTH_COLUMNS
from ..gateways.goc import BorderEntry, fetch_last_entry
from ..gateways.mfa import ReferenceRefusedError, fetch_reference
from ..gateways.nvi import NviPerson, fetch_person
from ..models import Arrival, EntryRecord, Identity, RegistryRecord, SignInMethod

# An ``Arrival.Outcome``; when verified also the record by ``Identity`` column and, under "registry" or "entry", what
# the authority holds beside it by ``RegistryRecord`` or ``EntryRecord`` column.
AuthorityAnswer = tuple[str, dict[str, Any], dict[str, Any]]
REGISTRY_COLUMNS = ("father_name", "mother_name", "sex", "marital_status", "birth_place", "birth_country")


def ask_authority(arrival: Arrival) -> AuthorityAnswer:
    """Ask the authority that knows the people of this sign-in method.

    Raises ``OutageError`` when it does not answer and ``PermanentError`` when its record cannot be true.
    """
    if arrival.door == SignInMethod.EDEVLET:
        return look_up_person(arrival.foreigner_id, arrival.claim["surname"], arrival.claim["given_names"])
    if arrival.door == SignInMethod.PASSPORT:
        return look_up_entry(arrival)
    return look_up_reference(arrival.consular_reference, arrival.passport_number)


def look_up_person(foreigner_id: str, surname: str, given_names: str) -> AuthorityAnswer:
    """Compare NVİ's record with the person for whom e-Devlet has vouched; returns and raises as ``ask_authority``."""
    person = fetch_person(foreigner_id)
    if person is None:
        return Arrival.Outcome.NO_RECORD, {}, {}
    if not person.is_alive:
        return Arrival.Outcome.DECEASED, {}, {}
    if person.nationality == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}, {}
    if not is_same_name(f"{given_names} {surname}", _join_names(person)):
        return Arrival.Outcome.NAME_MISMATCH, {}, {}
    identity = {
        "surname": surname,
        "given_names": given_names,
        "nationality": person.nationality,
        **person.birth,
        "passport_number": person.passport_number or "",
        "foreigner_id": foreigner_id,
    }
    checked = check_identity(SignInMethod.EDEVLET, identity)
    return Arrival.Outcome.VERIFIED, checked, {"registry": convert_registry_record(person)}


def look_up_entry(arrival: Arrival) -> AuthorityAnswer:
    """Compare the last entry with the passport with what the person typed (R12, A-2); as ``ask_authority``.

    Which of the answers was wrong is never told: the form would say when somebody else came to Türkiye.
    """
    claim = arrival.claim
    found = fetch_last_entry(arrival.passport_number, claim["nationality"])
    if found is None:
        return Arrival.Outcome.NO_ENTRY, {}, {}
    entry = convert_entry(found)
    agrees = is_same_birth(found.birth, claim) and claim["entered_on"] == entry["entered_on"]
    if not agrees or not is_same_name(_join_claimed_names(claim), _join_names(found)):
        return Arrival.Outcome.ENTRY_MISMATCH, {}, {}
    if found.has_left:
        return Arrival.Outcome.LEFT, {}, {}
    if arrival.foreigner_id and not _is_own_number(arrival):
        return Arrival.Outcome.NUMBER_MISMATCH, {}, {}
    identity = {name: claim[name] for name in ("surname", "given_names", "nationality", *BIRTH_COLUMNS)}
    identity |= {"passport_number": arrival.passport_number, "foreigner_id": arrival.foreigner_id or None}
    return Arrival.Outcome.VERIFIED, check_identity(SignInMethod.PASSPORT, identity), {"entry": entry}


def look_up_reference(reference: str, passport_number: str) -> AuthorityAnswer:
    """Ask the missions' system for a reference together with its passport; as ``ask_authority``."""
    try:
        record = asdict(fetch_reference(reference, passport_number))
    except ReferenceRefusedError as refusal:
        return Arrival.Outcome(refusal.reason.value), {}, {}
    is_used = record.pop("is_used")
    if record["nationality"] == "TUR":
        return Arrival.Outcome.NOT_FOREIGN, {}, {}
    if is_used:
        return Arrival.Outcome.USED, {}, {}
    return Arrival.Outcome.VERIFIED, check_identity(SignInMethod.CONSULAR, record), {}


def read_registry_values(foreigner_id: str) -> dict[str, Any]:
    """Return what NVİ holds beside the identity, by ``RegistryRecord`` column.

    Raises ``PermanentError`` for an unknown number, ``OutageError`` when NVİ does not answer.
    """
    person = fetch_person(foreigner_id)
    if person is None:
        raise PermanentError("unknown to NVİ")
    return convert_registry_record(person)


def convert_registry_record(person: NviPerson) -> dict[str, Any]:
    """Return the record by ``RegistryRecord`` column; what makes no sense counts as not held."""
    beside = {name: _text_or_empty(getattr(person, name), name) for name in REGISTRY_COLUMNS}
    return beside | _convert_recorded_person(person)


def _text_or_empty(value: Any, column: str) -> str:
    longest = getattr(RegistryRecord._meta.get_field(column), "max_length", 0)
    return value if isinstance(value, str) and len(value) <= longest and "\x00" not in value else ""


def _convert_recorded_person(record: NviPerson | BorderEntry) -> dict[str, Any]:
    """By ``RecordedPerson`` column, in the record's own spelling; a single name stands as the surname."""
    surname = _text_or_empty(record.surname, "surname").strip()
    given_names = _text_or_empty(record.given_names, "given_names").strip()
    if not surname:
        surname, given_names = given_names, ""
    birth = {name: value if type(value) is int and 0 < value < 10_000 else None for name, value in record.birth.items()}
    return {"surname": surname, "given_names": given_names, **birth}


def _join_names(record: NviPerson | BorderEntry) -> str:
    return f"{record.given_names or ''} {record.surname or ''}"


def _join_claimed_names(claim: Mapping[str, Any]) -> str:
    return f"{claim['given_names']} {claim['surname']}"


def is_same_birth(recorded: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether a record's birth date is the given one; a day or month that the record lacks agrees with any (A-40)."""
    return all(recorded[name] in (None, given[name]) for name in BIRTH_COLUMNS) and recorded["birth_year"] is not None


def _is_own_number(arrival: Arrival) -> bool:
    """Whether the number belongs to this name and birth date; else anybody could take another person's.

    NVİ's yes-or-no query wants its own spelling letter for letter, so its record is compared instead (A-38, A-40).
    """
    person = fetch_person(arrival.foreigner_id)
    return (
        person is not None
        and person.is_alive
        and is_same_birth(person.birth, arrival.claim)
        and is_same_name(_join_claimed_names(arrival.claim), _join_names(person))
    )


def convert_entry(found: BorderEntry) -> dict[str, Any]:
    """Return the entry by ``EntryRecord`` column, days as ISO text.

    Raises ``PermanentError`` for what cannot be true.
    """
    try:
        entry = {
            "entered_on": date.fromisoformat(found.entered_on).isoformat(),
            "gate": str(found.gate or "")[:100],
            "stay_basis": EntryRecord.StayBasis(found.stay_basis).value,
            "stay_until": date.fromisoformat(found.stay_until).isoformat() if found.stay_until else None,
            **_convert_recorded_person(found),
        }
    except (ValueError, TypeError):
        raise PermanentError("unreadable entry") from None
    if entry["stay_basis"] == EntryRecord.StayBasis.NONE:
        entry["stay_until"] = None
    return entry


def check_identity(method: SignInMethod, facts: dict[str, Any]) -> dict[str, Any]:
    """Return ``facts`` as ``Identity`` takes them. Raises ``PermanentError`` for what cannot be true."""
    try:
        identity = Identity(door=method, **facts)
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
