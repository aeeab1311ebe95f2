"""Finding out what a file really is: a virus scanner where there is one, then the programs in isolation.

Everything that comes back from isolation is read without trust: a hostile file may have taken its program over.
"""

import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings

from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.breaker import guard
from emuafiyet.core.outside.systems import System

from ..upload_rules import rules
from .isolation import client

# Waiting for a place and the work itself; shorter than the task's own limit (CELERY_TASK_SOFT_TIME_LIMIT).
WAIT_SECONDS = 95.0
MAX_ANSWER_BYTES = 96 * rules.MB
VIRUS_SCANNER_SECONDS = 30.0
JPEG, PDF = b"\xff\xd8\xff", b"%PDF-"
MAX_SIDE = 10_000  # pixels that a picture of ours never has


class ScannerUnavailableError(Exception):
    """The isolation scanner is away or too busy: nothing is known about the file, and it will be asked again."""


class CheckTimedOutError(Exception):
    """The file used up the CPU seconds that one file may cost: that is an answer."""

    def __init__(self, reason: str, cpu_seconds: float):
        super().__init__(reason)
        self.cpu_seconds = cpu_seconds


class CheckDiedError(Exception):
    """The program in isolation crashed or answered nonsense: nothing is known about the file."""

    def __init__(self, reason: str, cpu_seconds: float = 0.0):
        super().__init__(reason)
        self.cpu_seconds = cpu_seconds


class VirusScannerUnavailableError(OutageError):
    """The virus scanner did not answer; the file stays unchecked until it does (fail closed)."""

    def __init__(self, reason: str) -> None:
        super().__init__(System.SCANNER, reason)


class UnclearAnswerError(Exception):
    """The virus scanner said neither yes nor no about this file."""


@dataclass(frozen=True)
class UploadPart:
    """One file as it was handed in. ``format`` is a key of ``rules.FORMATS``."""

    format: str
    content: IO[bytes]


@dataclass(frozen=True)
class PageImage:
    """A page as applicant and officer see it: JPEGs, 1,400 and 240 pixels wide."""

    width: int
    height: int
    picture: bytes
    thumbnail: bytes


@dataclass(frozen=True)
class Crop:
    """A photo, or a part of one, as a JPEG."""

    width: int
    height: int
    picture: bytes


@dataclass(frozen=True)
class CheckVerdict:
    """What was found out about an upload. ``code`` is empty when it is accepted, else a key of ``rules.REASONS``."""

    code: str = ""
    part: int = 0  # which of the parts a refusal is about
    # width, height and pages; of a photo also background, colour, faces, head and tilt
    found: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    media_type: str = ""
    pages: int | None = None
    rebuilt: bytes = b""
    redrawn: bool = False  # some pages are kept as drawn, because a cleaned copy would not look the same
    images: list[PageImage] = field(default_factory=list)
    upright: Crop | None = None
    crops: dict[str, Crop] = field(default_factory=dict)
    cpu_seconds: float = 0.0


def check_document(parts: Sequence[UploadPart], arrangement: list[tuple[int, int]] | None = None) -> CheckVerdict:
    """Join the parts in order to one clean PDF; ``arrangement`` picks pages of it as (number from 0, clockwise turn).

    Raises ``ScannerUnavailableError``, ``CheckTimedOutError`` or ``CheckDiedError``.
    """
    order = {
        "formats": [part.format for part in parts],
        "arrangement": arrangement,
        "most_pages": rules.MAX_PAGES,
        "most_pixels": rules.MAX_PIXELS,
        "most_bytes": rules.MAX_BYTES_KEPT,
    }
    answer = _ask_scanner("document", order, [part.content for part in parts])
    return parse_document_answer(answer.content, answer.cpu_seconds)


def check_photo(part: UploadPart, box: tuple[int, int, int, int] | None = None) -> CheckVerdict:
    """A biometric photo; ``box`` (left, top, width, height in pixels of the upright picture) is cut out of it.

    Without a box the code is ``photo_ratio`` when the shape is not 5:6; ``upright`` and ``crops`` come in either case.
    Raises like ``check_document``.
    """
    order = {"format": part.format, "most_pixels": rules.MAX_PIXELS, "rules": rules.PHOTO_RULES, "box": box}
    answer = _ask_scanner("photo", order, [part.content])
    return parse_photo_answer(answer.content, answer.cpu_seconds)


def _ask_scanner(program: str, order: dict[str, Any], files: Sequence[IO[bytes]]) -> client.ScannerAnswer:
    try:
        return client.ask_scanner(
            settings.SCANNER_URL,
            "documents",
            program,
            order,
            files,
            wait_seconds=WAIT_SECONDS,
            most_answer=MAX_ANSWER_BYTES,
        )
    except client.ScannerUnavailableError as error:
        raise ScannerUnavailableError(str(error)) from None
    except client.TimedOutError as error:
        raise CheckTimedOutError(str(error), error.cpu_seconds) from None
    except client.DiedError as error:
        raise CheckDiedError(str(error), error.cpu_seconds) from None


def is_scanner_ready() -> bool:
    """Whether files can be checked at all right now; one short round trip."""
    return client.is_ready(settings.SCANNER_URL)


# --- reading the answers -----------------------------------------------------------------------------


