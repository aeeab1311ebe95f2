"""Who performs a move: an applicant, an officer who may, or the system's clock and feeds."""

import enum
from dataclasses import dataclass

from applicants.models import Applicant, Officer


class ActorKind(enum.Enum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Permission:
    """Whose move it is; an officer also needs the permission, which roles.py gives to roles."""

    actor_kind: ActorKind
    perm: str = ""


APPLICANT = Permission(ActorKind.APPLICANT)
SYSTEM_CLOCK = Permission(ActorKind.SYSTEM)
DECIDES = Permission(ActorKind.OFFICER, "applications.decide_application")
JUDGES_OBJECTIONS = Permission(ActorKind.OFFICER, "applications.decide_objection")
CANCELS = Permission(ActorKind.OFFICER, "applications.cancel_application")


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    applicant: Applicant | None = None
    officer: Officer | None = None

    @classmethod
    def from_person(cls, person: Applicant | Officer) -> "Actor":
        if isinstance(person, Officer):
            return cls(ActorKind.OFFICER, officer=person)
        return cls(ActorKind.APPLICANT, applicant=person)

    def has_permission(self, permission: Permission) -> bool:
        """Whether a move with this permission is this actor's to make."""
        if self.kind is not permission.actor_kind:
            return False
        return not permission.perm or (self.officer is not None and self.officer.has_perm(permission.perm))


SYSTEM = Actor(ActorKind.SYSTEM)
