"""The old card beside the registry's record, value by value (guide 4.9-b)."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import country_name

from ..wizard.answer_rows import format_birth_date


@dataclass(frozen=True)
class ComparedValue:
    label: Any
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class RecordComparison:
    """``record`` is None when the registry knows no such person; ``is_away`` when it did not answer."""

    record: dict | None
    lines: tuple[ComparedValue, ...] = ()
    is_away: bool = False

    @classmethod
    def for_unavailable_registry(cls) -> Self:
        return cls(None, is_away=True)

    @property
    def digest(self) -> str:
        """Says at the next press whether the person still looks at what the registry holds."""
        return hashlib.sha256(repr([(line.old, line.new) for line in self.lines]).encode()).hexdigest()[:16]

    @property
    def may_go_on(self) -> bool:
        """Only a record that says something else than the card makes a new card (domain 4.4 row 3)."""
        return self.record is not None and any(line.differs for line in self.lines)


def compare_records(card: dict, record: dict | None) -> RecordComparison:
    """Every value that a correction may change, as the card has it and as the registry has it now."""
    if record is None:
        return RecordComparison(None)
    new = card | record
    lines = [
        ComparedValue(_("Soyadı"), card["surname"], new["surname"]),
        ComparedValue(_("Adı"), card["given_names"], new["given_names"]),
        ComparedValue(_("Baba adı"), card["father_name"], new["father_name"]),
        ComparedValue(_("Ana adı"), card["mother_name"], new["mother_name"]),
        ComparedValue(_("Uyruk"), country_name(card["nationality"]), country_name(new["nationality"])),
        ComparedValue(_("Doğum tarihi"), format_birth_date(card), format_birth_date(new)),
    ]
    return RecordComparison(record, tuple(lines))
