"""Texts that change their size to fit their boxes, and dates as papers write them."""

from datetime import date
from typing import NamedTuple

from .fonts import FontFace, find_fitting_size

Ladder = tuple[tuple[float, int], ...]  # (points, most lines), the largest first: the first that fits is taken


class TextTooLongError(Exception):
    """A text is too long for its box even at the smallest size."""


class FittedText(NamedTuple):
    """A value with the size class it is set in."""

    text: str
    size: str


def size_class(size: float) -> str:
    return f"s{round(size * 10)}"


def build_size_rules(*ladders: Ladder) -> str:
    """A style sheet's size classes, written from the ladders so that the two cannot drift apart."""
    sizes = sorted({size for ladder in ladders for size, _ in ladder})
    return "".join(f".{size_class(size)}{{font-size:{size}pt}}" for size in sizes)


def fit_text(name: str, text: str, face: FontFace, room: float, ladder: Ladder) -> FittedText:
    size = find_fitting_size(text, face, room, ladder)
    if size is None:
        raise TextTooLongError(name)
    return FittedText(text, size_class(size))


def format_day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


def format_birth_date(year: int, month: int | None, day: int | None) -> str:
    """``01.03.1970``; an unknown part is ``XX``, as travel documents print it (ICAO 9303)."""
    return f"{day or 'XX':>02}.{month or 'XX':>02}.{year}" if month or day else f"XX.XX.{year}"
