"""From a proven arrival to an account: who somebody is, and whether we know them already (A-1 to A-3)."""

import enum

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from .models import Applicant, Arrival, Door, Identity, ReferenceUse
from .promises import PromiseState

PERSON = ("passport_number", "nationality", "birth_year", "birth_month", "birth_day")
ADMISSION_LOCK = 2  # the first key of its advisory locks; 0 and 1 are the codes'


class Admission(enum.Enum):
    """What became of an arrival whose e-mail is proven."""

    WAITING = enum.auto()  # the authority has not answered yet
    UNREACHABLE = enum.auto()  # it never answered, or with a record that cannot be true
    REFUSED = enum.auto()  # the authority knows no such pair; ``arrival.outcome`` says why
    ADMITTED = enum.auto()
    KNOWN_PERSON = enum.auto()  # has an account under another e-mail: the "yes" branch
    EMAIL_TAKEN = enum.auto()  # the e-mail belongs to another person's account


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
    except IntegrityError:  # the same person came in through a second tab a moment earlier
        with transaction.atomic():
            return _admit_once(arrival, language)


def _admit_once(arrival: Arrival, language: str) -> tuple[Admission, Applicant | None]:
    with connection.cursor() as cursor:
        # Between asking for the person and asking for the e-mail, no other tab of theirs may open the account.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ADMISSION_LOCK, arrival.email])
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    facts = arrival.answer
    person = Q(**{name: facts[name] for name in PERSON})
    # A record corrected at the mission is another person by its values, but the reference has an account.
    either = person | Q(consular_reference=arrival.consular_reference)
    identity = Identity.objects.select_related("applicant").filter(either).order_by("pk").first()
    if identity and identity.applicant.email != arrival.email:
        return Admission.KNOWN_PERSON, None
    if identity:
        return Admission.ADMITTED, identity.applicant
    if Applicant.objects.filter(email=arrival.email).exists():
        return Admission.EMAIL_TAKEN, None
    applicant = Applicant.objects.create(email=arrival.email, language=language)
    identity = Identity.objects.create(
        applicant=applicant, door=Door.CONSULAR, consular_reference=arrival.consular_reference, **facts
    )
    Arrival.objects.filter(pk=arrival.pk).update(admitted_at=timezone.now())
    ReferenceUse(identity=identity).make()
    return Admission.ADMITTED, applicant
