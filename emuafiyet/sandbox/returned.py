"""Mails that came back: a delivery report as Postfix writes it (RFC 3464), fetched by POP3 (RFC 1939)."""

import asyncio
import threading
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any

from .state import current_time


class Returned:
    """The reports that nobody has fetched yet, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: list[bytes] = []

    def all(self) -> list[bytes]:
        with self._lock:
            return list(self._reports)

    def add_mail(self, report: bytes) -> None:
        with self._lock:
            self._reports.append(report)

    def remove(self, gone: list[bytes]) -> None:
        with self._lock:
            self._reports = [each for each in self._reports if each not in gone]


returned = Returned()


def report_failure(content: bytes, return_path: str, recipient: str) -> bytes:
    """The report that this mail found no mailbox, for its return path."""
    status: Message = MIMEBase("message", "delivery-status")
    fields = {
        "Final-Recipient": f"rfc822; {recipient}",
        "Action": "failed",
        "Status": "5.1.1",
        "Diagnostic-Code": "smtp; 550 5.1.1 Sandbox: no such mailbox",
    }
    mta, one = Message(), Message()
    mta["Reporting-MTA"] = "dns; sandbox.invalid"
    for name, value in fields.items():
        one[name] = value
    status.set_payload([mta, one])
    headers = MIMEText(content.split(b"\r\n\r\n")[0].decode("utf-8", "replace"), "rfc822-headers", "utf-8")
    report = MIMEMultipart("report", report_type="delivery-status")
    for part in (MIMEText("This is the mail system at host sandbox.invalid.\n"), status, headers):
        report.attach(part)
    report["From"] = "MAILER-DAEMON@sandbox.invalid (Mail Delivery System)"
    report["To"] = return_path
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report["Date"] = format_datetime(current_time())
    return report.as_bytes()


class Pop3(asyncio.Protocol):
    """As much of RFC 1939 as a reader needs that fetches everything and deletes it. Any name and password will do."""

    def connection_made(self, transport: Any) -> None:
        self._transport, self._received = transport, b""
        self._reports: list[bytes] = []
        self._deleted: set[int] = set()
        self._say("+OK sandbox")

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n" in self._received:
            line, _end, self._received = self._received.partition(b"\r\n")
            verb, *arguments = line.decode("ascii", "replace").split() or [""]
            self._answer(verb.upper(), arguments)

    def _answer(self, verb: str, arguments: list[str]) -> None:
        number = int(arguments[0]) if arguments and arguments[0].isdigit() else 0
        if verb in {"USER", "NOOP"}:
            self._say("+OK")
        elif verb == "PASS":
            self._reports = returned.all()
            self._say("+OK")
        elif verb == "STAT":
            self._say(f"+OK {len(self._reports)} {sum(map(len, self._reports))}")
        elif verb == "QUIT":
            returned.remove([self._reports[each - 1] for each in self._deleted])
            self._say("+OK")
            self._transport.close()
        elif verb in {"RETR", "TOP", "DELE"} and 0 < number <= len(self._reports):
            if verb == "DELE":
                self._deleted.add(number)
                self._say("+OK")
            else:
                self._say("+OK")
                for line in self._reports[number - 1].splitlines():
                    self._transport.write((b"." if line.startswith(b".") else b"") + line + b"\r\n")
                self._say(".")
        else:
            self._say("-ERR")

    def _say(self, text: str) -> None:
        self._transport.write(text.encode() + b"\r\n")
