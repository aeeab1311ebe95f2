"""Certificates for the tests: a holder with a real photo in the private store, and facts to issue from."""

import io
import uuid
from datetime import date
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from applicants.models import Applicant
from applicants.promises import attempt
from documents import storage
from documents.certificate import CertificateFacts, issue
from documents.models import Certificate, Upload


def picture() -> bytes:
    """A photo of nobody: 600 by 720 pixels, JPEG."""
    image = Image.linear_gradient("L").resize((600, 720)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((190, 150, 410, 430), fill=(214, 170, 140))
    draw.rectangle((120, 470, 480, 720), fill=(30, 50, 80))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


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
        sha256=uuid.uuid4().hex * 2,
        original="originals/none",
        rebuilt=storage.store("clean", content, ".jpg"),
        state="clean",
    )


def facts_for(owner: Applicant, **changes: Any) -> CertificateFacts:
    given: dict[str, Any] = {
        "application_number": "EM-2026-000123-3",
        "surname": "KOWALSKA-WIŚNIEWSKA",
        "given_names": "Zofia Maria",
        "nationality": "POL",
        "sex": "K",
        "birth_year": 1970,
        "birth_month": 3,
        "birth_day": 1,
        "birth_place": "Kraków",
        "passport_number": "EK4402187",
        "foreigner_id": "99041776235",
        "category_tr": "Bilimsel, kültürel ve sanatsal faaliyet",
        "category_en": "Scientific, cultural or artistic activity",
        "legal_ref": "Yön. m.48/1-a",
        "workplace": "Anadolu Sanat ve Bilim Vakfı",
        "valid_from": date(2026, 1, 15),
        "valid_to": date(2026, 7, 14),
        "granted_on": date(2026, 1, 12),
    } | changes
    if "photo" not in given:
        given["photo"] = photo_of(owner).pk
    return CertificateFacts(**given)


def issued(
    owner: Applicant | None = None, notice: Any = None, case: uuid.UUID | None = None, **changes: Any
) -> Certificate:
    owner = owner or holder(email=f"{uuid.uuid4().hex[:12]}@example.org")
    with transaction.atomic():
        return issue(owner=owner, case_reference=case or uuid.uuid4(), facts=facts_for(owner, **changes), notice=notice)


def made(certificate: Certificate) -> Certificate:
    """The same certificate after its PDF has been made."""
    assert attempt(Certificate, certificate.pk)
    certificate.refresh_from_db()
    return certificate
