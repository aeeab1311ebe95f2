"""From a proven arrival to an account: who somebody is, and whether we know them already (A-1 to A-3)."""

import enum
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.models import OutboxState
from emuafiyet.core.text.name_comparison import is_same_name

from ..models import (
    Applicant,
    Arrival,
    EdevletVisit,
    EntryRecord,
    Identity,
    RecordReading,
    ReferenceUse,
    RegistryRecord,
    SignInMethod,
)
from .authority_records import read_registry_values

PERSON_COLUMNS = ("passport_number", "nationality", "birth_year")
BIRTH_DAY_COLUMNS = ("birth_month", "birth_day")
MAX_MATCHES = 10  # people with one passport number, nationality and year of birth
ADMISSION_LOCK = 2  # the first key of its advisory locks; 0 and 1 are the codes'


class Admission(enum.Enum):
    """What became of an arrival whose e-mail is proven."""

    WAITING = enum.auto()  # the authority has not answered yet
    UNREACHABLE = enum.auto()  # it never answered, or with a record that cannot be true
    REFUSED = enum.auto()  # the authority knows no such person; ``arrival.outcome`` says why
    ADMITTED = enum.auto()
    KNOWN_PERSON = enum.auto()  # has an account under another e-mail: the "yes" branch
    EMAIL_TAKEN = enum.auto()  # the e-mail belongs to another person's account
    CONTRADICTION = enum.auto()  # two records disagree on who this is: a person of the ministry must look


class IdentityContradictionError(Exception):
    """What the authority says and what the account says cannot both be true."""


def admit_arrival(arrival: Arrival, language: str) -> tuple[Admission, Applicant | None]:
    """Open the account, or find the one that this person has already. Safe to repeat."""
    if arrival.outcome == Arrival.Outcome.PENDING:
        given_up = arrival.promise_state == OutboxState.FAILED
        return (Admission.UNREACHABLE if given_up else Admission.WAITING), None
    if arrival.outcome != Arrival.Outcome.VERIFIED:
        return Admission.REFUSED, None
    try:
        with transaction.atomic():
            return _admit_once(arrival, language)
    except IdentityContradictionError:
        return Admission.CONTRADICTION, None
    except IntegrityError:  # the same person came in through a second tab a moment earlier
        with transaction.atomic():
            return _admit_once(arrival, language)


def _admit_once(arrival: Arrival, language: str) -> tuple[Admission, Applicant | None]:
    with connection.cursor() as cursor:
        # Between asking for the person and asking for the e-mail, no other tab of theirs may open the account.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ADMISSION_LOCK, arrival.email])
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    identity = _find_known_identity(arrival)
    if identity and identity.applicant.email != arrival.email:
        return Admission.KNOWN_PERSON, None
    if identity:
        _add_missing_values(identity, arrival)
        return Admission.ADMITTED, identity.applicant
    if Applicant.objects.filter(email=arrival.email).exists():
        return Admission.EMAIL_TAKEN, None
    applicant = Applicant.objects.create(email=arrival.email, language=language)
    reference = arrival.consular_reference or None
    identity = Identity.objects.create(
        applicant=applicant, door=arrival.door, consular_reference=reference, **arrival.answer
    )
    _store_records(identity, arrival)
    Arrival.objects.filter(pk=arrival.pk).update(admitted_at=timezone.now())
    if reference:
        ReferenceUse(identity=identity).enqueue()
    return Admission.ADMITTED, applicant


