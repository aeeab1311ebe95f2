"""Taking in what comes back: from the mailbox that ``BOUNCE_MAILBOX_URL`` names, or one message from a pipe."""

import logging
import poplib
import ssl
from collections import Counter
from urllib.parse import unquote, urlsplit

from django.conf import settings

from ..models import Mailing
from .delivery_reports import Outcome, read_report
from .notice_delivery import note_bounce
from .return_paths import find_mailed

logger = logging.getLogger(__name__)
BATCH = 200  # messages in one look at the mailbox
LONGEST_LINES = 2000  # of a body; the report stands before the returned mail
PORTS = {"pop3": 110, "pop3+tls": 110, "pop3s": 995}
poplib._MAXLINE = 64 * 1024  # type: ignore[attr-defined]  # returned mails have longer lines than the 2048 it allows


def take_in(raw: bytes) -> str:
    """Read one returned message and note what it says; the word for what it was. Twice the same changes nothing."""
    report = read_report(raw)
    if report.outcome != Outcome.FAILED:
        return report.outcome.value
    mailed = find_mailed(report.addressed)
    if mailed is None:
        return "unknown"
    if not issubclass(mailed.model, Mailing):
        return "code"  # a code is worth nothing by now, and its page has told the person to look at the address
    return "failed" if note_bounce(mailed.model, mailed.key, report.status) else "known"


def read_mailbox() -> Counter[str]:
    """Take in what lies in the mailbox and empty it; how many of which kind.

    A message is deleted only after it was noted: whoever dies in between takes it in once more, to no effect.
    """
    counted: Counter[str] = Counter()
    box = _open(settings.BOUNCE_MAILBOX_URL)
    try:
        for number in range(1, min(box.stat()[0], BATCH) + 1):
            _answer, lines, _octets = box.top(number, LONGEST_LINES)
            counted[take_in(b"\r\n".join(lines))] += 1
            box.dele(number)
    finally:
        box.quit()  # deletes what was marked
    if counted:
        logger.info("returned mails: %s", ", ".join(f"{kind} {count}" for kind, count in sorted(counted.items())))
    return counted


def _open(url: str) -> poplib.POP3:
    """The mailbox of ``pop3s://user:password@host``; ``pop3+tls`` insists on STLS, ``pop3`` speaks in clear."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    timeout = settings.GATEWAY_TIMEOUT
    if parts.scheme == "pop3s":
        box: poplib.POP3 = poplib.POP3_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        box = poplib.POP3(host, port, timeout=timeout)
        if parts.scheme == "pop3+tls":
            box.stls(ssl.create_default_context())
    box.user(unquote(parts.username or ""))
    box.pass_(unquote(parts.password or ""))
    return box
