"""What a state machine is: its rows, its table of transitions, and how the engine gets a row of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

from documents.models import Certificate, Letter

from ..models import Application, ReissueRequest, TerminationRequest
from .actors import Actor, ActorKind, Permission

RowT = TypeVar("RowT", Application, TerminationRequest, ReissueRequest)

# Both take the locked row, the actor and the details. A guard returns the reason of a refusal, or None.
Guard = Callable[[Any, Actor, Any], str | None]
# An effect returns the document that it issued, if any.
Effect = Callable[[Any, Actor, Any], Certificate | Letter | None]


def accepts_details(function: Callable[..., Any], details: type | None) -> bool:
    """Whether the function's last parameter, by its annotation, takes details of this class."""
    *_, expected = [hint for name, hint in get_type_hints(function).items() if name != "return"]
    return issubclass(details or type(None), expected)


@dataclass(frozen=True)
class Transition:
    """``sources`` empty: the row begins here. ``target`` None: it ceases to exist.

    ``details`` is the class of what the caller says beside the row; None where there is nothing to say. Raises
    ``TypeError`` when the guard or the effect expects another class: a wrong table cannot be loaded.
    """

    name: str
    sources: frozenset[str]
    target: str | None
    permission: Permission
    guard: Guard
    effect: Effect
    notices: tuple[str, ...] = ()
    details: type | None = None
    number: int = 0

    def __post_init__(self) -> None:
        for function in (self.guard, self.effect):
            if not accepts_details(function, self.details):
                raise TypeError(f"{self.name} gives {self.details}, {function.__name__} expects another class")

    @property
    def actor(self) -> ActorKind:
        return self.permission.actor_kind

    @property
    def is_beginning(self) -> bool:
        return not self.sources

    @property
    def keeps_history(self) -> bool:
        """A draft is nobody's business but the applicant's and can be deleted; history begins with sending."""
        return self.target not in {None, "draft"}


@dataclass(frozen=True)
class StateMachine(Generic[RowT]):
    """One kind of row: its name in the history, its table of transitions, and how a row is locked or begun.

    ``begin`` gets the key of what the row is begun on (an applicant, an application), locks that, and returns the
    row to be; one that is stored already is what an earlier press of the same button began.
    """

    subject: str
    transitions: dict[str, Transition]
    lock: Callable[[UUID], RowT]
    begin: Callable[[UUID, Any], RowT]


# Every machine by its subject. An effect of one may perform a transition of another.
MACHINES: dict[str, StateMachine[Any]] = {}


def define_machine(
    subject: str,
    transitions: Iterable[Transition],
    lock: Callable[[UUID], RowT],
    begin: Callable[[UUID, Any], RowT],
) -> StateMachine[RowT]:
    machine = StateMachine(subject, {each.name: each for each in transitions}, lock, begin)
    MACHINES[subject] = machine
    return machine


def render_diagram(machine: StateMachine[Any]) -> str:
    """The machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for transition in machine.transitions.values():
        target = str(transition.target) if transition.target else "[*]"
        for source in sorted(str(source) for source in transition.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {transition.name} ({transition.actor.value})")
    return "\n".join(lines)
