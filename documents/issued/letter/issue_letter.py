"""Promising a letter, in the transaction of the decision that it tells of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from stdnum import luhn

from applicants.models import Applicant
from documents.models import Letter

from ..certificate.certificate_facts import printed_country_name
from .letter_facts import LetterFacts, freeze_letter_facts


def enqueue_letter(*, owner: Applicant, case_reference: UUID, facts: LetterFacts) -> Letter:
    """Enqueue the letter. A notice that brings it goes out without it when it cannot be made: nobody's time to object
    begins unheard because of a printing trouble."""
    issued_at = timezone.now()
    number = format_letter_number(timezone.localdate(issued_at).year, _next_serial())
    return Letter(
        owner=owner,
        case_reference=case_reference,
        kind=facts.kind.value,
        number=number,
        facts=build_letter_facts(facts, number=number, issued_at=issued_at),
        issued_at=issued_at,
    ).enqueue()


def build_letter_facts(facts: LetterFacts, *, number: str, issued_at: datetime) -> dict[str, Any]:
    """All that stands on the letter, as it is stored."""
    return freeze_letter_facts(
        facts,
        number=number,
        issued_at=issued_at.isoformat(),
        nationality_tr=printed_country_name(facts.nationality, "tr"),
        nationality_en=printed_country_name(facts.nationality, "en"),
        specimen="1" if settings.DEMO else "",
    )


def format_letter_number(year: int, serial: int) -> str:
    """``MK-2026-0000123-6``: Muafiyet Kararı, numbered like certificates."""
    body = f"{serial:07d}"
    return f"MK-{year}-{body}-{luhn.calc_check_digit(f'{year}{body}')}"


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_letter_serial')")
        return cursor.fetchone()[0]
