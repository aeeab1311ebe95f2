"""Our own security ornament (guilloche frame, rosettes, emblem, seal), computed and written as PDF drawing operators.

It is drawn once per process and added to every certificate as one ready-made content stream, because
letting the layout engine draw some four hundred curves one by one costs more than the rest of the page.
All lengths are millimetres from the top left corner of an A4 page.
"""

import math
from functools import cache

from documents.pdf.drawing import (
    GOLD,
    GOLD_FAINT,
    GOLD_SOFT,
    INK,
    PANEL,
    PAPER,
    RULE,
    TEAL,
    TEAL_FAINT,
    TEAL_SOFT,
    TURN,
    Curve,
    Pen,
    rosette,
    star,
)

WIDTH, HEIGHT = 210.0, 297.0


def draw_band(pen: Pen, x: float, y: float, length: float, half: float, *, turn: float, waves: int) -> None:
    """A woven band from a point along ``turn``: whole waves, so that it meets the corners cleanly."""
    wave = length / waves
    per = TURN / wave

    def strand(height: float, phase: float, times: int = 1) -> Curve:
        return lambda s: (s, height * math.cos(times * per * s + phase))

    quarter = math.pi / 2
    layers = [
        (TEAL_SOFT, 0.07, [strand(half * 0.94 * (1 - k / 3), 0) for k in range(1, 6)]),
        (TEAL_SOFT, 0.07, [strand(half * 0.94 * (1 - k / 3), quarter) for k in range(1, 6)]),
        (GOLD_SOFT, 0.09, [strand(half * 0.42, phase, 2) for phase in (quarter, -quarter)]),
        (TEAL, 0.13, [strand(half * 0.94, phase) for phase in (0, quarter, 2 * quarter, 3 * quarter)]),
    ]
    for colour, width, strands in layers:
        pen.stroke(colour, width)
        for place in range(waves):
            dx, dy = place * wave * math.cos(turn), place * wave * math.sin(turn)
            with pen.placed(x + dx, y + dy, turn):
                for at in strands:
                    pen.curve(at, 0, wave, 8 if colour == GOLD_SOFT else 4)


def draw_frame(pen: Pen) -> None:
    """The border: hairline, rule, woven band with four corner blocks, rule, hairline."""
    outer, thick = 8.0, 6.6
    inner = outer + thick
    middle, half = outer + thick / 2, thick / 2 - 0.25
    right, bottom = WIDTH - middle, HEIGHT - middle
    for y in (middle, bottom):
        draw_band(pen, inner, y, WIDTH - 2 * inner, half, turn=0, waves=15)
    for x in (middle, right):
        draw_band(pen, x, inner, HEIGHT - 2 * inner, half, turn=math.pi / 2, waves=22)
    for x in (middle, right):
        for y in (middle, bottom):
            pen.fill(PAPER)
            pen.box(x - thick / 2, y - thick / 2, thick, thick, filled=True)
            pen.stroke(TEAL, 0.08)
            rosette(pen, x, y, 1.5, 2.95, petals=16, strands=3)
            pen.fill(INK)
            pen.polygon(star(x, y, 1.55))
            pen.fill(PAPER)
            pen.disc(x, y, 0.62)
            pen.fill(GOLD)
            pen.disc(x, y, 0.34)
            pen.stroke(INK, 0.3)
            pen.box(x - thick / 2, y - thick / 2, thick, thick)
    pen.stroke(INK, 0.42)
    pen.box(outer, outer, WIDTH - 2 * outer, HEIGHT - 2 * outer)
    pen.stroke(INK, 0.3)
    pen.box(inner, inner, WIDTH - 2 * inner, HEIGHT - 2 * inner)
    pen.stroke(GOLD, 0.16)
    for inset in (outer - 1, inner + 0.9):
        pen.box(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def draw_background_rosette(pen: Pen) -> None:
    """The large pale rosette under the text; light enough to read through, fine enough to blur in a copier."""
    x, y = WIDTH / 2, 153.0
    for inner, outer, petals, strands, colour in (
        (50, 72, 48, 4, TEAL_FAINT),
        (33, 52, 36, 4, TEAL_FAINT),
        (13, 34, 24, 4, GOLD_FAINT),
        (3, 14, 12, 4, TEAL_FAINT),
    ):
        pen.stroke(colour, 0.14)
        rosette(pen, x, y, inner, outer, petals=petals, strands=strands)
    pen.stroke(TEAL_FAINT, 0.2)
    for radius in (72.8, 74):
        pen.disc(x, y, radius, filled=False)


def draw_emblem(pen: Pen, x: float, y: float, radius: float) -> None:
    """The portal's own mark: an eight-pointed star in a woven ring. Deliberately no emblem of the state."""
    pen.fill(PAPER)
    pen.disc(x, y, radius)
    pen.stroke(TEAL_SOFT, 0.09)
    rosette(pen, x, y, radius * 0.58, radius * 0.93, petals=30, strands=3)
    pen.stroke(INK, 0.32)
    pen.disc(x, y, radius, filled=False)
    pen.stroke(GOLD, 0.16)
    pen.disc(x, y, radius * 0.56, filled=False)
    pen.fill(INK)
    pen.polygon(star(x, y, radius * 0.5))
    pen.fill(PAPER)
    pen.polygon(star(x, y, radius * 0.29))
    pen.fill(GOLD)
    pen.disc(x, y, radius * 0.1)


def draw_seal_place(pen: Pen, x: float, y: float, radius: float) -> None:
    """The place of the electronic seal: a woven ring with a scalloped edge."""
    pen.fill(PAPER)
    pen.disc(x, y, radius)
    pen.stroke(TEAL, 0.09)
    rosette(pen, x, y, radius * 0.72, radius, petals=34, strands=3)
    pen.stroke(GOLD_SOFT, 0.09)
    rosette(pen, x, y, radius * 0.4, radius * 0.7, petals=22, strands=3)
    pen.fill(TEAL)
    pen.polygon(star(x, y, radius * 0.34))
    pen.fill(PAPER)
    pen.polygon(star(x, y, radius * 0.2, turn=math.pi / 8))
    pen.fill(INK)
    pen.disc(x, y, radius * 0.07)


@cache
def draw_page_ornament() -> bytes:
    """Everything on the certificate that is the same for every holder, as one content stream (not compressed)."""
    pen = Pen(HEIGHT)
    draw_background_rosette(pen)
    draw_frame(pen)
    draw_emblem(pen, WIDTH / 2, 30, 9)
    # rules and panels that the text sits on
    pen.stroke(INK, 0.4)
    pen.line(24, 72.8, 186, 72.8)
    pen.stroke(GOLD, 0.2)
    pen.line(24, 85.8, 186, 85.8)
    pen.stroke(RULE, 0.15)
    for x in (79, 131):
        pen.line(x, 75.4, x, 83.4)
    for y in (102.1, 116.1, 126.8, 137.5, 148.2):
        pen.line(24, y, 134, y)
    pen.fill(PANEL)
    pen.box(24, 190.6, 162, 28.2, filled=True)
    pen.fill(TEAL)
    pen.box(24, 190.6, 1.2, 28.2, filled=True)
    pen.stroke(RULE, 0.15)
    for edge in (61.5, 99):
        pen.line(edge, 193.6, edge, 215.8)
    draw_seal_place(pen, 163, 247.9, 11.5)
    pen.stroke(RULE, 0.15)
    pen.line(24, 263, 186, 263)
    return pen.finish()
