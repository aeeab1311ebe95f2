"""Pictures of a paper with words on it, as a scanner or a camera makes them."""

from functools import lru_cache
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

from emuafiyet.dev.packages import UNPACK_FOLDER

FONTS = next(
    (folder for base in (Path("/"), UNPACK_FOLDER) if (folder := base / "usr/share/fonts/truetype/dejavu").exists()),
    Path(),
)
A4_INCHES = (210 / 25.4, 297 / 25.4)
BLACK, BLUE, RED = (25, 25, 30), (30, 60, 170), (190, 30, 40)
LINES = (
    "T.C. ÇALIŞMA VE SOSYAL GÜVENLİK BAKANLIĞI",
    "Çalışma izni muafiyeti başvurusuna ek belge",
    "",
    "Adı soyadı: Şükrü Yağız Işık",
    "Фамилия: Иванов Сергей Андреевич",
    "الاسم: محمد علي حسن",
    "Pasaport: U12345678   Doğum tarihi: 03.09.1988",
    "",
    "İşbu belge, yukarıda adı geçen kişinin 01.02.2026 ile 31.12.2026 arasında",
    "kurumumuzda montaj ve bakım işi için görevlendirildiğini gösterir.",
    "Ücret: 12.574,90 TL. Adres: İncirli Mah. Gölbaşı Sok. No: 7/3, Çankaya, Ankara.",
)


@lru_cache(maxsize=32)
def load_font(pixels: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), pixels)


@lru_cache(maxsize=6)
def draw_paper(dpi: int, inches: tuple[float, float] = A4_INCHES, title: str = "") -> Image.Image:
    """A letter in colour: black words, a red line, a blue stamp and a signature, on paper that is not quite white."""
    width, height = (round(side * dpi) for side in inches)
    paper = Image.new("RGB", (width, height), (250, 249, 245))
    pen = ImageDraw.Draw(paper)
    point = dpi / 72
    left, top = round(50 * point), 50 * point
    for number, line in enumerate((title, *LINES) if title else LINES):
        font = load_font(round((13 if number == 0 else 10.5) * point), bold=number == 0)
        pen.text((left, top), line, BLACK, font)
        top += 20 * point
    top += 12 * point
    pen.line((left, top, width - left, top), RED, max(1, round(1.5 * point)))
    middle, radius = (width * 0.7, top + 80 * point), 45 * point
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    pen.ellipse(box, outline=BLUE, width=max(1, round(2.5 * point)))
    pen.text((middle[0] - 30 * point, middle[1] - 8 * point), "ONAYLI", BLUE, load_font(round(14 * point), bold=True))
    wave = [(left + step * 6 * point, top + (70 + 18 * (-1) ** step * (step % 3)) * point) for step in range(20)]
    pen.line(wave, BLUE, max(1, round(1.8 * point)), joint="curve")
    return paper


def draw_scan(dpi: int, mode: str = "RGB", **paper) -> Image.Image:
    """The paper with the grain of a scanner, as RGB, L (grey), CMYK or 1 (black and white)."""
    if mode == "1":
        return draw_black_and_white(draw_paper(dpi, **paper))
    if dpi >= 400:  # as scanners do that see fewer points than they are asked for; and it is quickly made
        coarse = draw_scan(dpi // 2, mode, **paper)
        return coarse.resize((coarse.width * 2, coarse.height * 2), Image.Resampling.NEAREST)
    return grain(draw_paper(dpi, **paper)).convert(mode)


def draw_black_and_white(page: Image.Image) -> Image.Image:
    """With the dark edge that the lid of a scanner leaves. (Without it poppler misreads JBIG2 in T.6 code.)"""
    page = page.convert("L").point(lambda value: 255 * (value > 150), "1")
    ImageDraw.Draw(page).rectangle((page.width - 9, 0, page.width - 4, page.height), fill=0)
    return page


def grain(picture: Image.Image, strength: int = 3) -> Image.Image:
    """Add the noise of a sensor: one square of noise, laid side by side as tiles."""
    side = 128
    noise = numpy.random.default_rng(7).normal(0, strength, (side, side, 1))
    pixels = numpy.asarray(picture)
    high, wide = pixels.shape[0] // side + 1, pixels.shape[1] // side + 1
    tiles = numpy.tile(noise.astype(numpy.int16), (high, wide, 1))[: pixels.shape[0], : pixels.shape[1]]
    return Image.fromarray(numpy.clip(pixels + tiles, 0, 255).astype(numpy.uint8))


@lru_cache(maxsize=2)
def draw_photo(width: int = 3000, height: int = 4000) -> Image.Image:
    """A paper on a dark table in uneven light, as a phone sees it."""
    dpi = round(width * 0.86 / A4_INCHES[0])
    page = draw_paper(dpi)
    light = Image.linear_gradient("L").rotate(90).resize((width, height))
    table = Image.merge("RGB", [light.point(lambda value, base=base: base + value // 6) for base in (95, 70, 50)])
    shade = light.resize(page.size).point(lambda value: 205 + value // 6)
    table.paste(page, ((width - page.width) // 2, (height - page.height) // 2), shade)
    return grain(table)
