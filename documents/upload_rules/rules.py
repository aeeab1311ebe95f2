"""What a file may be: formats told by content and never by the name, limits, and names as harmless text."""

import re
import unicodedata
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from .upload_reasons import FORMER_REASONS, REASONS, WARNINGS

__all__ = ["FORMER_REASONS", "REASONS", "WARNINGS"]

KB, MB = 1024, 1024 * 1024

# domain.md 7.2: shown before upload, in every language.
MAX_BYTES = 40 * MB  # of one file as it is handed in
MAX_BYTES_OF_PARTS = 240 * MB  # of all the files of one document together: sixty photos of a phone
MAX_BYTES_KEPT = 10 * MB  # of one document as it is kept
MAX_FILES = 30  # per application
MAX_BYTES_TOGETHER = 100 * MB  # kept per application
MAX_PAGES = 60
MAX_PIXELS = 100_000_000

# domain.md 7.1: 50 x 60 mm at 300 dpi and up.
PHOTO_KIND = "biometric-photo"
PHOTO_RULES: dict[str, Any] = {
    "least": (591, 709),
    "most": (2400, 2880),
    "ratio": (5, 6),
    "tolerance": 0.02,
    "framed": (1181, 1417),  # at most, when we cut it ourselves: 600 dpi
}
# Which part of a photo is kept: around the face, or one end or the middle of the side that is too long (of a photo
# that is too wide, of one that is too high).
FRAMES = {
    "face": (_("Yüze göre"), _("Yüze göre")),
    "start": (_("Soldan"), _("Üstten")),
    "middle": (_("Ortadan"), _("Ortadan")),
    "end": (_("Sağdan"), _("Alttan")),
}
UPRIGHT_FRAME = "upright"  # beside the frames: the whole picture, turned upright
FREE_FRAME = "free"  # a frame that the person draws
# A photo that looks so is told of, never refused (domain.md 7.1).
LIGHT_BACKGROUND, SOME_COLOUR = 200, 10
HEAD_PERCENT = (65, 85)  # percent of the height: 70-80 and what a detector's eye may be wrong by
MAX_TILT = 8  # degrees

MAX_NAME_LENGTH = 120  # characters of the person's own file name that we keep
MAX_KIND_LENGTH = 60
KIND_PATTERN = re.compile(
    rf"[-a-zA-Z0-9_]{{1,{MAX_KIND_LENGTH}}}"
)  # a slug of the catalogue, whatever the ministry adds to it


@dataclass(frozen=True)
class Format:
    label: str
    media_type: str
    magic: bytes  # what a file of ours begins with; strangers' files are told by ``sniff_format``
    suffixes: tuple[str, ...]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", b"%PDF-", ("pdf",)),
    "jpg": Format("JPG", "image/jpeg", b"\xff\xd8\xff", ("jpg", "jpeg", "jpe", "jfif")),
    "png": Format("PNG", "image/png", b"\x89PNG\r\n\x1a\n", ("png",)),
    "heic": Format("HEIC", "image/heic", b"", ("heic", "heif")),
    "webp": Format("WebP", "image/webp", b"RIFF", ("webp",)),
    "tiff": Format("TIFF", "image/tiff", b"", ("tif", "tiff")),
    "bmp": Format("BMP", "image/bmp", b"BM", ("bmp",)),
}
FORMAT_OF_MEDIA_TYPE = {each.media_type: slug for slug, each in FORMATS.items()}
PICTURE_FORMATS = tuple(slug for slug in FORMATS if slug != "pdf")

SNIFFED_BYTES = 1024 + 4  # bytes: readers look for a PDF's header that begins in the first 1024
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


class UploadRefusedError(Exception):
    """The file cannot be taken. ``code`` is a key of ``REASONS``, ``found`` what its sentence needs to know.

    ``part``: which of the files that were handed in together it is about.
    """

    def __init__(self, code: str, part: int = 0, **found: Any):
        super().__init__(code)
        self.code, self.part, self.found = code, part, found


def sniff_format(name: str, start: bytes) -> str:
    """The slug of the format that the first bytes are of, whatever the name says. Raises ``UploadRefusedError``.

    Too cheap to be attacked: whether the file really is what it begins like is found out in isolation.
    """
    if not start:
        raise UploadRefusedError("empty")
    if start.startswith(FORMATS["jpg"].magic):
        return "jpg"
    if start.startswith(FORMATS["png"].magic):
        return "png"
    if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    if start[4:8] == b"ftyp" and _has_heic_brand(start):
        return "heic"
    if start[:2] == b"BM" and int.from_bytes(start[14:18], "little") in BMP_HEADERS:
        return "bmp"
    # Printers, mail programs and editors put lines before the header; what they put there is dropped later.
    if FORMATS["pdf"].magic in start[:SNIFFED_BYTES]:
        return "pdf"
    raise UploadRefusedError("wrong_type")


def _has_heic_brand(start: bytes) -> bool:
    """Whether the file's own list of brands names one of HEIC's; AVIF shares the box and not the codec."""
    end = min(int.from_bytes(start[:4], "big"), len(start))
    brands = {start[8:12], *(start[at : at + 4] for at in range(16, end, 4))}
    return bool(brands & HEIC_BRANDS)


def read_first_bytes(file: IO[bytes]) -> bytes:
    file.seek(0)
    start = file.read(SNIFFED_BYTES)
    file.seek(0)
    return start


def check_size(size: int) -> None:
    """Raises ``UploadRefusedError``."""
    if size == 0:
        raise UploadRefusedError("empty")
    if size > MAX_BYTES:
        raise UploadRefusedError("too_large", size=size)


def clean_file_name(name: str) -> str:
    """The person's own file name as harmless text: no path, no control or direction marks, at most 120 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Letters of every script stay; whatever steers text (controls, direction marks, joiners) goes.
    name = "".join(each for each in name if each.isspace() or unicodedata.category(each)[0] != "C")
    name = " ".join(name.split()).lstrip(". ")
    if len(name) > MAX_NAME_LENGTH:
        stem, dot, suffix = name.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) <= 5 else ""
        name = name[: MAX_NAME_LENGTH - len(kept)].rstrip() + kept
    return name or "dosya"


def join_file_names(names: list[str]) -> str:
    """One name for several files that became one document: the first one's, and how many more."""
    if len(names) == 1:
        return names[0]
    more = f" + {len(names) - 1}"
    return names[0][: MAX_NAME_LENGTH - len(more)] + more
