"""Issuing certificates and ending them: the only two ways a certificate changes, both in the caller's transaction."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from applicants.models import Applicant

from ..models import Certificate, Upload
from ..models.certificate import EndReason
from .codes import certificate_number, new_code
from .facts import CertificateFacts, freeze


def issue(*, owner: Applicant, case_reference: UUID, facts: CertificateFacts) -> Certificate:
    """Promise a certificate; a notice waits for it where ``brought_by`` says so.

    A case has one live certificate: end the earlier one (``revoke``) before issuing another. Raises ``Unprintable``
    (ask ``unprintable_facts`` before), and ``ValueError`` when the photo is not a clean upload of the owner's.
    """
    photo = Upload.objects.filter(pk=facts.photo, owner=owner).first()
    if photo is None or not photo.is_clean:
        raise ValueError("the photo must be a clean upload of the holder's")
    issued_at = timezone.now()
    number = certificate_number(timezone.localdate(issued_at).year, _next_serial())
    code = new_code()
    return Certificate(
        owner=owner,
        case_reference=case_reference,
        number=number,
        verification_code=code,
        facts=freeze(facts, number=number, code=code, photo_sha256=photo.sha256, issued_at=issued_at),
        issued_at=issued_at,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
    ).make()


def revoke(case_reference: UUID, *, reason: str, at: date | datetime) -> bool:
    """End the case's live certificate from the day of ``at`` on; False when it has none. Safe to repeat.

    ``reason``: ``terminated``, ``cancelled`` or ``superseded``. ``expired`` is taken and changes nothing, because
    a certificate expires by its own last day whether or not anybody says so.
    """
    if reason == "expired":
        return False
    if reason not in EndReason.values:
        raise ValueError(f"not a reason to end a certificate: {reason}")
    day = timezone.localdate(at) if isinstance(at, datetime) else at
    live = Certificate.objects.filter(case_reference=case_reference, ended_on__isnull=True)
    return bool(live.update(ended_on=day, end_reason=reason))


def _next_serial() -> int:
    """From a database sequence: no lock between approvals; a number lost to a rollback is simply never used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_certificate_serial')")
        return cursor.fetchone()[0]
