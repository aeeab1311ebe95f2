"""The way to the scanner for the rest of the portal."""

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from . import wire
from .addresses import connect_to, endpoint_address

MB = 1024 * 1024
READY_SECONDS = 5.0


class IsolationError(Exception):
    """A program in isolation gave no answer. ``cpu_seconds`` is what it used up."""

    def __init__(self, reason: str, cpu_seconds: float = 0.0):
        super().__init__(reason)
        self.cpu_seconds = cpu_seconds


class ScannerUnavailableError(IsolationError):
    """Nobody listens, or the machine was too busy to come to an end: nothing is known about the file."""


class TimedOutError(IsolationError):
    """The file used up the CPU seconds that one file may cost."""


class DiedError(IsolationError):
    """The program crashed, ran out of memory or broke the form of the answer."""


@dataclass(frozen=True)
class ScannerAnswer:
    """``content`` is to be read without trust: the file may have taken the program over."""

    content: bytes
    cpu_seconds: float


def ask_scanner(
    listen: str,
    door: str,
    program: str,
    order: dict[str, Any],
    files: Sequence[IO[bytes]],
    *,
    wait_seconds: float,
    most_answer: int,
) -> ScannerAnswer:
    """Have ``program`` read ``files`` as ``order`` says. Raises a kind of ``IsolationError``.

    ``wait_seconds`` bounds the whole call: waiting for a free place, working, answering.
    """
    try:
        with connect_to(endpoint_address(listen, door), wait_seconds) as link:
            _send_question(link, program, order, files)
            received = _receive(link, most_answer)
    except OSError as error:
        raise ScannerUnavailableError(type(error).__name__) from None
    return _parse_answer(received)


def is_ready(listen: str) -> bool:
    """Whether the scanner lives: one round trip; a closed door answers at once, a busy machine may need a moment."""
    try:
        with connect_to(endpoint_address(listen, "ready"), READY_SECONDS) as link:
            return link.recv(16) == b"ready\n"
    except OSError:
        return False


def _send_question(link: socket.socket, program: str, order: dict[str, Any], files: Sequence[IO[bytes]]) -> None:
    sizes = []
    for file in files:
        sizes.append(file.seek(0, 2))
        file.seek(0)
    try:
        link.sendall(wire.pack_question(program, order, sizes))
        for file in files:
            while chunk := file.read(MB):
                link.sendall(chunk)
        link.shutdown(socket.SHUT_WR)
    except (BrokenPipeError, ConnectionResetError):
        return  # the child has ended early: the scanner says how


def _receive(link: socket.socket, most: int) -> bytes:
    received = bytearray()
    while chunk := link.recv(MB):
        received += chunk
        if len(received) > most + MB:
            raise DiedError("the answer is too long")
    return bytes(received)


def _parse_answer(received: bytes) -> ScannerAnswer:
    content, trailer = None, None
    try:
        for kind, frame in wire.unpack_frames(received):
            if kind == wire.ANSWER:
                content = frame
            else:
                trailer = json.loads(frame)
        if trailer is None:
            raise ScannerUnavailableError("the scanner hung up")
        ended, cpu_seconds = str(trailer["ended"]), float(trailer["cpu_seconds"])
    except (wire.WireError, ValueError, KeyError, TypeError):
        raise DiedError("nonsense") from None
    if ended == "time":
        raise TimedOutError(ended, cpu_seconds)
    if ended == "overdue":
        raise ScannerUnavailableError(ended, cpu_seconds)
    if ended != "well" or content is None:
        raise DiedError(ended, cpu_seconds)
    return ScannerAnswer(content, cpu_seconds)
