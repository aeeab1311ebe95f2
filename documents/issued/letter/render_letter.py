"""A letter's frozen facts to a PDF: the certificate's frame on every page, the same bytes for the same facts."""

import zlib
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from documents.pdf import pdfa
from documents.pdf.drawing import Pen
from documents.pdf.layout_engine import PdfEngine, cache_per_process, draw_under_text, get_pdf_engine
from documents.pdf.render_errors import RenderError, RenderProblem

from ..certificate import ornament
from .letter_facts import find_unprintable_facts
from .letter_texts import build_page_context

STYLE = Path(__file__).with_name("letter.css")


@cache
def draw_letter_background() -> bytes:
    """What is under every page: the frame and the mark, without the large rosette, so that long texts read easily."""
    pen = Pen(ornament.HEIGHT)
    ornament.draw_frame(pen)
    ornament.draw_emblem(pen, ornament.WIDTH / 2, 30, 9)
    return pen.finish()


class LetterRenderer:
    """Holds what every letter shares. Build one per process (``get_letter_renderer()``)."""

    def __init__(self, shared: PdfEngine | None = None) -> None:
        self._engine = shared or get_pdf_engine()
        self._style = self._engine.parse_style(STYLE.read_text("utf-8"))
        self._ground = zlib.compress(draw_letter_background(), 9)

    def render_pdf(self, facts: dict[str, Any]) -> bytes:
        """PDF/A-3a and PDF/UA-1, not sealed yet. Raises ``RenderError``."""
        if lacking := find_unprintable_facts(facts):
            raise RenderError(RenderProblem.GLYPH, lacking[0])
        page = render_to_string("pdf/letter.html", build_page_context(facts))
        document = self._engine.lay_out_page(page, self._style, {}, **pdfa.PDFA_OPTIONS)
        return self._engine.write_pdf(document, self._finish, **pdfa.PDFA_OPTIONS)

    def _finish(self, pdf: Any) -> None:
        draw_under_text(pdf, [self._ground])
        pdfa.finish_pdfa(pdf)


get_letter_renderer = cache_per_process(LetterRenderer)
