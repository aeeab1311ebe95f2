"""Cards to one print-ready PDF: each card's front and back in turn, ID-1, with photo and QR code."""

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from ..models import Card, Upload
from ..pdf import pdfa
from ..pdf.engine import Press, one_per_process, portrait, press, qr_code, refuse_missing_glyphs, under_text
from ..pdf.problems import CannotRender, Problem
from ..pdf.text_fit import DoesNotFit, size_rules
from ..uploads import storage
from . import card_background
from .card_layout import LADDERS, face

STYLE = Path(__file__).with_name("card.css")
AT_ONCE = 10  # more at a time is no faster, and progress would stand still


class CardRenderer:
    """Holds what every card shares. Build one per process (``renderer()``)."""

    def __init__(self, shared: Press | None = None) -> None:
        self._press = shared or press()
        self._style = self._press.style(STYLE.read_text("utf-8") + size_rules(*LADDERS))
        self._faces = [zlib.compress(each, 9) for each in (card_background.front(), card_background.back())]

    def pdf(
        self, cards: Sequence[Card], photos: Callable[[UUID], bytes], progress: Callable[[int], None] | None = None
    ) -> bytes:
        """``photos`` gives a photo by the key in a card's facts; ``progress`` hears how many cards are laid out.

        Raises ``CannotRender``; never returns a card with a hole in it.
        """
        pages, whole = [], None
        for start in range(0, len(cards), AT_ONCE):
            part = cards[start : start + AT_ONCE]
            whole = self._lay_out(part, photos)
            if len(whole.pages) != 2 * len(part):
                raise CannotRender(Problem.PAGES)
            pages += whole.pages
            if progress:
                progress(start + len(part))
        if whole is None:
            raise CannotRender(Problem.SOFTWARE, "no cards")
        return self._press.write(whole.copy(pages), self._finish, **pdfa.OPTIONS)

    def _finish(self, pdf: Any) -> None:
        under_text(pdf, self._faces)
        pdfa.finish(pdf)

    def _lay_out(self, cards: Sequence[Card], photos: Callable[[UUID], bytes]):
        images, faces = {}, []
        for place, card in enumerate(cards):
            refuse_missing_glyphs(card.facts.items(), card.number)
            photo, qr = f"photo{place}", f"qr{place}"
            try:
                images[photo] = portrait(photos(UUID(card.facts["photo"])))
                faces.append(face(card, photo=photo, qr=qr))
            except OSError as error:
                raise CannotRender(Problem.PHOTO, card=card.number) from error
            except DoesNotFit as error:
                raise CannotRender(Problem.TOO_LONG, str(error), card.number) from None
            images[qr] = qr_code(f"{settings.SITE_URL}/verify/{card.verification_code}")
        page = render_to_string(
            "pdf/cards.html",
            {
                "cards": faces,
                "specimen": settings.DEMO,
                "verify_page": f"{settings.SITE_URL}/verify".split("://", 1)[1],
            },
        )
        return self._press.lay_out(page, self._style, images, **pdfa.OPTIONS)


renderer = one_per_process(CardRenderer)


def sheet_of(cards: Sequence[Card], progress: Callable[[int], None] | None = None) -> bytes:
    """The PDF of these cards with the holders' photos from the private store. Raises ``CannotRender``."""

    def photo(key: UUID) -> bytes:
        return storage.read(Upload.objects.get(pk=key).rebuilt)

    return renderer().pdf(cards, photo, progress)
