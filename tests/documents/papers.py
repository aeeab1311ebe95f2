"""Certificates for the tests: a holder with a real photo in the private store, and facts to issue from."""

import uuid
from typing import Any

from django.db import transaction

from applicants.models import Applicant
from documents import storage
from documents.document_gallery import CERTIFIED
from documents.document_gallery import draw_sample_portrait as picture
from documents.issued.certificate import CertificateFacts, enqueue_certificate
from documents.models import Certificate, Upload
from emuafiyet.core.outbox.delivery import attempt_delivery


def holder(email: str = "zofia@example.org", language: str = "tr") -> Applicant:
    return Applicant.objects.create(email=email, language=language)


def photo_of(owner: Applicant, content: bytes | None = None) -> Upload:
    content = content or picture()
    return Upload.objects.create(
        owner=owner,
        kind="biometric-photo",
        original_name="foto.jpg",
        media_type="image/jpeg",
        size=len(content),
        kept_size=len(content),
        sha256=uuid.uuid4().hex * 2,
        parts=[{"file": "originals/none", "format": "jpg", "name": "foto.jpg", "size": len(content)}],
        rebuilt=storage.store_bytes("clean", content, ".jpg"),
        state="clean",
    )


def facts_for(owner: Applicant, **changes: Any) -> CertificateFacts:
    given = CERTIFIED | changes
    if "photo" not in given:
        given["photo"] = photo_of(owner).pk
    return CertificateFacts(**given)


def issued(
    owner: Applicant | None = None, notice: Any = None, case: uuid.UUID | None = None, **changes: Any
) -> Certificate:
    owner = owner or holder(email=f"{uuid.uuid4().hex[:12]}@example.org")
    with transaction.atomic():
        paper = enqueue_certificate(owner=owner, case_reference=case or uuid.uuid4(), facts=facts_for(owner, **changes))
        if notice:
            paper.attach_to_notice(notice)
        return paper


def made(certificate: Certificate) -> Certificate:
    """The same certificate after its PDF has been made."""
    assert attempt_delivery(Certificate, certificate.pk)
    certificate.refresh_from_db()
    return certificate
