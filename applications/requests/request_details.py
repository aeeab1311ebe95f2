"""What a transition of a holder's request is told beside its row: a frozen class each, named in the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.models import Upload


@dataclass(frozen=True)
class NewTermination:
    """Why and on which day a holder wants the exemption to end, with the signed petition (R92)."""

    ground: str
    ground_note: str
    effective_on: date
    petition: Upload


@dataclass(frozen=True)
class NewReissue:
    """On which of the three grounds a holder asks for a new card (R108)."""

    ground: str


@dataclass(frozen=True)
class RequestDecision:
    """An officer's decision on a request, in words for its holder.

    ``corrections`` are printed facts of a misprinted card by their names, ``evidence`` what shows that they were
    wrong (R123); both are empty in every other decision.
    """

    text: str = ""
    translation: str = ""
    corrections: Mapping[str, Any] = field(default_factory=dict)
    evidence: str = ""
