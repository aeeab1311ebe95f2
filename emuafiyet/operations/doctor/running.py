"""Running the checks: each by itself, so that one that breaks hides no other; nothing secret is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from emuafiyet.core.outbox.errors import OutageError


class BrokenError(Exception):
    """What a check found wrong, in words that hold no secret and nothing about a person."""


@dataclass(frozen=True)
class Check:
    """``try_it`` returns what it saw and raises for whatever is wrong; ``advice`` says what to do then."""

    name: str
    try_it: Callable[[], str]
    advice: str


@dataclass(frozen=True)
class Result:
    name: str
    ok: bool
    detail: str
    advice: str = ""


def run_checks(checks: Iterable[Check]) -> Iterable[Result]:
    """One result for each check, as soon as it is known. Never raises for what a check raises."""
    for check in checks:
        try:
            yield Result(check.name, True, check.try_it())
        except (BrokenError, OutageError) as error:
            yield Result(check.name, False, str(error), check.advice)
        except Exception as error:  # noqa: BLE001 (told by its class: its text may quote an address or a password)
            yield Result(check.name, False, type(error).__name__, check.advice)