def _find_known_identity(arrival: Arrival) -> Identity | None:
    """The account's identity: by identity number, else by passport, nationality and birth date (A-3).

    Raises ``IdentityContradictionError`` when these lead to two people, or to one who is somebody else by name.
    """
    facts = arrival.answer
    number = facts.get("foreigner_id")
    # A record corrected at the mission is another person by its values, but the reference has an account.
    ways = Q(consular_reference=arrival.consular_reference) if arrival.consular_reference else Q()
    if number:
        ways |= Q(foreigner_id=number)
    if facts["passport_number"]:
        ways |= Q(**{name: facts[name] for name in PERSON_COLUMNS})
    rows = Identity.objects.select_related("applicant", "registry", "entry").filter(ways).order_by("pk")[:MAX_MATCHES]
    found = [row for row in rows if _is_candidate(row, arrival)][:2]
    if not found:
        return None
    identity = found[0]
    two_numbers = number and identity.foreigner_id and number != identity.foreigner_id
    # The mission may correct what it wrote under the same reference; nobody else may.
    if arrival.door != SignInMethod.CONSULAR and (
        len(found) > 1 or two_numbers or not _is_same_person(identity, facts)
    ):
        raise IdentityContradictionError
    return identity


def _is_candidate(identity: Identity, arrival: Arrival) -> bool:
    """By a number of the person's own, or by a passport whose record does not say another birth date (A-40)."""
    if arrival.consular_reference and identity.consular_reference == arrival.consular_reference:
        return True
    if arrival.answer.get("foreigner_id") and identity.foreigner_id == arrival.answer["foreigner_id"]:
        return True
    entry = arrival.beside.get("entry") or {}
    recorded = entry if "birth_year" in entry else arrival.answer
    return all(
        recorded[name] == getattr(identity, name) or None in (recorded[name], getattr(identity, name))
        for name in BIRTH_DAY_COLUMNS
    )


def _is_same_person(identity: Identity, facts: dict) -> bool:
    return _has_name(identity, f"{facts['given_names']} {facts['surname']}") and (
        identity.birth_year == facts["birth_year"]
    )


def _has_name(identity: Identity, name: str) -> bool:
    """Whether the name is the account's, as its owner typed it or as a record spells it."""
    surname, given_names = identity.official_name
    return is_same_name(identity.full_name, name) or is_same_name(f"{given_names} {surname}", name)


def _add_missing_values(identity: Identity, arrival: Arrival) -> None:
    """Add what this sign-in method knows and the earlier one did not; nothing that stands is overwritten (A-3)."""
    empty = [name for name in ("foreigner_id", "passport_number") if not getattr(identity, name)]
    added = {name: arrival.answer[name] for name in empty if arrival.answer.get(name)}
    if added:
        Identity.objects.filter(pk=identity.pk).update(**added)
    _store_records(identity, arrival)


def _store_records(identity: Identity, arrival: Arrival) -> None:
    if told := arrival.beside.get("registry"):
        RegistryRecord.objects.get_or_create(identity=identity, defaults=told)
    if entry := arrival.beside.get("entry"):
        days = {name: entry[name] and date.fromisoformat(entry[name]) for name in ("entered_on", "stay_until")}
        # A later entry is news, not a contradiction.
        EntryRecord.objects.update_or_create(identity=identity, defaults={**entry, **days, "read_at": timezone.now()})


def find_edevlet_account(visit: EdevletVisit) -> Applicant | None:
    """The account of somebody e-Devlet has vouched for, keyed by the identity number alone; None for a new person.

    Raises ``IdentityContradictionError`` when the account has another name: neither is overwritten, and nobody is
    let in.
    """
    rows = Identity.objects.select_related("applicant", "registry", "entry")
    identity = rows.filter(foreigner_id=visit.foreigner_id).first()
    if identity is None:
        return None
    if not _has_name(identity, f"{visit.given_names} {visit.surname}"):
        raise IdentityContradictionError
    if not hasattr(identity, "registry"):
        _enqueue_registry_reading(identity)
    return identity.applicant


def _enqueue_registry_reading(identity: Identity) -> None:
    if not RecordReading.objects.filter(identity=identity).exists():
        try:
            with transaction.atomic():
                RecordReading(identity=identity).enqueue()
        except IntegrityError:
            pass  # a second tab


def store_registry_record(identity: Identity) -> None:
    """Keep what NVİ holds, unless something is kept already."""
    told = read_registry_values(require_value(identity.foreigner_id))
    RegistryRecord.objects.get_or_create(identity=identity, defaults=told)
