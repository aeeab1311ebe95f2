"""Frozen facts and a photo to a PDF: one renderer per process, the same bytes for the same facts.

Typefaces and style sheet are parsed once and the ornament is added ready-made, which makes a warm page three
times as fast as the plain way (tests/performance/certificate.py shows the ratio). The renderer is built at the
first use, that is after a worker has forked, and must not be shared by threads: the text engine is not safe there.
"""

import atexit
import gc
import logging
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from celery.signals import worker_process_shutdown
from django.template.loader import render_to_string
from PIL import Image, ImageOps

from . import ornament
from .fonts import FACES, font_path, unprintable
from .layout import DoesNotFit, page_context, size_rules

STYLE = Path(__file__).with_name("page.css")
PHOTO_EDGE = 1000  # pixels; 44 mm at 577 dpi, more than any printer shows


class CannotRender(Exception):
    """The page would not be whole: a missing glyph, image or font, a text that does not fit, a second page."""


class _Complaints(logging.Handler):
    """Collects what the layout engine only logs; a page with complaints is never handed out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Renderer:
    """Holds what every page shares. Build one per process (``renderer()``)."""

    def __init__(self) -> None:
        # It narrates each step of each page.
        logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
        # Here and not at the top: the engine loads native libraries that do not survive a fork,
        # and the web processes never need them.
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        given: dict[str, bytes] = {}

        class OwnAssets(URLFetcher):
            """Serves our typefaces and the two images of the page at hand; reaches for nothing else anywhere."""

            def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
                kind, _, name = url.partition(":")
                if kind == "asset" and name in given:
                    return URLFetcherResponse(url, given[name])
                raise FatalURLFetchingError(f"not an asset of the certificate: {url}")

        self._fatal = FatalURLFetchingError
        self._given = given
        self._fetcher = OwnAssets()
        self._fonts = FontConfiguration()
        given |= {face.file: font_path(face).read_bytes() for face in FACES}
        faces = "".join(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
            f"font-style:{'italic' if face.italic else 'normal'};src:url(asset:{face.file})}}"
            for face in FACES
        )
        with _no_complaints():
            self._style = CSS(
                string=faces + STYLE.read_text("utf-8") + size_rules(),
                font_config=self._fonts,
                url_fetcher=self._fetcher,
            )
        for face in FACES:
            del given[face.file]
        self._ornament = zlib.compress(ornament.page(), 9)

    def pdf(self, facts: dict[str, Any], photo: bytes) -> bytes:
        """The certificate's PDF (PDF/A-3u). Raises ``CannotRender``; never returns a page with a hole in it."""
        from weasyprint import HTML

        # Asked before laying out: the engine would quietly borrow the glyph from some font of the machine.
        for name, value in facts.items():
            if isinstance(value, str) and unprintable(value):
                raise CannotRender(f"characters without a glyph in {name}")
        try:
            page = render_to_string("pdf/certificate.html", page_context(facts))
        except DoesNotFit as error:
            raise CannotRender(f"{error} is too long for its box") from None
        try:
            self._given |= {"photo": portrait(photo), "qr": qr_code(facts["verify_url"])}
            with _no_complaints():
                document = HTML(string=page, base_url="asset:", url_fetcher=self._fetcher).render(
                    stylesheets=[self._style], font_config=self._fonts, pdf_variant="pdf/a-3u"
                )
                if len(document.pages) != 1:
                    raise CannotRender("more than one page")
                return document.write_pdf(finisher=self._lay_ornament, pdf_variant="pdf/a-3u")
        except self._fatal as error:  # not an Exception: it would pass every handler above us
            raise CannotRender(str(error)) from None
        except OSError as error:
            raise CannotRender("the photo cannot be read") from error
        finally:
            self._given.clear()

    def _lay_ornament(self, document: Any, pdf: Any) -> None:
        """Put the ornament, already deflated, under the text of the page."""
        import pydyf

        stream = pydyf.Stream([self._ornament], {"Filter": "/FlateDecode"})
        pdf.add_object(stream)
        page = next(each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page")
        page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])


@cache
def renderer() -> Renderer:
    """This process's renderer, built at the first call; its copies of the fonts go when the process does."""
    atexit.register(_drop_renderer)
    worker_process_shutdown.connect(_drop_renderer)
    return Renderer()


def _drop_renderer(**about: object) -> None:
    renderer.cache_clear()
    gc.collect()  # pages laid out earlier hold on to the fonts in cycles


class _no_complaints:
    """Turns everything the engine logs while a page is made into ``CannotRender``."""

    def __enter__(self) -> None:
        self._handler = _Complaints()
        logging.getLogger("weasyprint").addHandler(self._handler)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self._handler)
        if kind is None and self._handler.said:
            raise CannotRender("; ".join(self._handler.said))


def portrait(photo: bytes) -> bytes:
    """The photo as an upright sRGB JPEG without metadata; one that already is passes through byte for byte."""
    with Image.open(BytesIO(photo), formats=["JPEG", "PNG"]) as image:
        plain = image.format == "JPEG" and image.mode in {"RGB", "L"} and not image.getexif()
        if plain and max(image.size) <= PHOTO_EDGE:
            return photo
        upright = ImageOps.exif_transpose(image)
        if upright.mode in {"RGBA", "LA", "P", "PA"}:
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright)
        upright = upright.convert("RGB")
        upright.thumbnail((PHOTO_EDGE, PHOTO_EDGE), Image.Resampling.LANCZOS)
        out = BytesIO()
        upright.save(out, "JPEG", quality=90, optimize=True)
        return out.getvalue()


def qr_code(address: str) -> bytes:
    """A PNG of the verification address, level Q: read even with a quarter of it smudged.

    The mask is fixed: choosing one of eight takes longer than drawing the code and readers do not care.
    """
    out = BytesIO()
    code = segno.make(address, error="q", micro=False, boost_error=False, mask=4)
    code.save(out, kind="png", scale=8, border=4, dark="#0b2f38", light="#ffffff")
    return out.getvalue()
