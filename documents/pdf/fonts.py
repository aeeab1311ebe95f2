"""The certificate's typefaces: where they are, which characters they have, and how wide a text will be."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_HYPHENS = re.compile(r"(?<=[-\u2010\u2013\u2014])")


@dataclass(frozen=True)
class Face:
    """One static font file and how the style sheet names it."""

    file: str
    family: str
    weight: int
    italic: bool = False


SERIF = Face("SourceSerif4_400Regular.ttf", "Certificate Serif", 400)
SERIF_ITALIC = Face("SourceSerif4_400Regular_Italic.ttf", "Certificate Serif", 400, italic=True)
SERIF_BOLD = Face("SourceSerif4_600SemiBold.ttf", "Certificate Serif", 600)
SANS = Face("IBMPlexSans_400Regular.ttf", "Certificate Sans", 400)
SANS_MEDIUM = Face("IBMPlexSans_500Medium.ttf", "Certificate Sans", 500)
MONO = Face("IBMPlexMono_500Medium.ttf", "Certificate Mono", 500)
FACES = (SERIF, SERIF_ITALIC, SERIF_BOLD, SANS, SANS_MEDIUM, MONO)


def font_path(face: Face) -> Path:
    """Where the front-end build puts the unmodified font file."""
    return settings.BASE_DIR / "static" / "dist" / "fonts" / face.file


@cache
def _widths(face: Face) -> tuple[dict[int, int], int]:
    """Advance width of every character the face has, and its units per em."""
    from fontTools.ttLib import TTFont

    path = font_path(face)
    if not path.is_file():
        raise ImproperlyConfigured(f"{path.name} is missing: run the front-end build (npm run build)")
    with TTFont(path, lazy=True) as font:
        advance = font["hmtx"]
        return {point: advance[glyph][0] for point, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


@cache
def _printable() -> frozenset[int]:
    return frozenset.intersection(*(frozenset(_widths(face)[0]) for face in (SERIF_BOLD, SANS, SANS_MEDIUM, MONO)))


def unprintable(text: str) -> set[str]:
    """The characters of ``text`` that a certificate cannot show because a face used for people's data lacks them.

    Composed first (NFC), as the certificate does, so that a letter typed with a separate accent counts as one.
    """
    return {character for character in unicodedata.normalize("NFC", text) if ord(character) not in _printable()}


def width(text: str, face: Face, size: float) -> float:
    """Millimetres ``text`` takes at ``size`` points, kerning left aside. Unknown characters count as one em."""
    advances, em = _widths(face)
    return sum(advances.get(ord(character), em) for character in text) * size / em * 25.4 / 72


def lines(text: str, face: Face, size: float, room: float) -> int:
    """How many lines of ``room`` millimetres the text fills when broken the way the layout engine breaks it."""
    count, used = 1, 0.0
    space = width(" ", face, size)
    for word in text.split():
        gap = space if used else 0.0
        for piece in _HYPHENS.split(word):  # a line may also end after a hyphen
            need = width(piece, face, size)
            if used and used + gap + need > room:
                count, used, gap = count + 1, 0.0, 0.0
            used += gap + need
            gap = 0.0
            while used > room:  # longer than a line: broken where the line ends
                count, used = count + 1, used - room
    return count


def fitting_size(text: str, face: Face, room: float, ladder: tuple[tuple[float, int], ...]) -> float | None:
    """The first size (points) of ``ladder`` at which the text fits in its number of lines; None when none does.

    ``room`` is the width of the box in millimetres; three hundredths are kept back for kerning and rounding.
    """
    for size, most in ladder:
        if lines(text, face, size, room * 0.97) <= most:
            return size
    return None
