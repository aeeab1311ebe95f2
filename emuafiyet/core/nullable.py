"""A column that may be empty, read where a rule says that it is not."""

from typing import TypeVar

T = TypeVar("T")


class MissingValueError(Exception):
    """A value is missing that the row's state, or whoever called, has promised."""


def require_value(value: T | None) -> T:
    """``value`` itself. Raises ``MissingValueError`` for None: better no document than one with a gap."""
    if value is None:
        raise MissingValueError
    return value