def split_answer(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head, and the files whose sizes it gives. Raises ``ValueError`` and its like for nonsense."""
    line, _separator, rest = answer.partition(b"\n")
    head = json.loads(line)
    files, at = [], 0
    for size in head["sizes"]:
        if not isinstance(size, int) or size < 0:
            raise ValueError("size")
        files.append(rest[at : at + size])
        at += size
    if at != len(rest):
        raise ValueError("sizes do not add up")
    return head, files


MALFORMED_ANSWER_ERRORS = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
FACT_NAMES = ("width", "height", "pages", "background", "colour", "faces", "head", "tilt")


def parse_document_answer(answer: bytes, cpu_seconds: float) -> CheckVerdict:
    """Raises ``CheckDiedError`` for an answer that no program of ours gives."""
    try:
        head, files = split_answer(answer)
        if head["code"]:
            return _parse_refusal(head, cpu_seconds)
        content, *pictures = files
        pages = head["pages"]
        images = read_page_images(pages, pictures)
        warnings = [each for each in map(str, head["warnings"]) if each in rules.WARNINGS]
        if not content.startswith(PDF) or len(content) > rules.MAX_BYTES_KEPT:
            raise ValueError("no document")
    except MALFORMED_ANSWER_ERRORS:
        raise CheckDiedError("nonsense", cpu_seconds) from None
    return CheckVerdict(
        media_type=rules.FORMATS["pdf"].media_type,
        pages=len(pages),
        warnings=warnings,
        rebuilt=content,
        redrawn=bool(head.get("redrawn")),
        images=images,
        cpu_seconds=cpu_seconds,
    )


def parse_photo_answer(answer: bytes, cpu_seconds: float) -> CheckVerdict:
    """Raises ``CheckDiedError`` for an answer that no program of ours gives."""
    try:
        head, files = split_answer(answer)
        if head["code"] and head["code"] != "photo_ratio":
            return _parse_refusal(head, cpu_seconds)
        kept = bool(head["kept"])
        if kept == bool(head["code"]):
            raise ValueError("kept and refused")
        made = [Crop(*_read_size(size), _check_jpeg(file)) for size, file in zip(head["images"], files, strict=True)]
        names = [str(name) for name in head["crops"]]
        crops = dict(zip(names, made[1 + kept :], strict=True))
        if not set(crops) <= {"face", "start", "middle", "end"}:
            raise ValueError("crops")
        found = _read_facts(head)
    except MALFORMED_ANSWER_ERRORS:
        raise CheckDiedError("nonsense", cpu_seconds) from None
    return CheckVerdict(
        code=head["code"],
        found=found,
        media_type=rules.FORMATS["jpg"].media_type if kept else "",
        rebuilt=made[0].picture if kept else b"",
        upright=made[int(kept)],
        crops=crops,
        cpu_seconds=cpu_seconds,
    )


def read_page_images(pages: list[dict[str, Any]], files: list[bytes]) -> list[PageImage]:
    """A picture and a thumbnail for each page. Raises ``ValueError`` and its like for nonsense."""
    if not (0 < len(pages) <= rules.MAX_PAGES and len(files) == 2 * len(pages)):
        raise ValueError("pages")
    return [
        PageImage(*_read_size(each), _check_jpeg(files[2 * number]), _check_jpeg(files[2 * number + 1]))
        for number, each in enumerate(pages)
    ]


def _parse_refusal(head: dict[str, Any], cpu_seconds: float) -> CheckVerdict:
    code, part = str(head["code"]), int(head.get("part", 0))
    if code == "too_slow":
        raise CheckTimedOutError(code, cpu_seconds)
    if code not in rules.REASONS or not 0 <= part < 1000:
        raise ValueError("code")
    return CheckVerdict(code=code, part=part, found=_read_facts(head), cpu_seconds=cpu_seconds)


def _read_facts(head: dict[str, Any]) -> dict[str, int]:
    return {name: int(head["found"][name]) for name in FACT_NAMES if name in head["found"]}


def _read_size(each: dict[str, Any]) -> tuple[int, int]:
    width, height = int(each["width"]), int(each["height"])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ValueError("size of a picture")
    return width, height


def _check_jpeg(content: bytes) -> bytes:
    if not content.startswith(JPEG):
        raise ValueError("no picture")
    return content


# --- malware ------------------------------------------------------------------------------------------


def is_infected(original: IO[bytes]) -> bool:
    """Ask clamd when there is one (``CLAMD_ADDRESS``, ``host:port``).

    Raises ``VirusScannerUnavailableError`` while it is away and ``UnclearAnswerError`` when it says neither yes nor no.
    """
    address = getattr(settings, "CLAMD_ADDRESS", "")
    if not address:
        return False
    host, _, port = address.rpartition(":")
    try:
        place = (host.strip("[]"), int(port))
        with guard(System.SCANNER), socket.create_connection(place, timeout=VIRUS_SCANNER_SECONDS) as link:
            link.sendall(b"zINSTREAM\0")
            for chunk in iter(lambda: original.read(64 * rules.KB), b""):
                link.sendall(struct.pack("!L", len(chunk)) + chunk)
            link.sendall(struct.pack("!L", 0))
            said = b""
            while b"\0" not in said and len(said) < 4096 and (part := link.recv(1024)):
                said += part
    except OutageError as outage:
        raise VirusScannerUnavailableError(outage.reason) from None
    except ValueError as error:
        raise VirusScannerUnavailableError(type(error).__name__) from None
    said = said.rstrip(b"\0\n")
    if said.endswith(b" FOUND"):
        return True
    if said == b"stream: OK":
        return False
    raise UnclearAnswerError  # too large for it, out of memory: anything but a clear yes or no
