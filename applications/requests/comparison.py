"""The old card beside the registry's record, value by value (guide 4.9-b)."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from emuafiyet.core.fields import country_name

from ..wizard.answer_rows import birth_date


@dataclass(frozen=True)
class Line:
    label: Any
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class Compared:
    """``record`` is None when the registry knows no such person; ``is_away`` when it did not answer."""

    record: dict | None
    lines: tuple[Line, ...] = ()
    is_away: bool = False

    @classmethod
    def away(cls) -> Self:
        return cls(None, is_away=True)

    @property
    def digest(self) -> str:
        """Says at the next press whether the person still looks at what the registry holds."""
        return hashlib.sha256(repr([(line.old, line.new) for line in self.lines]).encode()).hexdigest()[:16]

    @property
    def may_go_on(self) -> bool:
        """Only a record that says something else than the card makes a new card (domain 4.4 row 3)."""
        return self.record is not None and any(line.differs for line in self.lines)


def compare(card: dict, record: dict | None) -> Compared:
    """Every value that a correction may change, as the card has it and as the registry has it now."""
    if record is None:
        return Compared(None)
    new = card | record
    lines = [
        Line(_("Soyadı"), card["surname"], new["surname"]),
        Line(_("Adı"), card["given_names"], new["given_names"]),
        Line(_("Baba adı"), card["father_name"], new["father_name"]),
        Line(_("Ana adı"), card["mother_name"], new["mother_name"]),
        Line(_("Uyruk"), country_name(card["nationality"]), country_name(new["nationality"])),
        Line(_("Doğum tarihi"), birth_date(card), birth_date(new)),
    ]
    return Compared(record, tuple(lines))
