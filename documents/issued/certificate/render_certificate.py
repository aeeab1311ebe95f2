"""Frozen facts and a photo to a PDF: the same bytes for the same facts.

Typefaces and style sheet are read once, the ornament is added ready-made and each text has a fixed box, which makes
a warm page several times as fast as the plain way (tests/performance/certificate.py shows each step's ratio).
"""

import json
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from documents.pdf import pdfa
from documents.pdf.engine import Press, one_per_process, portrait, press, qr_code, refuse_missing_glyphs, under_text
from documents.pdf.problems import CannotRender, Problem
from documents.pdf.text_fit import DoesNotFit, size_rules

from . import ornament
from .certificate_layout import LADDERS, page_context

STYLE = Path(__file__).with_name("page.css")
DATA_NAME = "muafiyet-belgesi.json"
# What stands on the page; the rest is ours to find it again by.
_NOT_ON_THE_PAGE = {"photo", "edition"}


class Renderer:
    """Holds what every certificate shares. Build one per process (``renderer()``)."""

    def __init__(self, shared: Press | None = None) -> None:
        self._press = shared or press()
        self._style = self._press.style(STYLE.read_text("utf-8") + size_rules(*LADDERS))
        self._ornament = zlib.compress(ornament.page(), 9)

    def pdf(self, facts: dict[str, Any], photo: bytes) -> bytes:
        """The certificate's PDF: PDF/A-3a and PDF/UA-1, its facts inside as JSON. Not sealed yet.

        Raises ``CannotRender``; never returns a page with a hole in it.
        """
        refuse_missing_glyphs(facts.items())
        try:
            page = render_to_string("pdf/certificate.html", page_context(facts))
            images = {"photo": portrait(photo), "qr": qr_code(facts["verify_url"])}
        except DoesNotFit as error:
            raise CannotRender(Problem.TOO_LONG, str(error)) from None
        except OSError as error:
            raise CannotRender(Problem.PHOTO) from error
        document = self._press.lay_out(page, self._style, images, **pdfa.OPTIONS)
        if len(document.pages) != 1:
            raise CannotRender(Problem.PAGES)
        issued_at = datetime.fromisoformat(facts["issued_at"])
        document.metadata.attachments.append(
            pdfa.attachment(DATA_NAME, machine_readable(facts), "Belgedeki bilgiler / data of the page", issued_at)
        )
        return self._press.write(document, self._finish, **pdfa.OPTIONS)

    def _finish(self, pdf: Any) -> None:
        under_text(pdf, [self._ornament])
        pdfa.finish(pdf)


def machine_readable(facts: dict[str, Any]) -> bytes:
    """What the page says, as JSON for machines; the same bytes for the same facts."""
    told = {name: value for name, value in facts.items() if name not in _NOT_ON_THE_PAGE}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


renderer = one_per_process(Renderer)
