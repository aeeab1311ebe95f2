"""A document out of one file or several: cleaned, joined in order, arranged, made small enough to be kept.

The order is ``{"formats", "arrangement", "most_pages", "most_pixels", "most_bytes"}``. The answer is a line of JSON and
then the kept PDF, and for each page its picture and its thumbnail.
"""

import io
import json
import math
from typing import Any

import pikepdf
from PIL import Image

from . import cleaning, picture_pages, pictures
from .converted_part import ConvertedPart
from .errors import RefusedError
from .page_drawing import PagePicture, PdfiumDocument, make_page_picture
from .pdf_parts import convert_pdf
from .text_images import Typesetter

JPEG_QUALITY = 85
# Dots an inch and quality of JPEG, from good to just legible, for a document that is too large to be kept as it is.
SHRINK_STEPS = ((200, 80), (200, 62), (170, 55), (150, 45), (120, 40))


def check_document(order: dict[str, Any], files: list[bytes], typesetter: Typesetter) -> bytes:
    try:
        taken = join_parts(convert_parts(order, files, typesetter), order.get("arrangement"), order["most_pages"])
        shrink_pages(taken, order["most_bytes"])
    except RefusedError as refused:
        return pack_answer({"code": refused.code, "part": refused.part, "found": refused.found}, [])
    except MemoryError:
        return pack_answer({"code": "too_complex", "part": 0, "found": {}}, [])
    head = {
        "code": "",
        "part": 0,
        "found": {"pages": len(taken.pages)},
        "warnings": sorted(taken.warnings),
        "redrawn": taken.redrawn,
        "pages": [{"width": each.width, "height": each.height} for each in taken.pages],
    }
    blobs = [taken.content, *(blob for each in taken.pages for blob in (each.picture, each.thumbnail))]
    return pack_answer(head, blobs)


def pack_answer(head: dict[str, Any], blobs: list[bytes]) -> bytes:
    return b"".join((json.dumps(head | {"sizes": [len(blob) for blob in blobs]}).encode(), b"\n", *blobs))


def convert_parts(order: dict[str, Any], files: list[bytes], typesetter: Typesetter) -> list[ConvertedPart]:
    taken: list[ConvertedPart] = []
    side = choose_side(len(files), order["most_bytes"])
    for number, (format_slug, content) in enumerate(zip(order["formats"], files, strict=True)):
        left = order["most_pages"] - sum(len(each.pages) for each in taken)
        try:
            if left <= 0:
                raise RefusedError("too_many_pages", pages=order["most_pages"] + len(files) - number)
            if format_slug == "pdf":
                taken.append(convert_pdf(content, left, typesetter))
            else:
                taken.append(convert_picture(content, format_slug, left, order["most_pixels"], side))
        except RefusedError as refused:
            if refused.code == "too_many_pages" and taken:
                refused.found["pages"] = refused.found.get("pages", 0) + order["most_pages"] - left
            refused.part = number
            raise
    return taken


def choose_side(parts: int, most_bytes: int) -> int:
    """How many pixels of a photo's longer side there is room for when ``parts`` of them share the bytes."""
    pixels = most_bytes / parts / 0.28  # bytes of a pixel, as photos of papers turn out
    return max(1600, min(pictures.MAX_SIDE, round(math.sqrt(pixels * 4 / 3))))


def convert_picture(content: bytes, format_slug: str, most_pages: int, most_pixels: int, side: int) -> ConvertedPart:
    """Each picture becomes a page. Raises ``RefusedError``."""
    opened = pictures.open_picture(content, format_slug, most_pixels)
    taken = ConvertedPart(b"", warnings={"first_frame"} if opened.info[pictures.MOVING] else set())
    with pikepdf.new() as pdf:
        for frame in pictures.list_frames(opened, format_slug, most_pages):
            if frame.width * frame.height > most_pixels:
                raise RefusedError("too_many_pixels", width=frame.width, height=frame.height)
            dpi = pictures.read_dpi(frame)
            before = frame.size
            frame, frame_cut = pictures.copy_frame(frame) if format_slug == "tiff" else (frame, False)
            image, cut = pictures.read_picture(frame, side)
            size = picture_pages.compute_size_by_dpi(before, dpi)
            if size and (before[0] > before[1]) != (image.width > image.height):
                size = size[1], size[0]
            image = picture_pages.drop_idle_colour(image)
            if size and image.mode != "1":
                wide, high = (math.ceil(each / 72 * pictures.SCAN_DPI) for each in size)
                image.thumbnail((wide, high), Image.Resampling.LANCZOS)
            image = pictures.strip_metadata(image)
            picture_pages.add_page(pdf, image, JPEG_QUALITY, size)
            taken.pages.append(make_shown_picture(image))
            if cut or frame_cut:
                taken.warnings.add("ends_early")
        taken.content = cleaning.save_pdf(pdf)
    return taken


