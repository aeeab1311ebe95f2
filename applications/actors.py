"""Who performs a move: an applicant, an officer, or the system's clock and feeds."""

import enum
from dataclasses import dataclass

from applicants.models import Applicant, Officer


class Role(enum.Enum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    role: Role
    applicant: Applicant | None = None
    officer: Officer | None = None

    @classmethod
    def of(cls, person: Applicant | Officer) -> "Actor":
        if isinstance(person, Officer):
            return cls(Role.OFFICER, officer=person)
        return cls(Role.APPLICANT, applicant=person)


SYSTEM = Actor(Role.SYSTEM)
