"""The layout engine behind every document: nothing fetched from anywhere, nothing missing without an error.

Typefaces are read once per process and shared by all papers; each paper brings its own style sheet and images.
Built at the first use, that is after a worker has forked, and not to be shared by threads: the text engine is not
safe there.
"""

import atexit
import gc
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf
import segno
from celery.signals import worker_process_shutdown
from PIL import Image, ImageOps

from .fonts import FONT_FACES, find_unprintable, font_path
from .render_errors import RenderError, RenderProblem

BASE_STYLESHEET = Path(__file__).with_name("base.css")
MAX_PHOTO_EDGE = 1000  # pixels; 44 mm at 577 dpi, more than any printer shows


class _LogCollector(logging.Handler):
    """Collects what the layout engine only logs; a page with complaints is never handed out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class PdfEngine:
    """Holds what all papers share. Build one per process (``get_pdf_engine()``)."""

    def __init__(self) -> None:
        # It narrates each step of each page.
        logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
        # Here and not at the top: the engine loads native libraries that do not survive a fork,
        # and the web processes never need them.
        from cssselect2 import ElementWrapper  # noqa: PLC0415 - not before the fork, and never in web processes
        from weasyprint import CSS, HTML  # noqa: PLC0415 - not before the fork, and never in web processes
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - not before the fork, and never in web processes
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 - not before the fork, and never in web processes

        given: dict[str, bytes] = {}

        class OwnAssets(URLFetcher):
            """Serves our typefaces and the images of the pages at hand; reaches for nothing else anywhere."""

            def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
                kind, _, name = url.partition(":")
                if kind == "asset" and name in given:
                    return URLFetcherResponse(url, given[name])
                raise FatalURLFetchingError(f"not an asset of this paper: {url}")

        base = CSS(string=BASE_STYLESHEET.read_text("utf-8"))

        class Page(HTML):
            """A page of ours: well-formed, and starting from ``base.css``, not from the sheet for web pages.

            Reading it as XML takes a tenth of what a browser's forgiving parser does and mends nothing quietly.
            """

            def __init__(self, page: str, fetcher: OwnAssets) -> None:
                self.base_url, self.url_fetcher, self.media_type = "asset:", fetcher, "print"
                self.wrapper_element = ElementWrapper.from_html_root(ElementTree.fromstring(page), None)  # noqa: S314 - our own template
                self.etree_element = self.wrapper_element.etree_element

            def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
                return [base]

        self._page = Page
        self._fatal = FatalURLFetchingError
        self._given = given
        self._fetcher = OwnAssets()
        self._fonts = FontConfiguration()
        self._faces = "".join(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
            f"font-style:{'italic' if face.italic else 'normal'};src:url(asset:{face.file})}}"
            for face in FONT_FACES
        )

    def parse_style(self, text: str) -> Any:
        """A parsed style sheet that knows the typefaces."""
        from weasyprint import CSS  # noqa: PLC0415 - not before the fork, and never in web processes

        self._given |= {face.file: font_path(face).read_bytes() for face in FONT_FACES}
        try:
            with _fail_on_log_records():
                return CSS(string=self._faces + text, font_config=self._fonts, url_fetcher=self._fetcher)
        finally:
            self._given.clear()

    def lay_out_page(self, page: str, style: Any, images: Mapping[str, bytes], **options: Any) -> Any:
        """The laid-out document of a well-formed page whose images are named ``asset:…``. Raises ``RenderError``."""
        try:
            self._given |= images
            with _fail_on_log_records(), _pause_garbage_collection():
                return self._page(page, self._fetcher).render(stylesheets=[style], font_config=self._fonts, **options)
        except ElementTree.ParseError as error:
            raise RenderError(RenderProblem.SOFTWARE, f"the page is not well-formed: {error}") from None
        except self._fatal as error:  # not an Exception: it would pass every handler above us
            raise RenderError(RenderProblem.SOFTWARE, str(error)) from None
        finally:
            self._given.clear()

    def write_pdf(self, document: Any, finish: Callable[[Any], None], **options: Any) -> bytes:
        """The PDF of a laid-out document; ``finish`` may change its objects first. Raises ``RenderError``."""

        def finisher(_document: Any, pdf: Any) -> None:
            finish(pdf)
            _serialize_objects(pdf)

        try:
            with _fail_on_log_records(), _pause_garbage_collection():
                return document.write_pdf(finisher=finisher, **options)
        except self._fatal as error:
            raise RenderError(RenderProblem.SOFTWARE, str(error)) from None


@cache
def get_pdf_engine() -> PdfEngine:
    """This process's press, built at the first call; its copies of the fonts go when the process does."""
    return PdfEngine()


