"""Pages as a reader shows them, drawn by PDFium: the measure of what a document looks like."""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from .errors import RefusedError

WIDTH, TALLEST = 1400, 4200  # pixels of a page's picture
THUMBNAIL_SIDE = 240
A4 = (595.0, 842.0)
MAX_SCALE = 4.0  # of 72 dots an inch
CPU_SECONDS = 48.0  # after which the answer is that the file takes too long
NOTICEABLE_DIFFERENCE = 40  # of 255: a pixel whose brightness differs by less is rounding
# Yellow on white differs in blue alone, which brightness hardly counts. The coloured edges that PDFium gives to the
# letters of form fields, a third of a pixel wide, stay below.
NOTICEABLE_COLOUR = 100
MAX_UNNOTICED_PIXELS = 24


@dataclass(frozen=True)
class PagePicture:
    """A page as applicant and officer see it; ``picture`` and ``thumbnail`` are JPEGs."""

    width: int
    height: int
    picture: bytes
    thumbnail: bytes

    def turned(self, degrees: int) -> "PagePicture":
        return (
            make_page_picture(Image.open(io.BytesIO(self.picture)).rotate(-degrees, expand=True)) if degrees else self
        )


def make_page_picture(image: Image.Image) -> PagePicture:
    scale = min(1.0, THUMBNAIL_SIDE / image.width, THUMBNAIL_SIDE * 3 / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    # Without better Huffman tables: they cost as much as all the rest of the encoding, for a twentieth of the bytes.
    return PagePicture(image.width, image.height, to_jpeg(image, 82, optimize=False), to_jpeg(small, 80))


def to_jpeg(image: Image.Image, quality: int, optimize: bool = True) -> bytes:
    mode, out = "L" if image.mode in {"1", "L"} else "RGB", io.BytesIO()
    image = image if image.mode == mode else image.convert(mode)
    image.save(out, "JPEG", quality=quality, optimize=optimize)
    return out.getvalue()


class PdfiumDocument:
    """A PDF opened by PDFium, with its form fields. Raises ``pypdfium2.PdfiumError`` when it cannot be opened."""

    def __init__(self, content: bytes) -> None:
        self.document = pypdfium2.PdfDocument(content)
        if self.document.get_formtype() != pdfium.FORMTYPE_NONE:
            self.document.init_forms()
        self.count = len(self.document)

    def has_page(self, number: int) -> bool:
        """Whether the page is there, or only counted."""
        try:
            self.document[number].close()
        except pypdfium2.PdfiumError:
            return False
        return True

    def draw_page(self, number: int, scale: float | None = None) -> Image.Image:
        """One page in colour. Raises ``RefusedError`` when it cannot be drawn or time is up."""
        check_time()
        try:
            page = self.document[number]
        except pypdfium2.PdfiumError:
            raise RefusedError("unreadable") from None
        wide, high = page.get_size()
        if scale is None:
            scale = min(WIDTH / max(wide, 1), TALLEST / max(high, 1), MAX_SCALE)
        scale = min(scale, 8000 / max(wide, high, 1))
        try:
            image = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True).to_pil()
        except ValueError:  # a page without any area
            raise RefusedError("unreadable") from None
        page.close()
        return image if image.mode == "RGB" else image.convert("RGB")

    def page_sizes(self) -> Iterator[tuple[float, float]]:
        for number in range(self.count):
            try:
                page = self.document[number]
            except pypdfium2.PdfiumError:
                yield A4  # a page that is not there: nobody will draw it
                continue
            yield page.get_size()
            page.close()

    def close(self) -> None:
        self.document.close()


def check_time() -> None:
    """Raises ``RefusedError``: an answer of our own, a little before the kernel would end this process."""
    if time.process_time() > CPU_SECONDS:
        raise RefusedError("too_slow")


def is_visually_equal(one: Image.Image, other: Image.Image) -> bool:
    """Whether a person would see no difference: a lost letter shows, a rounded edge does not."""
    if one.size != other.size:
        if abs(one.width - other.width) > 2 or abs(one.height - other.height) > 2:
            return False
        other = other.resize(one.size)
    difference = ImageChops.difference(one, other)
    if difference.getbbox() is None:
        return True
    strongest = reduce(ImageChops.lighter, difference.split())
    noticed = ImageChops.lighter(
        difference.convert("L").point(lambda value: 255 * (value > NOTICEABLE_DIFFERENCE)),
        strongest.point(lambda value: 255 * (value > NOTICEABLE_COLOUR)),
    )
    return noticed.histogram()[255] <= MAX_UNNOTICED_PIXELS


def is_blank(image: Image.Image) -> bool:
    return measure_light_spread(image) < 12


def measure_light_spread(image: Image.Image) -> float:
    """How far the darkest and the lightest pixel are apart, of 255."""
    low, high = image.convert("L").getextrema()
    return high - low  # type: ignore[operator]  # two numbers, as the picture has one band
