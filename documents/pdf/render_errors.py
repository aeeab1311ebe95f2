"""Why a document could not be made: kept in its row as ``problem:field:card`` and put into words at the desk."""

from enum import StrEnum


class RenderProblem(StrEnum):
    GLYPH = "glyph"  # a character that the typefaces do not have
    TOO_LONG = "too_long"  # a text that does not fit in its box at the smallest size
    PHOTO = "photo"  # cannot be read
    PAGES = "pages"  # more pages than the paper has
    SOFTWARE = "software"  # something only whoever maintains the portal can mend


class RenderError(Exception):
    """The paper would not be whole. ``about``: the field, or what the software said; ``card``: which of several."""

    def __init__(self, problem: RenderProblem, about: str = "", card: str = "") -> None:
        super().__init__(":".join((problem, about.replace(":", " "), card)).rstrip(":"))


def parse_render_error(error: str) -> tuple[RenderProblem, str, str] | None:
    """Problem, field and card of a kept ``RenderError``; None for any other error."""
    problem, _, rest = error.partition(":")
    about, _, card = rest.partition(":")
    return (RenderProblem(problem), about, card) if problem in set(RenderProblem) else None
