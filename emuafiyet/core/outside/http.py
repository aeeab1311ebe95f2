"""The one way to call an outside system over HTTP."""

import ssl
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from ..outbox.errors import OutageError, is_outage_status
from .breaker import guard
from .systems import System


@cache
def load_authorities() -> ssl.SSLContext:
    """The certificate authorities that are trusted, read once per process: reading them takes longer than a call."""
    return httpx.create_ssl_context()


def call_system(
    system: System, method: str, url: str, *, timeout: float = 0.0, reads_json: bool = True, **request: Any
) -> httpx.Response:
    """The system's answer, whatever it says about the item. ``timeout``: seconds, ``GATEWAY_TIMEOUT`` if 0.

    Raises ``OutageError`` when the system is away, serves nobody, or with ``reads_json`` answers a success that is
    not JSON (a page that says "under maintenance").
    """
    with guard(system):
        timeout = timeout or settings.GATEWAY_TIMEOUT
        answer = httpx.request(method, url, timeout=timeout, verify=load_authorities(), **request)
        if is_outage_status(answer.status_code):
            raise OutageError(system, f"http_{answer.status_code}")
        if reads_json and answer.is_success:
            try:
                answer.json()
            except ValueError:
                raise OutageError(system, "unreadable") from None
    return answer
