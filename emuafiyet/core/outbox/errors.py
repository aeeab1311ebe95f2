"""What a handler raises when it cannot deliver an item, and the one place that tells an outage from a bad item.

An outage is nobody's fault: the item waits for the outside system, and no attempt is counted. What is wrong with the
item itself is tried again a limited number of times.
"""

import errno
import smtplib
import ssl
from datetime import timedelta
from http import HTTPStatus

import httpx


class PermanentError(Exception):
    """Trying again can never help: the item fails and waits for a person."""


class NotYetError(Exception):
    """The item's turn has not come: it goes back to the queue for ``wait``, and no attempt is counted."""

    def __init__(self, wait: timedelta, reason: str = "not yet"):
        super().__init__(reason)
        self.wait = wait


class OutageError(Exception):
    """An outside system cannot be reached or serves nobody: the item waits for it, and no attempt is counted.

    ``system``: a name of ``outside.systems.System``. ``reason``: a code without personal data.
    """

    def __init__(self, system: str, reason: str):
        super().__init__(f"{system}: {reason}")
        self.system = str(system)
        self.reason = reason


# Beside 5xx: too busy, too slow, or our key is not accepted. Each concerns everybody and says nothing about the item.
OUTAGE_STATUSES = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
# SMTP replies about one mailbox and not about the server (RFC 3463): address, mailbox, policy such as greylisting.
ABOUT_ONE_MAILBOX = (b"4.1.", b"4.2.", b"4.7.")
# Errors of the object store's libraries, named so that only a portal that uses one loads them.
STORE_LIBRARIES = ("boto3.", "botocore.", "s3transfer.")


def is_outage_status(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in OUTAGE_STATUSES


def find_outage_reason(error: BaseException) -> str | None:
    """The code of an outage; None when the error says something about the item, or is a mistake of ours."""
    if isinstance(error, OutageError):
        return error.reason
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return "timeout"
    if isinstance(error, httpx.HTTPStatusError):
        status = error.response.status_code
        return f"http_{status}" if is_outage_status(status) else None
    if isinstance(error, httpx.TransportError):
        return "connection"
    if isinstance(error, smtplib.SMTPException):
        return _find_smtp_reason(error)
    if isinstance(error, ssl.SSLError | ConnectionError):
        return "connection"
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError | IsADirectoryError):
        return errno.errorcode.get(error.errno or 0, "io").lower()
    if type(error).__module__.startswith(STORE_LIBRARIES):
        return type(error).__name__[:30]
    return None


def _find_smtp_reason(error: smtplib.SMTPException) -> str | None:
    """Connection, greeting, sign-in and sender concern every mail; recipient and content concern one, unless the
    server says that it is the server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies = list(error.recipients.values())
        return _find_reply_reason(*replies[0]) if replies else None
    if isinstance(error, smtplib.SMTPDataError):
        text = error.smtp_error
        return _find_reply_reason(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp_{error.smtp_code}"
    return "connection"


def _find_reply_reason(code: int, text: bytes) -> str | None:
    if code == 421:
        return "smtp_421"
    return f"smtp_{code}" if 400 <= code < 500 and not text.startswith(ABOUT_ONE_MAILBOX) else None
