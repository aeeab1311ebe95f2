"""Security ornament as PDF drawing operators: a pen that writes in millimetres, woven rosettes and stars."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

Point = tuple[float, float]
Curve = Callable[[float], Point]

POINTS_PER_MM = 72 / 25.4
TURN = 2 * math.pi

INK = "0b2f38"
TEAL = "1d6f73"
TEAL_SOFT = "7fb3b1"
TEAL_FAINT = "dfecea"
GOLD = "b08436"
GOLD_SOFT = "d9bf8c"
GOLD_FAINT = "f4ead4"
PANEL = "edf5f3"
RULE = "c9d8d8"
PAPER = "ffffff"


def format_number(value: float) -> str:
    """A hundredth of a millimetre is finer than any printer; shorter numbers keep the file small."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


class Pen:
    """Writes PDF operators for a page ``height`` millimetres high, in millimetres from its top left corner."""

    def __init__(self, height: float) -> None:
        self._out = StringIO()
        # Decoration is an artifact: a screen reader passes over it.
        self._put("/Artifact BMC q")
        self._put(f"{POINTS_PER_MM:.6f} 0 0 {-POINTS_PER_MM:.6f} 0 {height * POINTS_PER_MM:.4f} cm 1 J 1 j")

    def _put(self, *parts: str) -> None:
        self._out.write(" ".join(parts) + "\n")

    def _colour(self, colour: str, operator: str) -> None:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
        self._put(*(f"{c:.3f}" for c in channels), operator)

    def stroke(self, colour: str, width: float) -> None:
        self._colour(colour, "RG")
        self._put(f"{width:.3f} w")

    def fill(self, colour: str) -> None:
        self._colour(colour, "rg")

    @contextmanager
    def placed(self, x: float, y: float, turn: float) -> Iterator[None]:
        """Draw what follows around another origin, turned by ``turn`` radians."""
        cos, sin = math.cos(turn), math.sin(turn)
        self._put("q", *(f"{v:.5f}" for v in (cos, sin, -sin, cos)), format_number(x), format_number(y), "cm")
        yield
        self._put("Q")

    def curve(self, at: Curve, start: float, stop: float, pieces: int) -> None:
        """Trace ``at`` by cubic pieces that share its points and tangents."""
        step = (stop - start) / pieces
        reach = step / 3
        near = 1e-5

        def tangent(t: float) -> Point:
            (x0, y0), (x1, y1) = at(t - near), at(t + near)
            return (x1 - x0) / (2 * near), (y1 - y0) / (2 * near)

        x, y = at(start)
        dx, dy = tangent(start)
        self._put(format_number(x), format_number(y), "m")
        for piece in range(1, pieces + 1):
            t = start + piece * step
            (nx, ny), (ndx, ndy) = at(t), tangent(t)
            numbers = (x + dx * reach, y + dy * reach, nx - ndx * reach, ny - ndy * reach, nx, ny)
            self._put(*map(format_number, numbers), "c")
            x, y, dx, dy = nx, ny, ndx, ndy
        self._put("S")

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """Draw what follows only inside a box."""
        self._put("q", *map(format_number, (x, y, width, height)), "re W n")
        yield
        self._put("Q")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._put(format_number(x0), format_number(y0), "m", format_number(x1), format_number(y1), "l S")

    def box(self, x: float, y: float, width: float, height: float, *, filled: bool = False) -> None:
        self._put(*map(format_number, (x, y, width, height)), "re", "f" if filled else "S")

    def polygon(self, points: list[Point]) -> None:
        (x, y), *rest = points
        self._put(format_number(x), format_number(y), "m")
        for x, y in rest:
            self._put(format_number(x), format_number(y), "l")
        self._put("h f")

    def disc(self, x: float, y: float, radius: float, *, filled: bool = True) -> None:
        kappa = 0.5522847 * radius
        self._put(format_number(x + radius), format_number(y), "m")
        for (ax, ay), (bx, by), (cx, cy) in (
            ((radius, kappa), (kappa, radius), (0, radius)),
            ((-kappa, radius), (-radius, kappa), (-radius, 0)),
            ((-radius, -kappa), (-kappa, -radius), (0, -radius)),
            ((kappa, -radius), (radius, -kappa), (radius, 0)),
        ):
            self._put(*map(format_number, (x + ax, y + ay, x + bx, y + by, x + cx, y + cy)), "c")
        self._put("f" if filled else "S")

    def finish(self) -> bytes:
        self._put("Q EMC")
        return self._out.getvalue().encode("ascii")


def rosette(pen: Pen, x: float, y: float, inner: float, outer: float, *, petals: int, strands: int) -> None:
    """Woven ring between two radii: ``strands`` waves of ``petals`` crests, turned against each other."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2

    def petal(t: float) -> Point:
        radius = middle + swing * math.sin(petals * t)
        return radius * math.cos(t), radius * math.sin(t)

    # One petal, turned again and again: the same bytes each time, so the stream deflates to a tenth.
    for place in range(petals * strands):
        with pen.placed(x, y, TURN * place / (petals * strands)):
            pen.curve(petal, 0, TURN / petals, 5)


def star(x: float, y: float, radius: float, *, points: int = 8, depth: float = 0.765, turn: float = 0.0) -> list[Point]:
    """The corners of a star polygon; ``depth`` is the inner radius as a share of the outer."""
    corners = []
    for corner in range(points * 2):
        reach = radius if corner % 2 == 0 else radius * depth
        angle = math.pi * corner / points + turn
        corners.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    return corners
