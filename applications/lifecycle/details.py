"""What a transition of an application is told beside its row: a frozen class each, named in the table.

Callers build them, the engine refuses any other class, guards judge their content and effects use it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.models import Upload
from payments.models import CollectionLine, Leg
from payments.quotes import Quote

from ..models import Category


@dataclass(frozen=True)
class NewApplication:
    """The category of the application that begins."""

    category: Category


@dataclass(frozen=True)
class PageAnswers:
    """One page of a draft: ``write`` stores its answers while the draft's row is locked."""

    write: Callable[[Any], object]


@dataclass(frozen=True)
class Submission:
    """The language in which the application was sent; "" when nobody chose one."""

    language: str = ""


@dataclass(frozen=True)
class ItemToRevise:
    """One answer or document that the applicant is asked to mend, and why (R71)."""

    step: str
    field: str
    explanation: str
    translation: str = ""


@dataclass(frozen=True)
class RevisionRound:
    """Everything that one revision opens; nothing else can be changed in it (A-8)."""

    items: tuple[ItemToRevise, ...]


@dataclass(frozen=True)
class Grant:
    """The period that an officer grants, both days included."""

    granted_from: date
    granted_to: date


@dataclass(frozen=True)
class Rejection:
    """A ground of the regulation's article 52 and the reason in Turkish; ``translation`` is for its reader (A-25)."""

    ground: str
    text: str
    translation: str = ""


@dataclass(frozen=True)
class ObjectionStatement:
    """What an applicant says against a rejection; ``reason_read_at`` is None until its reason was read (R87)."""

    reason_read_at: datetime | None
    statement: str
    evidence: Sequence[Upload]


@dataclass(frozen=True)
class Dismissal:
    """Why an objection is not well founded."""

    text: str
    translation: str = ""


@dataclass(frozen=True)
class PaymentMismatch:
    """A collection that does not pay its leg: another amount than was asked."""

    leg: Leg
    line: CollectionLine


@dataclass(frozen=True)
class Repricing:
    """What an unpaid order costs by the tariff of the new year."""

    new_quote: Quote


@dataclass(frozen=True)
class Termination:
    """The last day of an exemption that its holder ends."""

    effective_on: date


@dataclass(frozen=True)
class Cancellation:
    """A ground on which the ministry ends an exemption (domain 1.5) and the reason in Turkish."""

    ground: str
    text: str
    translation: str = ""


@dataclass(frozen=True)
class Reinstatement:
    """What lifts a cancellation: an objection handed in or a judgment given on ``decided_on``."""

    basis: str
    decided_on: date | None
    text: str
