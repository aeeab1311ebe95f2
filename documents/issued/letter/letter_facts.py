"""What a decision letter says: given by the case when it is decided, then frozen with the paper."""

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from documents.pdf.fonts import find_unprintable


class LetterKind(StrEnum):
    """Named like the notice that each goes out with."""

    REJECTED = "rejected"
    OBJECTION_DISMISSED = "objection_dismissed"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class LetterFacts:
    """Dates are inclusive. ``text`` is the officer's, in Turkish: a decision is given in that language."""

    kind: LetterKind
    application_number: str
    surname: str
    given_names: str  # "" for a single name
    nationality: str
    foreigner_id: str  # "" when none
    category_tr: str
    category_en: str
    decided_on: date
    ground_tr: str = ""
    ground_en: str = ""
    text: str = ""
    effective_on: date | None = None  # the day on which an exemption ends
    last_day: date | None = None  # for objecting
    # The first day of an exemption that was ended before it: it never enters into force.
    would_begin_on: date | None = None


def find_unprintable_characters(text: str) -> list[str]:
    """The characters of an officer's text that no letter can show; empty when it can be printed as it is."""
    return sorted(find_unprintable(_join_lines(text)))


def find_unprintable_facts(facts: dict[str, Any]) -> list[str]:
    """The names of frozen facts that hold such characters."""
    return [name for name, value in facts.items() if isinstance(value, str) and find_unprintable_characters(value)]


def _join_lines(text: str) -> str:
    """Line ends and tabs lay a text out; no glyph is asked of them."""
    return text.translate({ord(each): " " for each in "\n\r\t"})


def freeze_letter_facts(facts: LetterFacts, **paper: str) -> dict[str, Any]:
    """The JSON that is stored: all that is printed, letters composed (NFC) so that one name has one spelling."""
    told: dict[str, Any] = {}
    for name, value in asdict(facts).items():
        if isinstance(value, date):
            value = value.isoformat()
        told[name] = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
    return told | paper
