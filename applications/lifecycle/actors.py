"""Who performs a move: an applicant, an officer who may, or the system's clock and feeds."""

import enum
from dataclasses import dataclass

from applicants.models import Applicant, Officer


class Role(enum.Enum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Duty:
    """Whose move it is; an officer also needs the permission, which roles.py gives to roles."""

    role: Role
    permission: str = ""


APPLICANT = Duty(Role.APPLICANT)
SYSTEM_CLOCK = Duty(Role.SYSTEM)
DECIDES = Duty(Role.OFFICER, "applications.decide_application")
JUDGES_OBJECTIONS = Duty(Role.OFFICER, "applications.decide_objection")
CANCELS = Duty(Role.OFFICER, "applications.cancel_application")


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

    def fulfils(self, duty: Duty) -> bool:
        """Whether a move with this duty is this actor's to make."""
        if self.role is not duty.role:
            return False
        return not duty.permission or (self.officer is not None and self.officer.has_perm(duty.permission))


SYSTEM = Actor(Role.SYSTEM)
