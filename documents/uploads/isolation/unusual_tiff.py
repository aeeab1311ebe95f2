"""TIFFs of depths that Pillow does not read (10, 12 and 14 bits, 64-bit numbers), written anew with 8 bits."""

import io
from collections.abc import Iterator
from typing import Any

import cv2
import numpy
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from .errors import RefusedError

WIDTH, HEIGHT, ORIENTATION = 256, 257, 274
RESOLUTION = (282, 283, 296)  # across, down, unit
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
MAX_DIRECTORIES = 1000
Pixels = numpy.ndarray[Any, numpy.dtype[Any]]


def rewrite_tiff(content: bytes, most_pixels: int) -> bytes:
    """The same pages as plain colours. Raises ``RefusedError``, ``ValueError`` and its like for what is no picture."""
    directories = list(list_directories(content))
    sizes = [(int(each[WIDTH]), int(each[HEIGHT])) for each in directories]
    if not sizes:
        raise ValueError("no picture")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    if sum(wide * high for wide, high in sizes) > most_pixels:  # all of them are decoded at once
        raise RefusedError("too_many_pixels", width=width, height=height)
    decoded, found = cv2.imdecodemulti(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_UNCHANGED)
    if not decoded or len(found) != len(sizes):
        raise ValueError("not every page can be read")
    pages = [make_plain_picture(each) for each in found]
    for number, each in enumerate(directories):
        if each.get(PHOTOMETRIC) == WHITE_IS_ZERO and pages[number].mode == "L":
            pages[number] = ImageOps.invert(pages[number])
    first = directories[0]
    kept = {tag: first[tag] for tag in (ORIENTATION, *RESOLUTION) if tag in first}
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], tiffinfo=kept)
    return out.getvalue()


def list_directories(content: bytes) -> Iterator[ImageFileDirectory_v2]:
    """What the file says of each page, without decoding any."""
    file = io.BytesIO(content)
    position = ImageFileDirectory_v2(file.read(8)).next
    seen: set[int] = set()
    while position and position not in seen and len(seen) < MAX_DIRECTORIES:
        seen.add(position)
        directory = ImageFileDirectory_v2(content[:8])
        file.seek(position)
        directory.load(file)
        yield directory
        position = directory.next


def make_plain_picture(pixels: Pixels) -> Image.Image:
    """Numbers of any kind as grey or colours of 8 bits; OpenCV keeps blue first."""
    if pixels.dtype == numpy.uint16:
        pixels = (pixels >> 8).astype(numpy.uint8)
    elif pixels.dtype != numpy.uint8:
        pixels = scale_numbers(pixels)
    if pixels.ndim == 2:
        return Image.fromarray(pixels)
    return Image.fromarray(numpy.ascontiguousarray(pixels[:, :, [2, 1, 0, 3][: pixels.shape[2]]]))


def scale_numbers(pixels: Pixels) -> Pixels:
    """Numbers without bounds as 0 to 255: most programs write 0 to 1 or 0 to 255, and others are fitted in."""
    finite = numpy.nan_to_num(pixels.astype(numpy.float64), posinf=0.0, neginf=0.0)
    peak = finite.max(initial=0.0)
    scale = 255.0 if peak <= 1 else 255.0 / max(peak, 255.0)
    return (finite * scale).clip(0, 255).astype(numpy.uint8)
