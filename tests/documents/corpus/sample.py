"""What one document of the corpus is: how it is made and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass

# How much the mean colour of a small field may differ, of 255. A lost word of 10-point text changes it
# by 56 and more, another reader's way to draw by 21 at most.
CLOSE = 26
# Readers replace fonts that are not embedded, Courier above all, by thinner or bolder ones.
OTHER_FONT = 45
# Readers turn CMYK and Lab into RGB in different ways.
OTHER_COLOURS = 80


@dataclass(frozen=True)
class Spot:
    """A field of a page that poppler draws in its own way or not at all: there must be ink, and ``text`` must read.

    ``box`` is left, bottom, right, top in points from the lower left corner of the page as it is drawn.
    """

    box: tuple[float, float, float, float]
    text: str = ""
    page: int = 0


@dataclass(frozen=True)
class Sample:
    """``expect`` is empty for a document that is accepted and looks the same; else it is the code of the refusal."""

    name: str
    file_name: str
    make: Callable[[], bytes]
    expect: str = ""
    like: Callable[[], bytes] | None = None  # the same without its fault, when poppler does not draw the fault well
    spots: tuple[Spot, ...] = ()
    tolerance: int = CLOSE
    program: str = ""  # a slow program makes several samples in one run: one process tests them all


def pdf_sample(name: str, make: Callable[[], bytes], expect: str = "", **facts) -> Sample:
    """A sample whose file name is its own name with the ending of a PDF."""
    return Sample(name, f"{name}.pdf", make, expect, **facts)
