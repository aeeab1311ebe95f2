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
class FontFace:
    """One static font file and how the style sheet names it."""

    file: str
    family: str
    weight: int
    italic: bool = False


SERIF = FontFace("SourceSerif4_400Regular.ttf", "Certificate Serif", 400)
SERIF_ITALIC = FontFace("SourceSerif4_400Regular_Italic.ttf", "Certificate Serif", 400, italic=True)
SERIF_BOLD = FontFace("SourceSerif4_600SemiBold.ttf", "Certificate Serif", 600)
SANS = FontFace("IBMPlexSans_400Regular.ttf", "Certificate Sans", 400)
SANS_MEDIUM = FontFace("IBMPlexSans_500Medium.ttf", "Certificate Sans", 500)
MONO = FontFace("IBMPlexMono_500Medium.ttf", "Certificate Mono", 500)
FONT_FACES = (SERIF, SERIF_ITALIC, SERIF_BOLD, SANS, SANS_MEDIUM, MONO)


def font_path(face: FontFace) -> Path:
    """Where the front-end build puts the unmodified font file."""
    return settings.BASE_DIR / "static" / "dist" / "fonts" / face.file


@cache
def _glyph_widths(face: FontFace) -> tuple[dict[int, int], int]:
    """Advance width of every character the face has, and its units per em."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and only workers measure text

    path = font_path(face)
    if not path.is_file():
        raise ImproperlyConfigured(f"{path.name} is missing: run the front-end build (npm run build)")
    with TTFont(path, lazy=True) as font:
        advance = font["hmtx"]
        return {point: advance[glyph][0] for point, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


@cache
def _printable_characters() -> frozenset[int]:
    return frozenset.intersection(
        *(frozenset(_glyph_widths(face)[0]) for face in (SERIF_BOLD, SANS, SANS_MEDIUM, MONO))
    )


def find_unprintable(text: str) -> set[str]:
    """The characters of ``text`` that a certificate cannot show because a face used for people's data lacks them.

    Composed first (NFC), as the certificate does, so that a letter typed with a separate accent counts as one.
    """
    return {
        character for character in unicodedata.normalize("NFC", text) if ord(character) not in _printable_characters()
    }


def measure_width(text: str, face: FontFace, size: float) -> float:
    """Millimetres ``text`` takes at ``size`` points, kerning left aside. Unknown characters count as one em."""
    advances, em = _glyph_widths(face)
    return sum(advances.get(ord(character), em) for character in text) * size / em * 25.4 / 72


def count_lines(text: str, face: FontFace, size: float, room: float) -> int:
    """How many lines of ``room`` millimetres the text fills when broken the way the layout engine breaks it."""
    count, used = 1, 0.0
    space = measure_width(" ", face, size)
    for word in text.split():
        gap = space if used else 0.0
        for piece in _HYPHENS.split(word):  # a line may also end after a hyphen
            need = measure_width(piece, face, size)
            if used and used + gap + need > room:
                count, used, gap = count + 1, 0.0, 0.0
            used += gap + need
            gap = 0.0
            while used > room:  # longer than a line: broken where the line ends
                count, used = count + 1, used - room
    return count


def find_fitting_size(text: str, face: FontFace, room: float, ladder: tuple[tuple[float, int], ...]) -> float | None:
    """The first size (points) of ``ladder`` at which the text fits in its number of lines; None when none does.

    ``room`` is the width of the box in millimetres; three hundredths are kept back for kerning and rounding.
    """
    for size, most in ladder:
        if count_lines(text, face, size, room * 0.97) <= most:
            return size
    return None
