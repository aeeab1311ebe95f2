"""The programs that run in isolation, by name, and all that is loaded for them before the child is locked down."""

import gc
import io
from functools import partial
from pathlib import Path

import pikepdf
from PIL import Image

from . import pictures
from .biometric_photo import FaceFinder, check_photo
from .draw_pages import draw_pages
from .read_qr import read_qr
from .rebuild_document import check_document
from .system_fonts import FontInfo, Typefaces
from .text_images import Typesetter
from .wire import Program

PROGRAMS: dict[str, Program] = {"pages": draw_pages, "codes": read_qr}
_kept_alive: list[FontInfo] = []  # PDFium holds pointers into it


def prepare_programs(font_folders: list[Path]) -> None:
    """Load typefaces, models and whatever libraries would otherwise load late: inside, no file can be opened."""
    pictures.prepare_pillow()
    typefaces = Typefaces.load(font_folders)
    _kept_alive.append(FontInfo(typefaces))
    _kept_alive[0].install()
    typesetter = Typesetter(typefaces.contents)
    for name in typefaces.contents:
        if name.endswith(("-Regular.ttf", "DejaVuSans.ttf", "Full.ttf")):
            typesetter.covers(name)
    PROGRAMS["document"] = partial(check_document, typesetter=typesetter)
    PROGRAMS["photo"] = partial(check_photo, finder=FaceFinder())
    warm_up_programs()
    gc.collect()
    gc.freeze()  # children share these pages of memory as long as nobody touches them


def warm_up_programs() -> None:
    """Run each program once on harmless files: libraries open devices, codecs and models when they are first used."""
    page = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(page, encryption=pikepdf.Encryption(owner="owner", user=""))
    limits = {"most_pages": 60, "most_pixels": 1_000_000, "most_bytes": 1_000_000}
    PROGRAMS["document"]({"formats": ["pdf"], **limits}, [page.getvalue()])
    rules = {"least": [60, 72], "most": [600, 720], "framed": [300, 360], "ratio": [5, 6], "tolerance": 0.02}
    for format_slug, names in pictures.IMAGE_READERS.items():
        picture = io.BytesIO()
        Image.new("RGB", (100, 120), "white").save(picture, names[0])
        PROGRAMS["document"]({"formats": [format_slug], **limits}, [picture.getvalue()])
        PROGRAMS["photo"]({"format": format_slug, "most_pixels": 1_000_000, "rules": rules}, [picture.getvalue()])
        PROGRAMS["codes"]({"format": format_slug, "most_pixels": 1_000_000}, [picture.getvalue()])
