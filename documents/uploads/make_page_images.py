"""Pictures of the pages of a file that was checked before the check itself made them: drawn once, in isolation."""

from datetime import timedelta
from typing import IO, Any

from django.conf import settings

from emuafiyet.core.outbox.errors import NotYetError, PermanentError

from .. import storage
from ..models import PageImages
from ..upload_rules import rules
from . import scanning
from .isolation import client

WAIT_SECONDS = 90.0
SCANNER_RETRY_DELAY = timedelta(seconds=20)
MAX_ANSWER_BYTES = 64 * rules.MB


class NotDrawnError(Exception):
    """The program died or answered nonsense: there are no pictures."""


def draw_pages(format_slug: str, content: IO[bytes]) -> tuple[list[scanning.PageImage], int]:
    """The pages, and how many were left out. Raises ``NotDrawnError`` or ``scanning.ScannerUnavailableError``."""
    order = {"format": format_slug, "most_pages": rules.MAX_PAGES, "most_pixels": rules.MAX_PIXELS}
    try:
        answer = client.ask_scanner(
            settings.SCANNER_URL,
            "documents",
            "pages",
            order,
            [content],
            wait_seconds=WAIT_SECONDS,
            most_answer=MAX_ANSWER_BYTES,
        )
    except client.ScannerUnavailableError as error:
        raise scanning.ScannerUnavailableError(str(error)) from None
    except client.IsolationError as error:
        raise NotDrawnError(str(error)) from None
    return parse_pages(answer.content)


def parse_pages(answer: bytes) -> tuple[list[scanning.PageImage], int]:
    """Read the answer without trusting it: the file may have taken the program over. Raises ``NotDrawnError``."""
    try:
        head, files = scanning.split_answer(answer)
        pages = scanning.read_page_images(head["pages"], files)
        left_out = int(head["left_out"])
    except scanning.MALFORMED_ANSWER_ERRORS:
        raise NotDrawnError("nonsense") from None
    if left_out < 0:
        raise NotDrawnError("nonsense")
    return pages, left_out


def make_page_images(images: PageImages) -> None:
    """Draw and store; whoever is second finds the first one's pictures and throws their own away.

    Raises ``PermanentError`` when the file is gone, ``NotYetError`` while the scanner is away.
    """
    if images.pages or not images.upload.is_clean:
        return
    try:
        with storage.open_file(images.upload.rebuilt) as content:
            drawn, left_out = draw_pages(images.upload.suffix, content)
    except FileNotFoundError:
        raise PermanentError("file is gone") from None
    except scanning.ScannerUnavailableError:
        raise NotYetError(SCANNER_RETRY_DELAY, "the scanner is away") from None
    pages: list[dict[str, Any]] = [
        {
            "file": storage.store_bytes("pages", each.picture, ".jpg", owner=images.upload_id),
            "thumb": storage.store_bytes("pages", each.thumbnail, ".jpg", owner=images.upload_id),
            "width": each.width,
            "height": each.height,
        }
        for each in drawn
    ]
    if not PageImages.objects.filter(pk=images.pk, pages=[]).update(pages=pages, left_out=left_out):
        for each in pages:
            storage.remove_file(each["file"])
            storage.remove_file(each["thumb"])
