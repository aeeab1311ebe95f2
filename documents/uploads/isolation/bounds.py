"""What one PDF may cost: objects, decoded bytes, pixels, drawings in drawings. Known before anything is drawn."""

import re
from typing import Any

import pikepdf

from .errors import RefusedError

MB = 1024 * 1024
MAX_OBJECTS = 200_000
# Decoded bytes of all that is no picture; pictures are bounded by their pixels.
MAX_DECODED_STREAM = 64 * MB
MAX_DECODED_TOGETHER = 256 * MB
MAX_PIXELS_INSIDE = 200_000_000  # of one picture in whatever coding: A2 scanned at 600 dpi has 140 million
# Decoded bytes of one larger picture: A0 at 600 dpi is 560 million pixels, in grey or in black and white. PDFium draws
# these line by line, in a few megabytes of memory; JPEG 2000 it would unpack whole, four bytes for each sample.
MAX_PICTURE_BYTES = 600 * 1000 * 1000
MAX_PIXELS_TOGETHER = 6_000_000_000

COLOUR_SAMPLES = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab"), 3),
}


def check_bounds(pdf: pikepdf.Pdf) -> None:
    """Refuse a bomb before anything is drawn: bounds of one stream, one picture and of the whole file."""
    if len(pdf.objects) > MAX_OBJECTS:
        raise RefusedError("too_complex")
    decoded = pixels = 0
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Stream):
            continue
        if str(each.get("/Subtype", "")) == "/Image":
            try:
                area = int(each.get("/Width", 0)) * int(each.get("/Height", 0))
            except (TypeError, ValueError):
                continue
            pixels += max(area, 0)
            if is_picture_too_large(each, area) or pixels > MAX_PIXELS_TOGETHER:
                raise RefusedError("too_complex")
            continue
        try:
            decoded += len(each.read_bytes())
        except pikepdf.PdfError as error:
            if "limit" in str(error) or "memory" in str(error):
                raise RefusedError("too_complex") from None
        if decoded > MAX_DECODED_TOGETHER:
            raise RefusedError("too_complex")


def is_picture_too_large(image: pikepdf.Stream, area: int) -> bool:
    """Whether a picture of ``area`` pixels would not be drawn in bounded memory."""
    if area <= MAX_PIXELS_INSIDE:
        return False
    codings = image.get("/Filter", pikepdf.Array())
    names = {str(each) for each in (codings if isinstance(codings, pikepdf.Array) else [codings])}
    try:
        return "/JPXDecode" in names or area * count_pixel_bits(image, names) > 8 * MAX_PICTURE_BYTES
    except (TypeError, ValueError, IndexError):
        return True  # nobody knows what it is a picture of


def count_pixel_bits(image: pikepdf.Stream, codings: set[str]) -> int:
    """Bits of a decoded pixel; an unknown colour space counts as one of four inks."""
    if bool(image.get("/ImageMask", False)) or codings & {"/CCITTFaxDecode", "/JBIG2Decode"}:
        return 1
    space: Any = image.get("/ColorSpace")
    kind = str(space[0] if isinstance(space, pikepdf.Array) and len(space) else space)
    samples = COLOUR_SAMPLES.get(kind, 4)
    if kind == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
        samples = int(space[1].get("/N", 4))
    return samples * int(image.get("/BitsPerComponent", 8))


DRAW_OPERATOR = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
MAX_DRAWINGS = 200_000


def check_nesting(pdf: pikepdf.Pdf) -> None:
    """Refuse drawings that hold drawings that hold drawings, when together they would be drawn for ever."""
    counts: dict[tuple[int, int], int] = {}
    for page in pdf.pages:
        written: Any = page.obj.get("/Contents")
        parts = written if isinstance(written, pikepdf.Array) else [written]
        content = b"\n".join(part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))
        resources = page.obj.get("/Resources")
        if _count_drawings(content, resources, counts, 0) > MAX_DRAWINGS:
            raise RefusedError("too_complex")


def _count_drawings(
    content: bytes, resources: pikepdf.Object | None, counts: dict[tuple[int, int], int], depth: int
) -> int:
    forms = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(forms, pikepdf.Dictionary) or depth > 60:
        return 1
    total = 1
    for name in DRAW_OPERATOR.findall(content):
        form = forms.get("/" + name.decode("latin-1"))
        if not isinstance(form, pikepdf.Stream) or str(form.get("/Subtype", "")) != "/Form":
            continue
        key = form.objgen
        if key not in counts:
            counts[key] = 1  # of one that holds itself
            try:
                inside = form.read_bytes()
            except pikepdf.PdfError:
                inside = b""
            counts[key] = _count_drawings(inside, form.get("/Resources", resources), counts, depth + 1)
        total += counts[key]
        if total > MAX_DRAWINGS:
            break
    return total
