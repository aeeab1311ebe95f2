"""The pages of one clean file as pictures: ``{"format": "pdf", ...}`` is the order, page_images.py gives it.

The answer is one line of JSON, ``{"pages": [{"width", "height", "bytes"}, …], "left_out": n}``, and the JPEGs one after
the other. The file has been rebuilt before, but a reader of PDFs is large and old, and whatever slipped through must
find nothing here.
"""

import io
import json
import warnings
from typing import Any

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401

MB = 1024 * 1024
MOST_OUTPUT = 40 * MB
WIDTH, TALLEST = 1400, 4200
MOST_SCALE = 4.0  # of 72 dots an inch


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=82, progressive=True)
    return out.getvalue()


def drawn(content: bytes, order: dict[str, Any]) -> tuple[list[tuple[int, int, bytes]], int]:
    """Width, height and JPEG of each page, and how many pages did not fit."""
    if order["format"] != "pdf":
        image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        image.thumbnail((WIDTH, TALLEST))
        return [(image.width, image.height, jpeg(image))], 0
    document = pypdfium2.PdfDocument(content)
    pages: list[tuple[int, int, bytes]] = []
    size = 0
    for number in range(min(len(document), order["most_pages"])):
        page = document[number]
        wide, high = page.get_size()
        scale = min(WIDTH / max(wide, 1), TALLEST / max(high, 1), MOST_SCALE)
        image = page.render(scale=scale, may_draw_forms=False).to_pil()
        page.close()
        picture = jpeg(image)
        size += len(picture)
        if size > MOST_OUTPUT:
            break
        pages.append((image.width, image.height, picture))
    return pages, len(document) - len(pages)


def prepare(order: dict[str, Any]) -> None:
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error")


def answer(content: bytes, order: dict[str, Any]) -> bytes:
    pages, left_out = drawn(content, order)
    head = [{"width": width, "height": height, "bytes": len(picture)} for width, height, picture in pages]
    said = json.dumps({"pages": head, "left_out": left_out}).encode()
    return b"".join((said, b"\n", *(picture for _width, _height, picture in pages)))
