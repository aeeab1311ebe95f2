"""Finding out what a file really is: an optional virus scanner, then a rebuild in a locked-in process."""

import json
import socket
import struct
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings

from . import isolation, rules

WALL_SECONDS = 30.0
MOST_ANSWER = 48 * rules.MB
SCANNER_SECONDS = 30.0


class SanitizerDied(Exception):
    """The process crashed, ran out of its limits or answered nonsense: nothing is known about the file."""


class ScannerAway(Exception):
    """The virus scanner did not answer; the file stays unchecked until it does (fail closed)."""


@dataclass(frozen=True)
class Verdict:
    """``code`` is empty for a clean file, else a key of ``rules.REASONS``."""

    code: str
    media_type: str = ""
    pages: int | None = None
    found: dict[str, Any] = field(default_factory=dict)
    rebuilt: bytes = b""


def rebuild(kind: str, format_slug: str, original: IO[bytes], frame: str = "") -> Verdict:
    """Have the file rebuilt by the locked-in program, a photo cut as ``frame`` says. Raises ``SanitizerDied``."""
    order = {"format": format_slug, "most_pages": rules.MOST_PAGES, "most_pixels": rules.MOST_PIXELS}
    if kind == rules.PHOTO_KIND:
        order |= {"photo": rules.PHOTO, "frame": frame}
    answer = isolation.run(
        "rebuild", order, original, seconds=WALL_SECONDS, most_answer=MOST_ANSWER, error=SanitizerDied
    )
    return understand(answer)


def understand(answer: bytes) -> Verdict:
    """Read the program's answer without trusting it: a hostile file may have taken the program over."""
    head, _, rebuilt = answer.partition(b"\n")
    try:
        said = json.loads(head)
        code, media_type = str(said["code"]), str(said["found"].pop("media_type", ""))
        found = {key: int(value) for key, value in said["found"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SanitizerDied("nonsense") from None
    if code:
        if code not in rules.REASONS:
            raise SanitizerDied("nonsense")
        return Verdict(code=code, found={key: found[key] for key in ("width", "height", "pages") if key in found})
    slug = rules.FORMAT_OF_MEDIA_TYPE.get(media_type)
    believable = slug and rebuilt.startswith(rules.FORMATS[slug].magic) and found.get("pages", 1) <= rules.MOST_PAGES
    if not believable:
        raise SanitizerDied("nonsense")
    seen = {key: found[key] for key in ("background", "colour") if key in found}
    return Verdict(code="", media_type=media_type, pages=found.get("pages"), found=seen, rebuilt=rebuilt)


def infected(original: IO[bytes]) -> bool:
    """Ask clamd when there is one (``CLAMD_ADDRESS``, ``host:port``). Raises ``ScannerAway``."""
    address = getattr(settings, "CLAMD_ADDRESS", "")
    if not address:
        return False
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=SCANNER_SECONDS) as link:
            link.sendall(b"zINSTREAM\0")
            for chunk in iter(lambda: original.read(64 * rules.KB), b""):
                link.sendall(struct.pack("!L", len(chunk)) + chunk)
            link.sendall(struct.pack("!L", 0))
            said = b""
            while b"\0" not in said and len(said) < 4096 and (part := link.recv(1024)):
                said += part
    except (OSError, ValueError) as error:
        raise ScannerAway(type(error).__name__) from None
    said = said.rstrip(b"\0\n")
    if said.endswith(b" FOUND"):
        return True
    if said == b"stream: OK":
        return False
    raise ScannerAway("unclear answer")  # too large for it, out of memory: anything but a clear yes or no
