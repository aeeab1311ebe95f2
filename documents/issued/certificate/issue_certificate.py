"""Issuing certificates, ending them and lifting an end: the only ways one changes, in the caller's transaction."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from applicants.models import Applicant
from documents.models import Certificate, Upload
from documents.models.certificate import EndReason

from .certificate_codes import format_certificate_number, generate_code
from .certificate_facts import CertificateFacts, freeze_facts


def enqueue_certificate(*, owner: Applicant, case_reference: UUID, facts: CertificateFacts) -> Certificate:
    """Enqueue a certificate; a notice waits for it where ``attach_to_notice`` says so.

    A case has one live certificate: end the earlier one (``revoke_certificate``) before issuing another. Raises
    ``UnprintableError``
    (ask ``find_unprintable_facts`` before), and ``ValueError`` when the photo is not a clean upload of the owner's.
    """
    photo = Upload.objects.filter(pk=facts.photo, owner=owner).first()
    if photo is None or not photo.is_clean:
        raise ValueError("the photo must be a clean upload of the holder's")
    issued_at = timezone.now()
    number = format_certificate_number(timezone.localdate(issued_at).year, _next_serial())
    code = generate_code()
    return Certificate(
        owner=owner,
        case_reference=case_reference,
        number=number,
        verification_code=code,
        facts=freeze_facts(facts, number=number, code=code, photo_sha256=photo.sha256, issued_at=issued_at),
        issued_at=issued_at,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
    ).enqueue()


def revoke_certificate(case_reference: UUID, *, reason: str, at: date | datetime) -> bool:
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


def reinstate(case_reference: UUID) -> bool:
    """Lift the end that a cancellation gave the case's certificate: it counts again, under its old code.

    False when none was cancelled. One issued since then would be in the way: a case has one live certificate.
    """
    cancelled = Certificate.objects.filter(case_reference=case_reference, end_reason=EndReason.CANCELLED)
    newest = cancelled.order_by("-issued_at").values("pk")[:1]
    return bool(Certificate.objects.filter(pk__in=newest).update(ended_on=None, end_reason=""))


def live(case_reference: UUID) -> Certificate | None:
    """The case's certificate that has not been ended."""
    return Certificate.objects.filter(case_reference=case_reference, ended_on__isnull=True).first()


def differs(issued: Certificate, facts: CertificateFacts, names: Iterable[str]) -> bool:
    """Whether the certificate says anything else of these facts; one from an earlier edition says nothing of some."""
    fresh = freeze_facts(facts, number="", code="", photo_sha256="", issued_at=issued.issued_at)
    return any((issued.facts.get(name) or "") != (fresh.get(name) or "") for name in names)


def _next_serial() -> int:
    """From a database sequence: no lock between approvals; a number lost to a rollback is simply never used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_certificate_serial')")
        return cursor.fetchone()[0]
