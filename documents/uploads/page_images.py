"""Pictures of a clean file's pages, for officers: drawn once, in a worker, by a locked-in program."""

import json
from dataclasses import dataclass
from typing import IO

from . import isolation, rules

WALL_SECONDS = 40.0
MOST_ANSWER = 48 * rules.MB


class NotDrawn(Exception):
    """The program died or answered nonsense: there are no pictures."""


@dataclass(frozen=True)
class Drawn:
    width: int
    height: int
    picture: bytes


def draw(format_slug: str, content: IO[bytes]) -> tuple[list[Drawn], int]:
    """The pages as JPEGs, and how many were left out. Raises ``NotDrawn``."""
    order = {"format": format_slug, "most_pages": rules.MOST_PAGES, "most_pixels": rules.MOST_PIXELS}
    return understand(
        isolation.run("draw_pages", order, content, seconds=WALL_SECONDS, most_answer=MOST_ANSWER, error=NotDrawn)
    )


def understand(answer: bytes) -> tuple[list[Drawn], int]:
    """Read the answer without trusting it: the file may have taken the program over."""
    head, _separator, pictures = answer.partition(b"\n")
    try:
        said = json.loads(head)
        sizes = [(int(each["width"]), int(each["height"]), int(each["bytes"])) for each in said["pages"]]
        left_out = int(said["left_out"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotDrawn("nonsense") from None
    pages, at = [], 0
    for width, height, length in sizes:
        picture = pictures[at : at + length]
        at += length
        believable = 0 < width <= 10_000 and 0 < height <= 10_000 and picture.startswith(b"\xff\xd8\xff")
        if not believable or len(picture) != length:
            raise NotDrawn("nonsense")
        pages.append(Drawn(width, height, picture))
    if not pages or len(pages) > rules.MOST_PAGES or left_out < 0:
        raise NotDrawn("nonsense")
    return pages, left_out
