"""Makes PDF pages out of pictures, as JPEG or in two colours, each as small as its content lets it be."""

import zlib
from collections.abc import Sequence
from typing import cast

import pikepdf
from PIL import Image

from .page_drawing import to_jpeg

A4 = (595.28, 841.89)
LONGEST, SHORTEST = 1701.0, 85.0  # points: 60 cm and 3 cm; outside of it nobody means the dots that the file names
LEAST_SIDE, MOST_SIDE = 3.0, 14400.0  # points: what every reader takes for a page (ISO 32000-1, annex C)


def add_page(pdf: pikepdf.Pdf, image: Image.Image, quality: int, size: tuple[float, float] | None = None) -> None:
    """Append the picture as a page of ``size`` points (A4 without one, standing or lying as the picture does)."""
    wide, high = limit_sides(*(size or fit_a4(image.size)))
    stream = make_bilevel(pdf, image) if image.mode == "1" else make_jpeg(pdf, image, quality)
    page = pdf.add_blank_page(page_size=(wide, high))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=stream))
    page.obj.Contents = pikepdf.Stream(pdf, f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Page Do Q".encode())


def fit_a4(pixels: tuple[int, int]) -> tuple[float, float]:
    """The largest page of the picture's shape on A4."""
    width, height = pixels
    box = A4 if height >= width else (A4[1], A4[0])
    scale = min(box[0] / width, box[1] / height)
    return width * scale, height * scale


def limit_sides(wide: float, high: float) -> tuple[float, float]:
    """The size nearest to this one, of the same shape where there is one, that a page may have."""
    scale = min(MOST_SIDE / max(wide, high), max(1.0, LEAST_SIDE / min(wide, high)))
    return max(wide * scale, LEAST_SIDE), max(high * scale, LEAST_SIDE)


def compute_size_by_dpi(pixels: tuple[int, int], dpi: float) -> tuple[float, float] | None:
    """The page that the scanner saw; None when it does not say or says nonsense."""
    if not dpi:
        return None
    wide, high = (72 * each / dpi for each in pixels)
    return (wide, high) if min(wide, high) >= SHORTEST and max(wide, high) <= LONGEST else None


def make_jpeg(pdf: pikepdf.Pdf, image: Image.Image, quality: int) -> pikepdf.Stream:
    grey = image.mode == "L"
    stream = pikepdf.Stream(pdf, b"")
    stream.write(to_jpeg(image, quality), filter=pikepdf.Name.DCTDecode)
    _set_image_keys(stream, image, pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB, 8)
    return pdf.make_indirect(stream)


def make_bilevel(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    """One bit a pixel, which a black and white page is a tenth of a JPEG in."""
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zlib.compress(image.tobytes(), 9), filter=pikepdf.Name.FlateDecode)
    _set_image_keys(stream, image, pikepdf.Name.DeviceGray, 1)
    return pdf.make_indirect(stream)


def _set_image_keys(stream: pikepdf.Stream, image: Image.Image, colours: pikepdf.Name, bits: int) -> None:
    stream.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": image.width,
            "/Height": image.height,
            "/ColorSpace": colours,
            "/BitsPerComponent": bits,
        }
    )


def drop_idle_colour(image: Image.Image) -> Image.Image:
    """Grey when no person would see colour in it: a third of the bytes."""
    if image.mode != "RGB":
        return image
    small = image.resize((max(1, image.width // 8), max(1, image.height // 8)), Image.Resampling.BOX)
    _hue, saturation, value = small.convert("HSV").split()
    visible = cast("Sequence[tuple[int, int]]", Image.merge("LA", (saturation, value)).getdata())
    coloured = sum(1 for strength, light in visible if strength * light > 40 * 255)
    return image.convert("L") if coloured <= len(visible) * 0.0005 else image


def is_black_on_white(image: Image.Image) -> bool:
    """Whether two colours are enough: nearly all of it is paper or ink."""
    if image.mode == "1":
        return True
    counts = image.convert("L").histogram()
    between = sum(counts[70:190])
    return image.mode == "L" and between <= sum(counts) * 0.03
