"""The QR code of a photo that somebody took of a certificate or card."""

import json
from typing import IO

from django.conf import settings

from ..upload_rules import rules
from ..uploads.isolation import client
from .certificate.certificate_codes import read_code

MAX_BYTES = 20 * rules.MB  # what a phone's camera makes
WAIT_SECONDS = 12.0
MAX_ANSWER_BYTES = 16 * 1024


class NoPhotoError(Exception):
    """The file is no photo that can be read."""


class NoCodeError(Exception):
    """There is no QR code to be seen in it."""


class ForeignCodeError(Exception):
    """There is one, and it leads somewhere else than to our verification page: a sign of a forged paper."""


class TryLaterError(Exception):
    """Photos cannot be read right now."""


def read_code_from_photo(photo: IO[bytes], name: str = "") -> str:
    """The verification code. Raises ``NoPhotoError``, ``NoCodeError``, ``ForeignCodeError`` or ``TryLaterError``."""
    try:
        format_slug = rules.sniff_format(name, photo.read(4096))
    except rules.UploadRefusedError:
        raise NoPhotoError from None
    if format_slug == "pdf":
        raise NoPhotoError
    order = {"format": format_slug, "most_pixels": rules.MAX_PIXELS}
    try:
        answer = client.ask_scanner(
            settings.SCANNER_URL,
            "codes",
            "codes",
            order,
            [photo],
            wait_seconds=WAIT_SECONDS,
            most_answer=MAX_ANSWER_BYTES,
        )
    except client.ScannerUnavailableError:
        raise TryLaterError from None
    except client.IsolationError:
        raise NoPhotoError from None
    texts = _parse_answer(answer.content)
    if not texts:
        raise NoCodeError
    ours = f"{settings.SITE_URL}/verify/"
    for text in texts:
        if text.startswith(ours) and (code := read_code(text.removeprefix(ours))):
            return code
    raise ForeignCodeError


def _parse_answer(answer: bytes) -> list[str]:
    """Read the answer without trusting it: the photo may have taken the program over."""
    try:
        return [str(text) for text in json.loads(answer)["texts"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoPhotoError("nonsense") from None
