"""Facts of a certificate, frozen."""

from datetime import UTC, datetime
from uuid import UUID

from documents.document_gallery import CERTIFIED
from documents.issued.certificate import CertificateFacts
from documents.issued.certificate.certificate_facts import freeze_facts
from tests.documents.papers import picture

CODE = "TPMSFPQ37BPD8927"


ISSUED = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


PLAIN = CERTIFIED | {"photo": UUID(int=7)}


PHOTO = picture()


def frozen(**changes) -> dict:
    facts = CertificateFacts(**PLAIN | changes)
    return freeze_facts(facts, number="MB-2026-0000123-6", code=CODE, photo_sha256="0" * 64, issued_at=ISSUED)
