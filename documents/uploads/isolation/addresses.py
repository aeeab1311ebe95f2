"""Where the scanner listens: one folder of unix sockets, or three TCP ports in a row."""

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

ENDPOINTS = ("documents", "codes", "ready")
BACKLOG = 256
Address = str | tuple[str, int]


def endpoint_address(listen: str, door: str) -> Address:
    """``unix:///folder`` or ``tcp://host:port``, whose next two ports serve the others. Raises ``ValueError``."""
    parts = urlsplit(listen)
    if parts.scheme == "unix" and parts.path:
        return str(Path(parts.path) / f"{door}.sock")
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return parts.hostname, parts.port + ENDPOINTS.index(door)
    raise ValueError("the scanner's address must be unix:///folder or tcp://host:port")


def open_endpoint(address: Address) -> socket.socket:
    """A listening socket; a unix socket may be used by whoever can enter its folder."""
    if not isinstance(address, str):
        return socket.create_server(address, backlog=BACKLOG)
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    Path(address).unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(address)
    os.chmod(address, 0o666)  # noqa: S103 - the folder decides
    door.listen(BACKLOG)
    return door


def connect_to(address: Address, timeout: float) -> socket.socket:
    """Raises ``OSError`` when nobody listens."""
    if not isinstance(address, str):
        return socket.create_connection(address, timeout=timeout)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(timeout)
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link
