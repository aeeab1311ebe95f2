"""The card's own ornament, drawn once per process: both faces as PDF drawing operators. Lengths in millimetres."""

import math
from functools import cache

from ..pdf.drawing import GOLD, GOLD_FAINT, INK, PAPER, TEAL, TEAL_FAINT, TEAL_SOFT, TURN, Curve, Pen, rosette, star

WIDTH, HEIGHT = 85.60, 53.98  # ID-1 (ISO/IEC 7810)
HEADER_HEIGHT = 9.75
MRZ_TOP = 33.25
FACE_COLOUR = "f5faf9"


def _draw_waves(pen: Pen, top: float, bottom: float) -> None:
    """Fine lines that drift apart and together across the whole face; a copier blurs them into a tint."""
    rows = 22
    for row in range(-2, rows + 2):
        middle = top + (bottom - top) * (row + 0.5) / rows
        pen.stroke(GOLD_FAINT if row % 3 == 0 else TEAL_FAINT, 0.09)
        phase = row * 0.55

        def line(x: float, middle: float = middle, phase: float = phase) -> tuple[float, float]:
            swing = 1.15 * math.sin(TURN * x / 31 + phase) + 0.55 * math.sin(TURN * x / 13.3 - phase * 1.7)
            return x, middle + swing

        with pen.clipped(0, top, WIDTH, bottom - top):
            pen.curve(line, -0.5, WIDTH + 0.5, 26)


def _draw_portal_mark(pen: Pen, x: float, y: float, radius: float) -> None:
    """The portal's own mark. Deliberately no emblem of the state."""
    pen.fill(PAPER)
    pen.polygon(star(x, y, radius))
    pen.fill(INK)
    pen.polygon(star(x, y, radius * 0.52))
    pen.fill(GOLD)
    pen.disc(x, y, radius * 0.26)


def _draw_rosette(pen: Pen, x: float, y: float) -> None:
    for inner, outer, petals, strands, colour in (
        (11.4, 19, 36, 3, TEAL_FAINT),
        (6.2, 11.8, 24, 3, GOLD_FAINT),
        (1.6, 6.4, 16, 3, TEAL_FAINT),
    ):
        pen.stroke(colour, 0.1)
        rosette(pen, x, y, inner, outer, petals=petals, strands=strands)


@cache
def draw_front() -> bytes:
    pen = Pen(HEIGHT)
    pen.fill(FACE_COLOUR)
    pen.box(0, 0, WIDTH, HEIGHT, filled=True)
    _draw_waves(pen, HEADER_HEIGHT, HEIGHT)
    _draw_rosette(pen, 64, 29)
    pen.fill(INK)
    pen.box(0, 0, WIDTH, HEADER_HEIGHT, filled=True)
    pen.fill(GOLD)
    pen.box(0, HEADER_HEIGHT, WIDTH, 0.22, filled=True)
    _draw_portal_mark(pen, 7.6, HEADER_HEIGHT / 2, 2.75)
    _draw_header_edge(pen, HEADER_HEIGHT + 1.1)
    pen.fill(PAPER)
    pen.box(4.1, 13.0, 25, 29.6, filled=True)
    pen.stroke(GOLD, 0.18)
    pen.box(4.1, 13.0, 25, 29.6)
    return pen.finish()


@cache
def draw_back() -> bytes:
    pen = Pen(HEIGHT)
    pen.fill(FACE_COLOUR)
    pen.box(0, 0, WIDTH, HEIGHT, filled=True)
    _draw_waves(pen, 0, MRZ_TOP)
    pen.fill(PAPER)
    pen.box(0, MRZ_TOP, WIDTH, HEIGHT - MRZ_TOP, filled=True)
    pen.box(60.9, 4.9, 20.6, 20.6, filled=True)
    pen.fill(GOLD)
    pen.box(0, MRZ_TOP, WIDTH, 0.2, filled=True)
    return pen.finish()


def _draw_header_edge(pen: Pen, y: float) -> None:
    """A narrow woven line under the header."""
    pen.stroke(TEAL_SOFT, 0.07)

    def strand(phase: float) -> Curve:
        return lambda x: (x, y + 0.42 * math.sin(TURN * x / 2.14 + phase))

    for phase in (0, math.pi / 2, math.pi, 3 * math.pi / 2):
        pen.curve(strand(phase), 0, WIDTH, 160)
    pen.stroke(TEAL, 0.06)
    pen.line(0, y + 0.75, WIDTH, y + 0.75)