def cache_per_process(build: Any) -> Any:
    """A cached factory of something that holds fonts or pages, emptied before the process ends."""
    kept = cache(build)

    def drop(**about: object) -> None:
        kept.cache_clear()
        get_pdf_engine.cache_clear()
        gc.collect()  # pages laid out earlier hold on to the fonts in cycles

    atexit.register(drop)
    # Strong: nobody else holds on to the function.
    worker_process_shutdown.connect(drop, weak=False)
    return kept


class _fail_on_log_records:
    """Turns everything the engine logs while a page is made into ``RenderError``."""

    def __enter__(self) -> None:
        self._handler = _LogCollector()
        logging.getLogger("weasyprint").addHandler(self._handler)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self._handler)
        if kind is None and self._handler.said:
            raise RenderError(RenderProblem.SOFTWARE, "; ".join(self._handler.said))


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Put off looking for garbage until a page is done: it holds on to all it is made of until then anyway."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def refuse_missing_glyphs(texts: Iterable[tuple[str, object]], card: str = "") -> None:
    """Asked before laying out: the engine would quietly borrow the glyph from some font of the machine."""
    for name, value in texts:
        if isinstance(value, str) and find_unprintable(value):
            raise RenderError(RenderProblem.GLYPH, name, card)


class _SerializedObject(pydyf.Object):
    """An object of the file as it will stand there."""

    data = b""
    compressible = False

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.compressible = made.compressible
        self.data = _deflate_stream(made).data if isinstance(made, pydyf.Stream) and made.compress else made.data


def _deflate_stream(stream: pydyf.Stream) -> pydyf.Stream:
    """Level 6: a hundredth larger than the engine's level 9, in half the time."""
    stream.compress = False
    content = stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    return pydyf.Stream([zlib.compress(content, 6)], stream.extra | {"Filter": "/FlateDecode"})


def _serialize_objects(pdf: Any) -> None:
    """Write and deflate each object now, once: the engine asks twice, for the file's identifier and for the file."""
    pdf.objects = [each if each.free == "f" else _SerializedObject(each) for each in pdf.objects]


def draw_under_text(pdf: Any, streams: list[bytes]) -> None:
    """Put ready deflated drawings under the pages' text: ``streams`` in turn, again from the first for more pages."""
    drawings = [pydyf.Stream([each], {"Filter": "/FlateDecode"}) for each in streams]
    for each in drawings:
        pdf.add_object(each)
    pages = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]
    for number, page in enumerate(pages):
        drawing = drawings[number % len(drawings)]
        page["Contents"] = pydyf.Array([drawing.reference, page["Contents"]])


def prepare_portrait(photo: bytes) -> bytes:
    """The photo as an upright sRGB JPEG without metadata; one that already is passes through byte for byte."""
    with Image.open(BytesIO(photo), formats=["JPEG", "PNG"]) as image:
        plain = image.format == "JPEG" and image.mode in {"RGB", "L"} and not image.getexif()
        if plain and max(image.size) <= MAX_PHOTO_EDGE:
            return photo
        upright = ImageOps.exif_transpose(image)
        if upright.mode in {"RGBA", "LA", "P", "PA"}:
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright)
        upright = upright.convert("RGB")
        upright.thumbnail((MAX_PHOTO_EDGE, MAX_PHOTO_EDGE), Image.Resampling.LANCZOS)
        out = BytesIO()
        upright.save(out, "JPEG", quality=90, optimize=True)
        return out.getvalue()


def draw_qr_code(address: str) -> bytes:
    """A PNG of the verification address, level Q: read even with a quarter of it smudged.

    The mask is fixed: choosing one of eight takes longer than drawing the code and readers do not care. Three pixels
    a module: the page shows them with hard edges at any size, and more would only have to be compressed.
    """
    out = BytesIO()
    code = segno.make(address, error="q", micro=False, boost_error=False, mask=4)
    code.save(out, kind="png", scale=3, border=4, dark="#0b2f38", light="#ffffff")
    return out.getvalue()
