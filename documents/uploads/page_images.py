"""Pictures of the pages of a file that was checked before the check itself made them: drawn once, in isolation."""

from typing import IO

from django.conf import settings

from . import rules, scanning
from .isolation import client

WAIT_SECONDS = 90.0
MOST_ANSWER = 64 * rules.MB


class NotDrawnError(Exception):
    """The program died or answered nonsense: there are no pictures."""


def draw_pages(format_slug: str, content: IO[bytes]) -> tuple[list[scanning.PageImage], int]:
    """The pages, and how many were left out. Raises ``NotDrawnError`` or ``scanning.ScannerUnavailableError``."""
    order = {"format": format_slug, "most_pages": rules.MOST_PAGES, "most_pixels": rules.MOST_PIXELS}
    try:
        answer = client.ask_scanner(
            settings.SCANNER_URL,
            "documents",
            "pages",
            order,
            [content],
            wait_seconds=WAIT_SECONDS,
            most_answer=MOST_ANSWER,
        )
    except client.ScannerUnavailableError as error:
        raise scanning.ScannerUnavailableError(str(error)) from None
    except client.IsolationError as error:
        raise NotDrawnError(str(error)) from None
    return understand_pages(answer.content)


def understand_pages(answer: bytes) -> tuple[list[scanning.PageImage], int]:
    """Read the answer without trusting it: the file may have taken the program over. Raises ``NotDrawnError``."""
    try:
        head, files = scanning.split_answer(answer)
        pages = scanning.read_page_images(head["pages"], files)
        left_out = int(head["left_out"])
    except scanning.NONSENSE:
        raise NotDrawnError("nonsense") from None
    if left_out < 0:
        raise NotDrawnError("nonsense")
    return pages, left_out
