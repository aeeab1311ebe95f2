"""A program of its own that draws the pages of one clean file, locked in like the one that cleaned it.

Run by page_images.py as ``python -I draw_pages.py '{"format": "pdf", ...}'`` with the file on stdin. It answers with
one line of JSON, ``{"pages": [{"width", "height", "bytes"}, …], "left_out": n}``, and the JPEGs one after the other.
An exit status other than 0 means that it died. The file has been rebuilt before, but a reader of PDFs is large
and old, and whatever slipped through must find nothing here.
"""

import io
import json
import os
import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401

MB = 1024 * 1024
MOST_OUTPUT = 40 * MB
WIDTH, TALLEST = 1400, 4200
MOST_SCALE = 4.0  # of 72 dots an inch


def wall() -> Any:
    """``lock_down`` of the program beside this one; -I leaves no other way to it."""
    spec = spec_from_file_location("sanitize", Path(__file__).with_name("sanitize.py"))
    if spec is None or spec.loader is None:
        raise ImportError("sanitize.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.lock_down


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


def main() -> None:
    order = json.loads(sys.argv[1])
    lock_down = wall()
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error")
    lock_down()
    pages, left_out = drawn(sys.stdin.buffer.read(), order)
    head = [{"width": width, "height": height, "bytes": len(picture)} for width, height, picture in pages]
    sys.stdout.buffer.write(json.dumps({"pages": head, "left_out": left_out}).encode() + b"\n")
    for _width, _height, picture in pages:
        sys.stdout.buffer.write(picture)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
