"""Frozen facts and a photo to a PDF: the same bytes for the same facts.

Typefaces and style sheet are parsed once and the ornament is added ready-made, which makes a warm page three
times as fast as the plain way (tests/performance/certificate.py shows the ratio).
"""

import zlib
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from ..press.engine import (
    CannotRender,
    Press,
    one_per_process,
    portrait,
    press,
    qr_code,
    refuse_missing_glyphs,
    under_text,
)
from ..press.fitting import DoesNotFit, size_rules
from . import ornament
from .layout import LADDERS, page_context

STYLE = Path(__file__).with_name("page.css")
VARIANT = "pdf/a-3u"


class Renderer:
    """Holds what every certificate shares. Build one per process (``renderer()``)."""

    def __init__(self, shared: Press | None = None) -> None:
        self._press = shared or press()
        self._style = self._press.style(STYLE.read_text("utf-8") + size_rules(*LADDERS))
        self._ornament = zlib.compress(ornament.page(), 9)

    def pdf(self, facts: dict[str, Any], photo: bytes) -> bytes:
        """The certificate's PDF (PDF/A-3u). Raises ``CannotRender``; never returns a page with a hole in it."""
        refuse_missing_glyphs(facts.items())
        try:
            page = render_to_string("pdf/certificate.html", page_context(facts))
            images = {"photo": portrait(photo), "qr": qr_code(facts["verify_url"])}
        except DoesNotFit as error:
            raise CannotRender(f"{error} is too long for its box") from None
        except OSError as error:
            raise CannotRender("the photo cannot be read") from error
        document = self._press.lay_out(page, self._style, images, pdf_variant=VARIANT)
        if len(document.pages) != 1:
            raise CannotRender("more than one page")
        return self._press.write(
            document, finisher=lambda made, pdf: under_text(made, pdf, [self._ornament]), pdf_variant=VARIANT
        )


renderer = one_per_process(Renderer)
