"""Text of every script as a stencil for a PDF: shaped and put in order by Pillow's layout engine (raqm).

A reader shows the value of a form field or the words of a note in whatever script they are; the fonts that the
standard names for this know only Latin letters. So the words are drawn once, as a picture of one bit per point.
"""

import io
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache

import pikepdf
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

DOTS_PER_POINT = 6  # a point of the page is six of the stencil: 432 dots an inch
MAX_DOTS = 6000  # a side
LINE_HEIGHT = 1.2


@dataclass(frozen=True)
class TextStyle:
    """How the words are set. ``size`` is points, 0 as large as fits; ``align`` 0 left, 1 middle, 2 right."""

    family: str = "Sans"  # Sans, Serif or Mono
    size: float = 0
    align: int = 0
    multiline: bool = False
    comb: int = 0  # so many equal boxes, one character in each
    colour: tuple[float, float, float] = (0, 0, 0)
    top: bool = False  # from the top instead of the middle


@dataclass
class Typesetter:
    """``contents``: files of typefaces by their names."""

    contents: dict[str, bytes]

    def __post_init__(self) -> None:
        self.covers = cache(self._covers)
        self.font = cache(self._font)

    def choose_typeface(self, text: str, family: str) -> str:
        """The first typeface that has every letter, else the one that has most."""
        names = [f"Liberation{family}-Regular.ttf", "DejaVuSans.ttf", "DroidSansFallbackFull.ttf"]
        letters = {each for each in text if not each.isspace()}
        return max(
            (name for name in names if name in self.contents),
            key=lambda name: len(letters & self.covers(name)),
            default="",
        )

    def draw_text(self, text: str, width: float, height: float, style: TextStyle) -> Image.Image | None:
        """Black words on white, one bit a dot, ``width`` by ``height`` points; None where nothing can be drawn."""
        name = self.choose_typeface(text, style.family)
        size = (min(MAX_DOTS, round(width * DOTS_PER_POINT)), min(MAX_DOTS, round(height * DOTS_PER_POINT)))
        if not name or not text.strip() or min(size) < 4:
            return None
        image = Image.new("L", size, 255)
        pen = ImageDraw.Draw(image)
        if style.comb:
            self._draw_comb(pen, text, size, name, style)
            return image.convert("1")
        points = style.size or self._fitting_size(text, width, height, name, style)
        font = self.font(name, max(8, round(points * DOTS_PER_POINT)))
        lines = self.break_lines(text, font, size[0]) if style.multiline else [" ".join(text.split())]
        step = points * DOTS_PER_POINT * LINE_HEIGHT
        top = 0.0 if style.top or style.multiline else (size[1] - step * len(lines)) / 2
        for number, line in enumerate(lines):
            spare = size[0] - pen.textlength(line, font=font)
            right_to_left = _is_right_to_left(line)
            align = style.align if style.align or not right_to_left else 2
            pen.text((max(0, spare * align / 2), top + number * step), line, font=font, fill=0)
        return image.convert("1")

    def _draw_comb(
        self, pen: ImageDraw.ImageDraw, text: str, size: tuple[int, int], name: str, style: TextStyle
    ) -> None:
        box = size[0] / style.comb
        font = self.font(name, max(8, round((style.size or min(12, size[1] / DOTS_PER_POINT * 0.7)) * DOTS_PER_POINT)))
        for number, letter in enumerate(text[: style.comb]):
            pen.text(((number + 0.5) * box, size[1] / 2), letter, font=font, fill=0, anchor="mm")

    def _fitting_size(self, text: str, width: float, height: float, name: str, style: TextStyle) -> float:
        """Twelve points, or as much less as the box asks for."""
        for points in (12, 11, 10, 9, 8, 7, 6, 5, 4):
            font = self.font(name, points * DOTS_PER_POINT)
            lines = (
                self.break_lines(text, font, width * DOTS_PER_POINT) if style.multiline else [" ".join(text.split())]
            )
            fits = all(font.getlength(line) <= width * DOTS_PER_POINT for line in lines)
            if fits and points * LINE_HEIGHT * len(lines) <= max(height, points):
                return points
        return 4

    @staticmethod
    def break_lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
        lines = []
        for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and font.getlength(longer) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines[:400]

    def _font(self, name: str, pixels: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(io.BytesIO(self.contents[name]), pixels, layout_engine=ImageFont.Layout.RAQM)

    def _covers(self, name: str) -> frozenset[str]:
        with TTFont(io.BytesIO(self.contents[name]), lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap()))


def _is_right_to_left(line: str) -> bool:
    first = next((way for each in line if (way := unicodedata.bidirectional(each)) in {"L", "R", "AL"}), "L")
    return first != "L"


def make_stencil(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    """The picture as an image mask: black is painted in the current colour, white lets through."""
    stencil = pikepdf.Stream(pdf, b"")
    stencil.write(zlib.compress(image.tobytes()), filter=pikepdf.Name.FlateDecode)
    stencil.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": image.width,
            "/Height": image.height,
            "/ImageMask": True,
            "/BitsPerComponent": 1,
        }
    )
    return pdf.make_indirect(stencil)
