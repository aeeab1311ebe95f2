"""A biometric photo: upright, in ready crops of the wanted shape, with what may be said of it without judging a face.

The order is ``{"format", "most_pixels", "rules", "box"}``; ``rules`` are the sizes of rules.PHOTO_RULES, ``box`` a
chosen
part of the upright picture. The answer is a line of JSON and then the kept photo, the upright picture and each crop.
No face is recognised and nothing of a face is stored: the detector only counts faces and says where one is.
"""

import math
from pathlib import Path
from typing import Any

import cv2
import numpy
from PIL import Image, ImageStat

from . import pictures
from .errors import RefusedError
from .page_drawing import to_jpeg
from .rebuild_document import pack_answer

JPEG_QUALITY = 92
# Of the detector's box: it begins in the forehead and ends below the chin; the hair goes further up.
CROWN_ABOVE, CHIN_BELOW = 0.30, 0.05
HEAD_SHARE = 0.72  # of the photo's height: the middle of what is wanted
Box = tuple[int, int, int, int]


class FaceFinder:
    """Haar cascades of OpenCV's package, read before the child is locked down."""

    def __init__(self) -> None:
        folder = Path(cv2.data.haarcascades)  # type: ignore[attr-defined]  # a module that the stubs leave out
        self.faces = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
        self.eyes = cv2.CascadeClassifier(str(folder / "haarcascade_eye.xml"))
        cv2.setNumThreads(1)

    def find_faces(self, image: Image.Image) -> tuple[list[Box], int]:
        """Faces, the largest first, in pixels of ``image``; and how many degrees the eyes' line leans."""
        small = image.convert("L")
        small.thumbnail((600, 600))
        scale = image.width / small.width
        grey = cv2.equalizeHist(numpy.asarray(small))
        least = max(24, min(small.size) // 8)
        found = self.faces.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=6, minSize=(least, least))
        boxes: list[Box] = sorted(
            ((int(x), int(y), int(wide), int(high)) for x, y, wide, high in found), key=lambda box: -box[2]
        )
        boxes = [box for box in boxes if box[2] * 2 > boxes[0][2]]
        tilt = self._measure_tilt(grey, boxes[0]) if boxes else 0
        scaled = [
            (round(x * scale), round(y * scale), round(wide * scale), round(high * scale)) for x, y, wide, high in boxes
        ]
        return scaled, tilt

    def _measure_tilt(self, grey: Any, box: Box) -> int:
        left, top, width, height = box
        upper = grey[top : top + height * 6 // 10, left : left + width]
        eyes = self.eyes.detectMultiScale(upper, scaleFactor=1.1, minNeighbors=6, minSize=(width // 8, width // 8))
        if len(eyes) != 2:
            return 0
        (x1, y1), (x2, y2) = sorted((x + w / 2, y + h / 2) for x, y, w, h in eyes)
        return abs(round(math.degrees(math.atan2(y2 - y1, x2 - x1)))) if x2 - x1 > width / 5 else 0


def check_photo(order: dict[str, Any], files: list[bytes], finder: FaceFinder) -> bytes:
    try:
        return examine_photo(order, files[0], finder)
    except RefusedError as refused:
        return pack_answer({"code": refused.code, "found": refused.found}, [])
    except MemoryError:
        return pack_answer({"code": "too_complex", "found": {}}, [])


def examine_photo(order: dict[str, Any], content: bytes, finder: FaceFinder) -> bytes:
    rules = order["rules"]
    opened = pictures.open_picture(content, order["format"], order["most_pixels"])
    image, _cut = pictures.read_picture(opened)
    image = pictures.strip_metadata(image.convert("RGB"))
    if not is_large_enough(image.size, rules["least"], rules["tolerance"]):
        raise RefusedError("photo_small", width=image.width, height=image.height)
    faces, _tilt = finder.find_faces(image)
    crops = {name: crop_image(image, box, rules) for name, box in list_boxes(image.size, rules, faces).items()}
    if order.get("box"):
        made = crop_image(image, adjust_box(tuple(order["box"]), image.size, rules), rules)
        return build_photo_answer("", made, image, crops, measure_photo(made, *finder.find_faces(made)))
    wanted = rules["ratio"][0] / rules["ratio"][1]
    if abs(image.width / image.height / wanted - 1) > rules["tolerance"]:
        found = {"width": image.width, "height": image.height, "faces": len(faces)}
        return build_photo_answer("photo_ratio", None, image, crops, found)
    kept = image.copy()
    kept.thumbnail(rules["most"], Image.Resampling.LANCZOS)
    return build_photo_answer("", kept, image, crops, measure_photo(kept, *finder.find_faces(kept)))


def build_photo_answer(
    code: str, kept: Image.Image | None, upright: Image.Image, crops: dict[str, Image.Image], found
) -> bytes:
    shown = upright.copy()
    shown.thumbnail((pictures.MAX_SIDE, pictures.MAX_SIDE))
    images = [*([kept] if kept else []), shown, *crops.values()]
    head = {
        "code": code,
        "found": found,
        "kept": kept is not None,
        "crops": list(crops),
        "images": [{"width": each.width, "height": each.height} for each in images],
    }
    return pack_answer(head, [to_photo(each) for each in images])


def to_photo(image: Image.Image) -> bytes:
    return to_jpeg(image, JPEG_QUALITY)


def is_large_enough(size: tuple[int, int], least: list[int], tolerance: float) -> bool:
    """Whether a photo of the least size fits into the picture."""
    return size[0] >= least[0] * (1 - tolerance) and size[1] >= least[1] * (1 - tolerance)


def list_boxes(size: tuple[int, int], rules: dict[str, Any], faces: list[Box]) -> dict[str, Box]:
    """Ready crops: around the face when there is one, and the start, the middle and the end of the longer side."""
    wanted = rules["ratio"][0] / rules["ratio"][1]
    width, height = min(size[0], round(size[1] * wanted)), min(size[1], round(size[0] / wanted))
    spare = (size[0] - width, size[1] - height)
    boxes: dict[str, Box] = {}
    if faces:
        around = build_box_around(faces[0], size, rules)
        if around:
            boxes["face"] = around
    for name, share in (("start", 0), ("middle", 0.5), ("end", 1)):
        boxes[name] = (round(spare[0] * share), round(spare[1] * share), width, height)
    return boxes


def build_box_around(face: Box, size: tuple[int, int], rules: dict[str, Any]) -> Box | None:
    """A crop in which the head takes the wanted share of the height; None where the picture has no room for it."""
    left, top, width, height = face
    crown, chin = top - CROWN_ABOVE * height, top + height * (1 + CHIN_BELOW)
    tall = max((chin - crown) / HEAD_SHARE, rules["least"][1])
    wide = tall * rules["ratio"][0] / rules["ratio"][1]
    if wide > size[0] or tall > size[1]:
        return None
    x = min(max(0.0, left + width / 2 - wide / 2), size[0] - wide)
    y = min(max(0.0, (crown + chin) / 2 - tall * 0.52), size[1] - tall)
    return round(x), round(y), int(wide), int(tall)


def adjust_box(box: Box, size: tuple[int, int], rules: dict[str, Any]) -> Box:
    """The chosen box inside the picture, of the right shape and at least the least size, around the same middle."""
    left, top, width, height = box
    ratio = rules["ratio"][0] / rules["ratio"][1]
    middle = (left + width / 2, top + height / 2)
    tall = max(height, width / ratio, rules["least"][1])
    tall = min(tall, size[1], size[0] / ratio)
    wide = tall * ratio
    x = min(max(0.0, middle[0] - wide / 2), size[0] - wide)
    y = min(max(0.0, middle[1] - tall / 2), size[1] - tall)
    return round(x), round(y), round(wide), round(tall)


def crop_image(image: Image.Image, box: Box, rules: dict[str, Any]) -> Image.Image:
    left, top, width, height = box
    part = image.crop((left, top, left + width, top + height))
    if part.width < rules["least"][0] or part.height < rules["least"][1]:  # by a pixel of rounding
        part = part.resize(tuple(rules["least"]), Image.Resampling.LANCZOS)
    part.thumbnail(rules["framed"], Image.Resampling.LANCZOS)
    return part


def measure_photo(image: Image.Image, faces: list[Box], tilt: int) -> dict[str, int]:
    """How light it is beside the head, how colourful, how many faces, how high the head, how much it leans."""
    side, height = max(1, image.width // 8), max(1, image.height // 4)
    light = image.convert("L")
    beside = [(0, 0, side, height), (image.width - side, 0, image.width, height)]
    means = [ImageStat.Stat(light.crop(box)).mean[0] for box in beside]
    _hue, colour, _value = ImageStat.Stat(image.convert("RGB").convert("HSV")).mean
    found = {
        "width": image.width,
        "height": image.height,
        "background": round(sum(means) / 2),
        "colour": round(colour),
        "faces": len(faces),
        "tilt": tilt,
    }
    if faces:
        found["head"] = round(100 * faces[0][3] * (1 + CROWN_ABOVE + CHIN_BELOW) / image.height)
    return found
