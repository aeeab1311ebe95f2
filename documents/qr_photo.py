"""The QR code of a photo that somebody took of a certificate or card."""

import json
from typing import IO

from django.conf import settings

from .certificate.codes import read_code
from .uploads import isolation, rules

MOST_BYTES = 12 * rules.MB  # what a phone's camera makes
WALL_SECONDS = 8.0
MOST_ANSWER = 16 * 1024


class NoPhoto(Exception):
    """The file is no photo that can be read."""


class NoCode(Exception):
    """There is no QR code to be seen in it."""


class ForeignCode(Exception):
    """There is one, and it leads somewhere else than to our verification page: a sign of a forged paper."""


def code_in(photo: IO[bytes]) -> str:
    """The verification code. Raises ``NoPhoto``, ``NoCode`` or ``ForeignCode``."""
    order = {"most_pixels": rules.MOST_PIXELS}
    answer = isolation.run("read_qr", order, photo, seconds=WALL_SECONDS, most_answer=MOST_ANSWER, error=NoPhoto)
    texts = _understand(answer)
    if not texts:
        raise NoCode
    ours = f"{settings.SITE_URL}/verify/"
    for text in texts:
        if text.startswith(ours) and (code := read_code(text.removeprefix(ours))):
            return code
    raise ForeignCode


def _understand(answer: bytes) -> list[str]:
    """Read the answer without trusting it: the photo may have taken the program over."""
    try:
        return [str(text) for text in json.loads(answer)["texts"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoPhoto("nonsense") from None
