"""The QR codes in one photo of a paper. The order is ``{"format", "most_pixels"}``; the answer ``{"texts": [...]}``."""

import json
from typing import Any

import zxingcpp

from . import pictures
from .errors import RefusedError

MAX_SIDE = 3000  # a larger photo is made smaller: a code that a person can aim at is still seen
MAX_CODES, MAX_CODE_LENGTH = 5, 300


def read_qr(order: dict[str, Any], files: list[bytes]) -> bytes:
    """``{"texts": null}`` when the file is no picture that can be read."""
    try:
        opened = pictures.open_picture(files[0], order["format"], order["most_pixels"])
        image, _cut = pictures.read_picture(opened, MAX_SIDE)
    except RefusedError:
        return b'{"texts": null}'
    only_qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(image.convert("L"), formats=only_qr)
    texts = [code.text[:MAX_CODE_LENGTH] for code in found[:MAX_CODES] if code.text]
    return json.dumps({"texts": texts}).encode()
