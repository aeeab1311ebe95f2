"""A program of its own that looks for QR codes in one hostile photo, locked in like the one that cleans uploads.

Run by qr_photo.py as ``python -I read_qr.py '{"most_pixels": …}'`` with the photo on stdin. It answers with one line
of JSON, ``{"texts": [...]}``. An exit status other than 0 means that it died or that this is no photo.
"""

import io
import json
import os
import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401

MOST_SIDE = 3000  # a larger photo is made smaller: a code that a person can aim at is still seen
MOST_CODES, MOST_LETTERS = 5, 300


def wall() -> Any:
    """``lock_down`` of the program beside this one; -I leaves no other way to it."""
    spec = spec_from_file_location("sanitize", Path(__file__).with_name("sanitize.py"))
    if spec is None or spec.loader is None:
        raise ImportError("sanitize.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.lock_down


def texts_in(content: bytes) -> list[str]:
    image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "MPO"])
    image.draft("L", (MOST_SIDE, MOST_SIDE))
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    grey = ImageOps.exif_transpose(image).convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return [code.text[:MOST_LETTERS] for code in found[:MOST_CODES] if code.text]


def main() -> None:
    order = json.loads(sys.argv[1])
    lock_down = wall()
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error")
    lock_down()
    sys.stdout.write(json.dumps({"texts": texts_in(sys.stdin.buffer.read())}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