def make_shown_picture(image: Image.Image) -> PagePicture:
    small = image.convert("L") if image.mode == "1" else image.copy()
    small.thumbnail((1400, 4200), Image.Resampling.LANCZOS)
    return make_page_picture(small)


def join_parts(taken: list[ConvertedPart], arrangement: list[list[int]] | None, most_pages: int) -> ConvertedPart:
    """The parts one after the other, or the chosen pages of them in the chosen order, turned clockwise."""
    if len(taken) == 1 and arrangement is None:
        return taken[0]
    count = sum(len(each.pages) for each in taken)
    chosen = [(number, 0) for number in range(count)] if arrangement is None else [(n, turn) for n, turn in arrangement]
    if not 0 < len(chosen) <= most_pages:
        raise RefusedError("too_many_pages", pages=len(chosen))
    opened = [pikepdf.open(io.BytesIO(each.content)) for each in taken]
    sources = [page for document in opened for page in document.pages]
    shown = [page for each in taken for page in each.pages]
    result = ConvertedPart(
        b"",
        redrawn=any(each.redrawn for each in taken),
        warnings=set().union(*(each.warnings for each in taken)),
        blank_pages=sum(each.blank_pages for each in taken),
    )
    with pikepdf.new() as pdf:
        for document in opened:
            # Layers belong to their document: without this the hidden ones of a page would show.
            if "/OCProperties" in document.Root and "/OCProperties" not in pdf.Root:
                pdf.Root["/OCProperties"] = pdf.copy_foreign(document.make_indirect(document.Root["/OCProperties"]))
        for number, turn in chosen:
            pdf.pages.append(sources[number])
            if turn:
                pdf.pages[-1].rotate(turn, relative=True)
            result.pages.append(shown[number].turned(turn))
        result.content = cleaning.save_pdf(pdf)
    for document in opened:
        document.close()
    return result


def shrink_pages(taken: ConvertedPart, most_bytes: int) -> None:
    """Draw every page anew, as good as there is room for. Raises ``RefusedError`` when there is none."""
    if len(taken.content) <= most_bytes:
        return
    drawing = PdfiumDocument(taken.content)
    sizes = list(drawing.page_sizes())
    for dpi, quality in SHRINK_STEPS:
        content = draw_shrunk_pages(drawing, sizes, dpi, quality, most_bytes)
        if content:
            taken.content = content
            return
    raise RefusedError("too_complex")


def draw_shrunk_pages(
    drawing: PdfiumDocument, sizes: list[tuple[float, float]], dpi: int, quality: int, most_bytes: int
) -> bytes:
    """Empty as soon as it is clear that it will not fit."""
    used = 0
    with pikepdf.new() as pdf:
        for number, size in enumerate(sizes):
            scale = min(dpi / 72, pictures.MAX_SIDE / max(size))
            image = picture_pages.drop_idle_colour(drawing.draw_page(number, scale))
            if picture_pages.is_black_on_white(image) and dpi >= 200:
                finer = drawing.draw_page(number, min(1.5 * scale, 2 * pictures.MAX_SIDE / max(size)))
                image = finer.convert("L").point(lambda light: 255 * (light > 140)).convert("1")
            picture_pages.add_page(pdf, image, quality, size)
            used += len(pdf.pages[-1].Resources.XObject.Page.read_raw_bytes())
            if used > most_bytes * 0.98 * min(1.0, (number + 1) / len(sizes) * 1.5 + 0.2):
                return b""
        content = cleaning.save_pdf(pdf)
    return content if len(content) <= most_bytes else b""
