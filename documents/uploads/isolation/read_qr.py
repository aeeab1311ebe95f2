"""The QR codes in one hostile photo: ``{"most_pixels": …}`` is the order, qr_photo.py gives it.

The answer is one line of JSON, ``{"texts": [...]}``; what is no photo makes the program die.
"""

import io
import json
import warnings
from typing import Any

import zxingcpp
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401

MOST_SIDE = 3000  # a larger photo is made smaller: a code that a person can aim at is still seen
MOST_CODES, MOST_LETTERS = 5, 300


def texts_in(content: bytes) -> list[str]:
    image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "MPO"])
    image.draft("L", (MOST_SIDE, MOST_SIDE))
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    grey = ImageOps.exif_transpose(image).convert("L")
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return [code.text[:MOST_LETTERS] for code in found[:MOST_CODES] if code.text]


def prepare(order: dict[str, Any]) -> None:
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error")


def answer(content: bytes, order: dict[str, Any]) -> bytes:
    return json.dumps({"texts": texts_in(content)}).encode()
