"""From a proven arrival to an account: who somebody is, and whether we know them already (A-1 to A-3)."""

import enum
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.outbox.outbox import PromiseState
from emuafiyet.core.text.name_comparison import same_name

from ..gateways import mfa, registers
from ..models import (
    Applicant,
    Arrival,
    Door,
    EdevletVisit,
    EntryRecord,
    Identity,
    RecordReading,
    ReferenceUse,
    RegistryRecord,
)

PERSON = ("passport_number", "nationality", "birth_year")
DAY = ("birth_month", "birth_day")
MOST_KNOWN = 10  # people with one passport number, nationality and year of birth
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


class Contradiction(Exception):
    """What the door says and what the account says cannot both be true."""


def ask_authority(arrival: Arrival) -> registers.Answer:
    """Whoever knows the people of this door; see ``registry.look_up_person`` for what is returned and raised."""
    if arrival.door == Door.EDEVLET:
        names = {name: arrival.claim[name] for name in ("surname", "given_names")}
        return registers.look_up_person(arrival.foreigner_id, **names)
    if arrival.door == Door.PASSPORT:
        return registers.look_up_entry(arrival)
    outcome, facts = mfa.look_up(arrival.consular_reference, arrival.passport_number)
    return outcome, facts, {}


def admit(arrival: Arrival, language: str) -> tuple[Admission, Applicant | None]:
    """Open the account, or find the one that this person has already. Safe to repeat."""
    if arrival.outcome == Arrival.Outcome.PENDING:
        given_up = arrival.promise_state == PromiseState.DEAD
        return (Admission.UNREACHABLE if given_up else Admission.WAITING), None
    if arrival.outcome != Arrival.Outcome.VERIFIED:
        return Admission.REFUSED, None
    try:
        with transaction.atomic():
            return _admit_once(arrival, language)
    except Contradiction:
        return Admission.CONTRADICTION, None
    except IntegrityError:  # the same person came in through a second tab a moment earlier
        with transaction.atomic():
            return _admit_once(arrival, language)


def _admit_once(arrival: Arrival, language: str) -> tuple[Admission, Applicant | None]:
    with connection.cursor() as cursor:
        # Between asking for the person and asking for the e-mail, no other tab of theirs may open the account.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ADMISSION_LOCK, arrival.email])
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    identity = _known_as(arrival)
    if identity and identity.applicant.email != arrival.email:
        return Admission.KNOWN_PERSON, None
    if identity:
        _complete(identity, arrival)
        return Admission.ADMITTED, identity.applicant
    if Applicant.objects.filter(email=arrival.email).exists():
        return Admission.EMAIL_TAKEN, None
    applicant = Applicant.objects.create(email=arrival.email, language=language)
    reference = arrival.consular_reference or None
    identity = Identity.objects.create(
        applicant=applicant, door=arrival.door, consular_reference=reference, **arrival.answer
    )
    _keep_beside(identity, arrival)
    Arrival.objects.filter(pk=arrival.pk).update(admitted_at=timezone.now())
    if reference:
        ReferenceUse(identity=identity).make()
    return Admission.ADMITTED, applicant


def _known_as(arrival: Arrival) -> Identity | None:
    """The account's identity: by identity number, else by passport, nationality and birth date (A-3).

    Raises ``Contradiction`` when these lead to two people, or to one who is somebody else by name.
    """
    facts = arrival.answer
    number = facts.get("foreigner_id")
    # A record corrected at the mission is another person by its values, but the reference has an account.
    ways = Q(consular_reference=arrival.consular_reference) if arrival.consular_reference else Q()
    if number:
        ways |= Q(foreigner_id=number)
    if facts["passport_number"]:
        ways |= Q(**{name: facts[name] for name in PERSON})
    rows = Identity.objects.select_related("applicant", "registry", "entry").filter(ways).order_by("pk")[:MOST_KNOWN]
    found = [row for row in rows if _is_led_to(row, arrival)][:2]
    if not found:
        return None
    identity = found[0]
    two_numbers = number and identity.foreigner_id and number != identity.foreigner_id
    # The mission may correct what it wrote under the same reference; nobody else may.
    if arrival.door != Door.CONSULAR and (len(found) > 1 or two_numbers or not _same_person(identity, facts)):
        raise Contradiction
    return identity


def _is_led_to(identity: Identity, arrival: Arrival) -> bool:
    """By a number of the person's own, or by a passport whose record does not say another birth date (A-40)."""
    if arrival.consular_reference and identity.consular_reference == arrival.consular_reference:
        return True
    if arrival.answer.get("foreigner_id") and identity.foreigner_id == arrival.answer["foreigner_id"]:
        return True
    entry = arrival.beside.get("entry") or {}
    recorded = entry if "birth_year" in entry else arrival.answer
    return all(
        recorded[name] == getattr(identity, name) or None in (recorded[name], getattr(identity, name)) for name in DAY
    )


def _same_person(identity: Identity, facts: dict) -> bool:
    return _is_named(identity, f"{facts['given_names']} {facts['surname']}") and (
        identity.birth_year == facts["birth_year"]
    )


def _is_named(identity: Identity, name: str) -> bool:
    """Whether the name is the account's, as its owner typed it or as a record spells it."""
    surname, given_names = identity.official_name
    return same_name(identity.full_name, name) or same_name(f"{given_names} {surname}", name)


def _complete(identity: Identity, arrival: Arrival) -> None:
    """Add what this door knows and the earlier one did not; nothing that stands is overwritten (A-3)."""
    empty = [name for name in ("foreigner_id", "passport_number") if not getattr(identity, name)]
    added = {name: arrival.answer[name] for name in empty if arrival.answer.get(name)}
    if added:
        Identity.objects.filter(pk=identity.pk).update(**added)
    _keep_beside(identity, arrival)


def _keep_beside(identity: Identity, arrival: Arrival) -> None:
    if told := arrival.beside.get("registry"):
        RegistryRecord.objects.get_or_create(identity=identity, defaults=told)
    if entry := arrival.beside.get("entry"):
        days = {name: entry[name] and date.fromisoformat(entry[name]) for name in ("entered_on", "stay_until")}
        # A later entry is news, not a contradiction.
        EntryRecord.objects.update_or_create(identity=identity, defaults={**entry, **days, "read_at": timezone.now()})


def known_by_edevlet(visit: EdevletVisit) -> Applicant | None:
    """The account of somebody e-Devlet has vouched for, keyed by the identity number alone; None for a new person.

    Raises ``Contradiction`` when the account has another name: neither is overwritten, and nobody is let in.
    """
    rows = Identity.objects.select_related("applicant", "registry", "entry")
    identity = rows.filter(foreigner_id=visit.foreigner_id).first()
    if identity is None:
        return None
    if not _is_named(identity, f"{visit.given_names} {visit.surname}"):
        raise Contradiction
    if not hasattr(identity, "registry"):
        _read_registry_later(identity)
    return identity.applicant


def _read_registry_later(identity: Identity) -> None:
    if not RecordReading.objects.filter(identity=identity).exists():
        try:
            with transaction.atomic():
                RecordReading(identity=identity).make()
        except IntegrityError:
            pass  # a second tab


def read_registry(identity: Identity) -> None:
    """Keep what NVİ holds, unless something is kept already."""
    told = registers.read_held(identity.foreigner_id)
    RegistryRecord.objects.get_or_create(identity=identity, defaults=told)
