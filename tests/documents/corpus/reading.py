"""Does a field of a page hold ink, and does a value read there? Fonts differ between readers, so letters are compared
with the same value in some other font, and with what it becomes when letters get lost."""

import io
import math
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import numpy
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from emuafiyet.dev.packages import UNPACK_FOLDER

from .drawing import run_poppler, split_ppm
from .paper import FONTS
from .sample import Spot

FINE = 4
INK = 200  # darker is ink
LEAST_INK = 12  # pixels of a fine drawing: the smallest point that was meant
FRAME = 5  # pixels at each side of a field
LINE = 16  # pixels: the height of two values that are compared
FAR = 18  # between the same words in two fonts there are 1 to 16
BEYOND_LATIN_1 = "ŞşĞğİı"
BEYOND_WINDOWS = "Ğğİı"  # what fonts with the letters of Western and Central Europe lack
PLAIN = str.maketrans("ŞşĞğİıÜüÖöÇç", "SsGgIiUuOoCc")
NEAR = 6  # no other font needs to be tried
MORE_FONTS = (
    "usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf",
    "usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf",
    "usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "usr/share/fonts/opentype/urw-base35/NimbusSans-BoldItalic.otf",
)


def draw_field(content: bytes, spot: Spot, side: int) -> Image.Image:
    """One field of one page, finely, as poppler shows it; ``side`` is the longer side of the page."""
    return crop_spot(draw_finely(content, spot.page + 1, side), spot, FINE)


@lru_cache(maxsize=1)
def draw_finely(content: bytes, number: int, side: int) -> Image.Image:
    options = ["-cropbox", "-scale-to", str(side * FINE), "-f", str(number), "-l", str(number)]
    return split_ppm(run_poppler("pdftoppm", content, *options))[0]


def crop_field(picture: bytes, spot: Spot, side: int) -> Image.Image:
    """The same field of the JPEG of a page."""
    with Image.open(io.BytesIO(picture)) as page:
        scale = max(page.size) / side
        field = crop_spot(page.convert("RGB"), spot, scale)
    size = (round(field.width * FINE / scale), round(field.height * FINE / scale))
    return field.resize(size, Image.Resampling.BICUBIC)


def crop_spot(page: Image.Image, spot: Spot, scale: float) -> Image.Image:
    left, bottom, right, top = (round(each * scale) for each in spot.box)
    return page.crop((left, page.height - top, right, page.height - bottom))


def find_ink(field: Image.Image) -> Image.Image | None:
    """What is written in a field, as black on white without margins, frame and ground; None when nothing is."""
    inner = ImageOps.crop(field, FRAME)
    ground = numpy.median(numpy.asarray(inner).reshape(-1, 3), axis=0)
    ink = numpy.abs(numpy.asarray(inner).astype(int) - ground).max(axis=2)
    dark = ink > 255 - INK
    if dark.sum() < LEAST_INK:
        return None
    rows, columns = numpy.flatnonzero(dark.any(axis=1)), numpy.flatnonzero(dark.any(axis=0))
    box = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    return Image.fromarray((255 - ink).astype(numpy.uint8)).crop(tuple(map(int, box)))


def reads(ink: Image.Image, text: str) -> bool:
    """Whether what is written is like the text, and more so than like the text with lost or plain letters."""
    distance, font = find_nearest_font(ink, text)
    wrong = [write(each, font) for each in spoil(text)]
    if any(unicodedata.bidirectional(letter) == "AL" for letter in text):
        wrong.append(write(text, font, features=["-init", "-medi", "-fina"]))  # letters that are not joined
    return distance < FAR and all(distance < compare(ink, each) for each in wrong)


def find_nearest_font(ink: Image.Image, text: str) -> tuple[float, Path]:
    """The font in which the text is most like what is written, and how far it still is."""
    nearest = (math.inf, Path())
    for font in find_fonts(text):
        nearest = min(nearest, (compare(ink, write(text, font)), font))
        if nearest[0] < NEAR:
            break
    return nearest


def spoil(text: str) -> Iterator[str]:
    """What a value becomes when a font or a coding lacks its letters."""
    special = {letter for letter in text if not letter.isascii()}
    wrong = {text.translate(PLAIN), text[::-1]}
    for lost in (special, special & set(BEYOND_LATIN_1), special & set(BEYOND_WINDOWS)):
        wrong |= {"".join(each if letter in lost else letter for letter in text) for each in ("?", " ", "\u25a1")}
    wrong.add("".join(letter for letter in text if letter not in special))
    return (each for each in wrong if each.strip() and each != text)


def find_fonts(text: str) -> list[Path]:
    """The fonts of this machine that have every letter of the text."""
    return [font for font in list_fonts() if list_letters(font).issuperset(map(ord, text))]


@cache
def list_fonts() -> list[Path]:
    others = (base / font for font in MORE_FONTS for base in (Path("/"), UNPACK_FOLDER))
    return [FONTS / "DejaVuSans.ttf", *(each for each in others if each.exists())]


@cache
def list_letters(font: Path) -> set[int]:
    return set(TTFont(font, lazy=True).getBestCmap())


def write(text: str, font: Path, features: list[str] | None = None) -> Image.Image:
    loaded = ImageFont.truetype(font, 48)
    box = loaded.getbbox(text, features=features)
    picture = Image.new("L", (max(1, round(box[2] - box[0])), max(1, round(box[3] - box[1]))), 255)
    ImageDraw.Draw(picture).text((-box[0], -box[1]), text, 0, loaded, features=features)
    return picture


def compare(one: Image.Image, other: Image.Image) -> float:
    """How far two lines of writing are apart, column by column, when each may be stretched here and there."""
    columns = []
    for each in (one, other):
        small = each.resize((max(2, round(each.width * LINE / each.height)), LINE), Image.Resampling.BOX)
        columns.append(numpy.asarray(small.filter(ImageFilter.GaussianBlur(0.7)), float).T)
    apart = numpy.abs(columns[0][:, None] - columns[1][None]).mean(axis=2)
    return warp(apart) / sum(apart.shape)


def warp(apart: numpy.ndarray) -> float:
    """The cheapest way from the first to the last pair of columns (dynamic time warping, diagonal by diagonal)."""
    high, wide = apart.shape
    before = last = numpy.full(high + 1, numpy.inf)
    for diagonal in range(high + wide - 1):
        rows = numpy.arange(max(0, diagonal - wide + 1), min(high, diagonal + 1))
        here = apart[rows, diagonal - rows]
        best = numpy.minimum(numpy.minimum(last[rows], last[rows + 1]) + here, before[rows] + 2 * here)
        now = numpy.full(high + 1, numpy.inf)
        now[rows + 1] = 2 * here if diagonal == 0 else best
        before, last = last, now
    return float(last[high])
