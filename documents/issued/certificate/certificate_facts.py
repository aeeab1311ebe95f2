"""What a certificate says: given by the case when it is approved, then frozen with the paper for ever."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import override

from documents.pdf.fonts import find_unprintable
from emuafiyet.core.countries import country_name

# Raised when the printed page changes, so that old papers can be made again as they were.
EDITION = 2


class UnprintableError(ValueError):
    """Some fact holds characters the certificate's typefaces lack; ``found`` maps the field to them."""

    def __init__(self, found: dict[str, set[str]]) -> None:
        super().__init__("characters that cannot be printed in: " + ", ".join(sorted(found)))
        self.found = found


@dataclass(frozen=True)
class CertificateFacts:
    """Everything a case has to tell about one exemption. Dates are inclusive; names are as the register holds them."""

    application_number: str
    surname: str  # the only name when a person has one (ICAO 9303 puts it here too)
    given_names: str  # "" for a single name
    nationality: str  # ISO 3166-1 alpha-3, or ICAO's own codes such as XXA
    sex: str  # K, E or X
    birth_year: int
    birth_month: int | None  # None: unknown
    birth_day: int | None
    birth_place: str
    passport_number: str
    foreigner_id: str  # "" when none
    category_tr: str
    category_en: str
    legal_ref: str
    workplace: str  # title of the workplace in Türkiye, "" without one
    valid_from: date
    valid_to: date
    granted_on: date
    photo: UUID  # documents.Upload of the biometric photo, already found clean
    own_account: bool = False  # independent, without an employer
    foreign_employer: str = ""  # who sent the person from abroad
    foreign_employer_country: str = ""  # ISO 3166-1 alpha-3
    host: str = ""  # where in Türkiye they were sent to: name, district, province

    def __post_init__(self) -> None:
        if self.valid_to < self.valid_from:
            raise ValueError("a certificate cannot end before it starts")
        if self.birth_day and not self.birth_month:
            raise ValueError("a birth day without its month")
        if self.sex not in {"K", "E", "X"}:
            raise ValueError("sex must be K, E or X")
        if [bool(self.workplace), self.own_account, bool(self.foreign_employer)].count(True) > 1:
            raise ValueError("a holder has one workplace, one employer abroad, or neither")


def find_unprintable_facts(facts: CertificateFacts) -> dict[str, set[str]]:
    """The texts the certificate could not show, by field; empty when all is well. For asking before approving."""
    texts = {field.name: getattr(facts, field.name) for field in fields(facts)}
    found = {name: find_unprintable(text) for name, text in texts.items() if isinstance(text, str)}
    return {name: missing for name, missing in found.items() if missing}


def freeze_facts(
    facts: CertificateFacts, *, number: str, code: str, photo_sha256: str, issued_at: datetime
) -> dict[str, Any]:
    """The JSON that is stored with the certificate: all that is printed, so that nothing else is ever consulted.

    ``photo_sha256`` is that of the file the holder handed in. Raises ``UnprintableError``.
    """
    if found := find_unprintable_facts(facts):
        raise UnprintableError(found)
    frozen: dict[str, Any] = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, str):
            # Composed letters: a name typed with separate accents must look, fit and hash like the other spelling.
            value = " ".join(unicodedata.normalize("NFC", value).split())
        elif isinstance(value, (date, UUID)):
            value = str(value)
        frozen[field.name] = value
    return frozen | {
        "edition": EDITION,
        "number": number,
        "code": code,
        "issued_at": issued_at.isoformat(),
        "issued_on": localdate(issued_at).isoformat(),
        "nationality_tr": printed_country_name(facts.nationality, "tr"),
        "nationality_en": printed_country_name(facts.nationality, "en"),
        **country_names(facts.foreign_employer_country),
        "photo_sha256": photo_sha256,
        "verify_url": f"{settings.SITE_URL}/verify/{code}",
        "verify_page": f"{settings.SITE_URL}/verify".split("://", 1)[1],
        "specimen": settings.DEMO,
    }


def printed_country_name(code: str, language: str) -> str:
    """The name that is printed for a code of the passport."""
    with override(language):
        return str(country_name(code))


def country_names(code: str) -> dict[str, str]:
    """The names of a foreign employer's country, frozen beside its code; none without one."""
    if not code:
        return {}
    return {f"foreign_employer_country_{language}": printed_country_name(code, language) for language in ("tr", "en")}
