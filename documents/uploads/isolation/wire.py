"""How an order and its files travel to the scanner, and how the answer comes back.

A question is a line of JSON, ``{"program", "order", "sizes"}``, followed by the files one after the other. An answer is
a sequence of frames, each one letter, a length of eight bytes and that many bytes: ``A``, what the child answered, and
``T``, what the scanner says of how the child ended, a JSON object with ``ended`` (``well``, ``time``, ``memory`` or
``crash``), ``cpu_seconds`` and ``megabytes``. A child that was taken over can write anything, a false ``T`` included;
the scanner writes its own last, and the last one counts.
"""

import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

FRAME_HEADER = struct.Struct("!cQ")
ANSWER, TRAILER = b"A", b"T"
MAX_QUESTION_LINE_BYTES = 64 * 1024
Program = Callable[[dict[str, Any], list[bytes]], bytes]  # the order and the files; the answer


class WireError(Exception):
    """The other side does not keep to the form."""


def pack_question(program: str, order: dict[str, Any], sizes: list[int]) -> bytes:
    return json.dumps({"program": program, "order": order, "sizes": sizes}).encode() + b"\n"


def read_question(read: Callable[[int], bytes], most_bytes: int) -> tuple[str, dict[str, Any], list[bytes]]:
    """Program, order and files. Raises ``WireError``."""
    received = bytearray()
    while chunk := read(1024 * 1024):
        received += chunk
        if len(received) > most_bytes:
            raise WireError("too long")
    line, separator, rest = bytes(received[:MAX_QUESTION_LINE_BYTES]).partition(b"\n")
    if not separator:
        raise WireError("no order")
    question = json.loads(line)
    at, files = len(line) + 1, []
    for size in question["sizes"]:
        files.append(bytes(received[at : at + size]))
        at += size
    if at != len(received):
        raise WireError("sizes do not add up")
    del received, rest
    return question["program"], question["order"], files


def pack_frame(kind: bytes, content: bytes) -> bytes:
    return FRAME_HEADER.pack(kind, len(content)) + content


def unpack_frames(received: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every whole frame. Raises ``WireError`` at the first that is not."""
    at = 0
    while at < len(received):
        if at + FRAME_HEADER.size > len(received):
            raise WireError("cut frame")
        kind, length = FRAME_HEADER.unpack_from(received, at)
        at += FRAME_HEADER.size
        if kind not in {ANSWER, TRAILER} or at + length > len(received):
            raise WireError("no frame")
        yield kind, received[at : at + length]
        at += length
