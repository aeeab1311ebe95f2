"""Cards to one print-ready PDF: each card's front and back in turn, ID-1, with photo and QR code."""

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from .. import storage
from ..models import Card, Upload
from ..pdf import pdfa
from ..pdf.layout_engine import (
    PdfEngine,
    cache_per_process,
    draw_qr_code,
    draw_under_text,
    get_pdf_engine,
    prepare_portrait,
    refuse_missing_glyphs,
)
from ..pdf.render_errors import RenderError, RenderProblem
from ..pdf.text_fit import TextTooLongError, build_size_rules
from . import card_background
from .card_layout import LADDERS, build_card_context

STYLE = Path(__file__).with_name("card.css")
CARDS_PER_LAYOUT = 10  # more at a time is no faster, and progress would stand still


class CardRenderer:
    """Holds what every card shares. Build one per process (``get_card_renderer()``)."""

    def __init__(self, shared: PdfEngine | None = None) -> None:
        self._engine = shared or get_pdf_engine()
        self._style = self._engine.parse_style(STYLE.read_text("utf-8") + build_size_rules(*LADDERS))
        self._faces = [zlib.compress(each, 9) for each in (card_background.draw_front(), card_background.draw_back())]

    def render_pdf(
        self, cards: Sequence[Card], photos: Callable[[UUID], bytes], progress: Callable[[int], None] | None = None
    ) -> bytes:
        """``photos`` gives a photo by the key in a card's facts; ``progress`` hears how many cards are laid out.

        Raises ``RenderError``; never returns a card with a hole in it.
        """
        pages, whole = [], None
        for start in range(0, len(cards), CARDS_PER_LAYOUT):
            part = cards[start : start + CARDS_PER_LAYOUT]
            whole = self._lay_out(part, photos)
            if len(whole.pages) != 2 * len(part):
                raise RenderError(RenderProblem.PAGES)
            pages += whole.pages
            if progress:
                progress(start + len(part))
        if whole is None:
            raise RenderError(RenderProblem.SOFTWARE, "no cards")
        return self._engine.write_pdf(whole.copy(pages), self._finish, **pdfa.PDFA_OPTIONS)

    def _finish(self, pdf: Any) -> None:
        draw_under_text(pdf, self._faces)
        pdfa.finish_pdfa(pdf)

    def _lay_out(self, cards: Sequence[Card], photos: Callable[[UUID], bytes]):
        images, faces = {}, []
        for place, card in enumerate(cards):
            refuse_missing_glyphs(card.facts.items(), card.number)
            photo, qr = f"photo{place}", f"qr{place}"
            try:
                images[photo] = prepare_portrait(photos(UUID(card.facts["photo"])))
                faces.append(build_card_context(card, photo=photo, qr=qr))
            except OSError as error:
                raise RenderError(RenderProblem.PHOTO, card=card.number) from error
            except TextTooLongError as error:
                raise RenderError(RenderProblem.TOO_LONG, str(error), card.number) from None
            images[qr] = draw_qr_code(f"{settings.SITE_URL}/verify/{card.verification_code}")
        page = render_to_string(
            "pdf/cards.html",
            {
                "cards": faces,
                "specimen": settings.DEMO,
                "verify_page": f"{settings.SITE_URL}/verify".split("://", 1)[1],
            },
        )
        return self._engine.lay_out_page(page, self._style, images, **pdfa.PDFA_OPTIONS)


get_card_renderer = cache_per_process(CardRenderer)


def render_card_batch(cards: Sequence[Card], progress: Callable[[int], None] | None = None) -> bytes:
    """The PDF of these cards with the holders' photos from the private store. Raises ``RenderError``."""

    def photo(key: UUID) -> bytes:
        return storage.read_file(Upload.objects.get(pk=key).rebuilt)

    return get_card_renderer().render_pdf(cards, photo, progress)
