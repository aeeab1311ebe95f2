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
from documents.pdf.layout_engine import (
    PdfEngine,
    cache_per_process,
    draw_qr_code,
    draw_under_text,
    get_pdf_engine,
    prepare_portrait,
    refuse_missing_glyphs,
)
from documents.pdf.render_errors import RenderError, RenderProblem
from documents.pdf.text_fit import TextTooLongError, build_size_rules

from . import ornament
from .certificate_layout import LADDERS, build_page_context

STYLE = Path(__file__).with_name("page.css")
DATA_NAME = "muafiyet-belgesi.json"
# What stands on the page; the rest is ours to find it again by.
_UNPRINTED_FACTS = {"photo", "edition"}


class CertificateRenderer:
    """Holds what every certificate shares. Build one per process (``get_certificate_renderer()``)."""

    def __init__(self, shared: PdfEngine | None = None) -> None:
        self._engine = shared or get_pdf_engine()
        self._style = self._engine.parse_style(STYLE.read_text("utf-8") + build_size_rules(*LADDERS))
        self._ornament = zlib.compress(ornament.draw_page_ornament(), 9)

    def render_pdf(self, facts: dict[str, Any], photo: bytes) -> bytes:
        """The certificate's PDF: PDF/A-3a and PDF/UA-1, its facts inside as JSON. Not sealed yet.

        Raises ``RenderError``; never returns a page with a hole in it.
        """
        refuse_missing_glyphs(facts.items())
        try:
            page = render_to_string("pdf/certificate.html", build_page_context(facts))
            images = {"photo": prepare_portrait(photo), "qr": draw_qr_code(facts["verify_url"])}
        except TextTooLongError as error:
            raise RenderError(RenderProblem.TOO_LONG, str(error)) from None
        except OSError as error:
            raise RenderError(RenderProblem.PHOTO) from error
        document = self._engine.lay_out_page(page, self._style, images, **pdfa.PDFA_OPTIONS)
        if len(document.pages) != 1:
            raise RenderError(RenderProblem.PAGES)
        issued_at = datetime.fromisoformat(facts["issued_at"])
        document.metadata.attachments.append(
            pdfa.build_attachment(
                DATA_NAME, build_machine_readable(facts), "Belgedeki bilgiler / data of the page", issued_at
            )
        )
        return self._engine.write_pdf(document, self._finish, **pdfa.PDFA_OPTIONS)

    def _finish(self, pdf: Any) -> None:
        draw_under_text(pdf, [self._ornament])
        pdfa.finish_pdfa(pdf)


def build_machine_readable(facts: dict[str, Any]) -> bytes:
    """What the page says, as JSON for machines; the same bytes for the same facts."""
    told = {name: value for name, value in facts.items() if name not in _UNPRINTED_FACTS}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


get_certificate_renderer = cache_per_process(CertificateRenderer)
