"""A letter's frozen facts to a PDF: the certificate's frame on every page, the same bytes for the same facts."""

import zlib
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from documents.pdf import pdfa
from documents.pdf.drawing import Pen
from documents.pdf.engine import Press, one_per_process, press, under_text
from documents.pdf.problems import CannotRender, Problem

from ..certificate import ornament
from .letter_facts import unprintable_facts
from .wording import page_context

STYLE = Path(__file__).with_name("letter.css")


@cache
def ground() -> bytes:
    """What is under every page: the frame and the mark, without the large rosette, so that long texts read easily."""
    pen = Pen(ornament.HEIGHT)
    ornament.frame(pen)
    ornament.emblem(pen, ornament.WIDTH / 2, 30, 9)
    return pen.finish()


class LetterRenderer:
    """Holds what every letter shares. Build one per process (``renderer()``)."""

    def __init__(self, shared: Press | None = None) -> None:
        self._press = shared or press()
        self._style = self._press.style(STYLE.read_text("utf-8"))
        self._ground = zlib.compress(ground(), 9)

    def pdf(self, facts: dict[str, Any]) -> bytes:
        """PDF/A-3a and PDF/UA-1, not sealed yet. Raises ``CannotRender``."""
        if lacking := unprintable_facts(facts):
            raise CannotRender(Problem.GLYPH, lacking[0])
        page = render_to_string("pdf/letter.html", page_context(facts))
        document = self._press.lay_out(page, self._style, {}, **pdfa.OPTIONS)
        return self._press.write(document, self._finish, **pdfa.OPTIONS)

    def _finish(self, pdf: Any) -> None:
        under_text(pdf, [self._ground])
        pdfa.finish(pdf)


renderer = one_per_process(LetterRenderer)
