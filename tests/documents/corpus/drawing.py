"""Drawing a document with poppler, which the portal does not use, and comparing two drawings as an eye does."""

import io
import subprocess
import tempfile
import warnings
from collections.abc import Sequence

import numpy
import pikepdf
import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageFile, ImageFilter, ImageOps, ImageSequence

from emuafiyet.dev.packages import find_program

from .sample import CLOSE, Spot

SIDES = (595, 842)  # pixels: the longer side of a drawing is that of its page in points, within these bounds
COARSE, FINE = 1, 2  # how many times finer a page is drawn: coarsely a hair line depends on the reader
FIELD = 7  # pixels: the field whose mean colour is compared
FEWEST = 16  # so many fields must differ: less is dust
EDGE = 4  # pixels at each side that are not compared: readers round the size of a page in different ways
MOST_DRAWN = 4  # pages of a long document


class CannotDrawError(Exception):
    """Poppler does not open the document."""


def measure_side(pdf: pikepdf.Pdf) -> int:
    """How large the pages of a document are drawn, so that one pixel is one point of a common page."""
    longest = max(abs(end - start) for page in pdf.pages for start, end in find_sides(page))
    return round(min(max(longest, SIDES[0]), SIDES[1]))


def find_sides(page: pikepdf.Page) -> list[tuple[float, float]]:
    left, bottom, right, top = map(float, page.cropbox)
    return [(left, right), (bottom, top)]


def draw_document(content: bytes, side: int = SIDES[1], fineness: int = FINE) -> list[Image.Image]:
    """The first pages as poppler shows them on a screen."""
    size = ["-cropbox", "-scale-to", str(side * fineness), "-l", str(MOST_DRAWN)]
    drawn = run_poppler("pdftoppm", content, *size)
    if not drawn:
        raise CannotDrawError
    return [page.reduce(fineness) for page in split_ppm(drawn)]


def run_poppler(name: str, content: bytes, *options: str) -> bytes:
    path = find_program(name)
    assert path, "make machine-test installs poppler-utils"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        command = [path, *options, file.name]
        return subprocess.run(command, capture_output=True, check=False, timeout=120).stdout


def split_ppm(drawn: bytes) -> list[Image.Image]:
    """Poppler writes one picture after the other into its output."""
    pages, position = [], 0
    while position < len(drawn):
        kind, width, height, _ = drawn[position : position + 60].split(maxsplit=4)[:4]
        assert kind == b"P6"
        wide, high = int(width), int(height)
        start = position + len(b"P6\n%b %b\n255\n" % (width, height))
        position = start + wide * high * 3
        pages.append(Image.frombytes("RGB", (wide, high), drawn[start:position]))
    return pages


def draw_picture(content: bytes, side: int = SIDES[1]) -> list[Image.Image]:
    """Every picture of a file as Pillow decodes it, upright and on white; the picture that counts when it is a HEIC."""
    if content[4:8] == b"ftyp":
        return [draw_frame(pillow_heif.open_heif(content).to_pillow(), side)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
        patch.setattr(warnings, "warn", lambda *_, **__: None)  # of broken camera data, which is meant
        opened = Image.open(io.BytesIO(content))
        several = opened.format == "TIFF"
        frames = [frame.copy() for frame in ImageSequence.Iterator(opened)] if several else [opened.copy()]
        return [draw_frame(frame, side) for frame in frames[:MOST_DRAWN]]


def open_page_picture(content: bytes, side: int = SIDES[1]) -> Image.Image:
    """The JPEG of a page, in the size of a drawing."""
    with Image.open(io.BytesIO(content)) as opened:
        scale = side / max(opened.size)
        opened.draft("RGB", (round(opened.width * scale), round(opened.height * scale)))  # decodes no more than needed
        return shrink(opened.convert("RGB"), side)


def draw_frame(frame: Image.Image, side: int = SIDES[1]) -> Image.Image:
    if frame.mode.startswith("I"):
        frame = Image.fromarray((numpy.asarray(frame) >> 8).astype(numpy.uint8))
    upright = ImageOps.exif_transpose(frame)
    layer = upright.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return shrink(paper.convert("RGB"), side)


def shrink(picture: Image.Image, side: int = SIDES[1]) -> Image.Image:
    """In the size of a page's drawing."""
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def find_difference(
    before: Sequence[Image.Image],
    after: Sequence[Image.Image],
    spots: Sequence[Spot] = (),
    tolerance: int = CLOSE,
) -> str:
    """Where the two documents look different, in words; empty when they look the same."""
    if len(before) != len(after):
        return f"{len(before)} pages became {len(after)}"
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        shape, other_shape = one.width / one.height, other.width / other.height
        if abs(shape / other_shape - 1) > 0.02:
            return f"page {number + 1} has another shape: {one.size} became {other.size}"
        other = other if one.size == other.size else other.resize(one.size, Image.Resampling.BOX)
        for spot in (each for each in spots if each.page == number):
            one, other = whiten(one, spot), whiten(other, spot)
        box = None if one == other else find_different_field(one, other, tolerance)
        if box:
            return f"page {number + 1} differs at {box} of {one.size}"
    return ""


def whiten(page: Image.Image, spot: Spot) -> Image.Image:
    page = page.copy()
    left, bottom, right, top = (round(each) for each in spot.box)
    page.paste("white", (left - 4, page.height - top - 4, right + 4, page.height - bottom + 4))
    return page


def find_different_field(one: Image.Image, other: Image.Image, tolerance: int) -> tuple[int, int, int, int] | None:
    """The box around the fields whose mean colour differs, when a drawing may be off by one pixel each way."""
    inside = (EDGE, EDGE, one.width - EDGE, one.height - EDGE)
    one, other = one.crop(inside), other.crop(inside)
    # Where no pixel differs by more than the tolerance, no field does.
    suspect = ImageChops.difference(one, other).point(lambda value: value > tolerance and 255).getbbox()
    if suspect is None:
        return None
    left, top = max(0, suspect[0] - FIELD), max(0, suspect[1] - FIELD)
    box = (left, top, min(one.width, suspect[2] + FIELD), min(one.height, suspect[3] + FIELD))
    blurred = (each.crop(box).filter(ImageFilter.BoxBlur(FIELD // 2)) for each in (one, other))
    first, second = (numpy.asarray(each).astype(numpy.int16) for each in blurred)
    different = numpy.zeros(first.shape[:2], bool)
    for mine, yours in ((first, second), (second, first)):
        darkest, lightest = spread(yours, numpy.minimum), spread(yours, numpy.maximum)
        different |= ((mine - lightest > tolerance) | (darkest - mine > tolerance)).any(axis=2)
    if different.sum() < FEWEST:
        return None
    rows, columns = numpy.flatnonzero(different.any(axis=1)), numpy.flatnonzero(different.any(axis=0))
    left, top = left + EDGE, top + EDGE
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def spread(pixels: numpy.ndarray, choose: numpy.ufunc) -> numpy.ndarray:
    """For each pixel the darkest or lightest value among itself and its eight neighbours."""
    wide = pixels.copy()
    choose(wide[:, 1:], pixels[:, :-1], out=wide[:, 1:])
    choose(wide[:, :-1], pixels[:, 1:], out=wide[:, :-1])
    high = wide.copy()
    choose(high[1:], wide[:-1], out=high[1:])
    choose(high[:-1], wide[1:], out=high[:-1])
    return high
