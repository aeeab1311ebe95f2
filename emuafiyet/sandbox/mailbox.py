"""Mails received: one ``.eml`` file each, the newest 500 kept, and a journal of every Message-ID ever accepted."""

import email
import email.policy
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from .state import current_time, state

MAX_MAILS = 500
RECEIVED, RECIPIENTS = "X-Sandbox-Received", "X-Sandbox-Recipients"


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One received message. ``recipients`` is the envelope: whom it went to, whatever its headers say."""

    id: int
    received_at: datetime
    recipients: tuple[str, ...]
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def addresses(self, name: str) -> list[str]:
        found = self.message.get_all(name, [])
        return [address.addr_spec for header in found for address in getattr(header, "addresses", ())]

    def part(self, kind: str) -> str:
        """The body as ``plain`` or ``html``; empty when the message has none."""
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else ""

    @property
    def attachments(self) -> list[Attachment]:
        found = []
        for part in self.message.iter_attachments():
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else bytes(part)  # a message attached whole has no bytes
            found.append(Attachment(part.get_filename() or "isimsiz", part.get_content_type(), content))
        return found

    def as_json(self, root: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "from": self.header("From"),
            "to": self.addresses("To"),
            "cc": self.addresses("Cc"),
            "recipients": list(self.recipients),
            "subject": self.header("Subject").strip(),  # a long one is folded before its first word
            "text": self.part("plain"),
            "html": self.part("html"),
            "message_id": self.header("Message-ID").strip(),
            "received_at": self.received_at.isoformat(),
            "attachments": [
                {
                    "name": attachment.name,
                    "media_type": attachment.media_type,
                    "size": len(attachment.content),
                    "url": f"{root}/mail/{self.id}/attachments/{number}",
                }
                for number, attachment in enumerate(self.attachments)
            ],
        }


class Mailbox:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: dict[int, Mail] = {}
        self._journal: Counter[str] = Counter()
        self._last = 0

    def open(self) -> None:
        """Read what an earlier run received."""
        for path in sorted(state.folder.glob("*.eml")):
            mail = parse_mail(int(path.stem), path.read_bytes())
            self._mails[mail.id] = mail
            self._last = mail.id
        journal = self._journal_path()
        if journal.exists():
            self._journal.update(journal.read_text(encoding="utf-8").splitlines())

    def add_mail(self, content: bytes, recipients: list[str]) -> Mail:
        stamp = f"{RECEIVED}: {current_time().isoformat()}\r\n{RECIPIENTS}: {','.join(recipients)}\r\n"
        with self._lock:
            self._last += 1
            raw = stamp.encode() + content
            mail = parse_mail(self._last, raw)
            self._path(mail.id).write_bytes(raw)
            message_id = mail.header("Message-ID").strip()
            if message_id:
                self._journal[message_id] += 1
                with self._journal_path().open("a", encoding="utf-8") as journal:
                    journal.write(message_id + "\n")
            self._mails[mail.id] = mail
            while len(self._mails) > MAX_MAILS:
                oldest = next(iter(self._mails))
                del self._mails[oldest]
                self._path(oldest).unlink(missing_ok=True)
        return mail

    def all(self, to: str = "") -> list[Mail]:
        """Oldest first; with ``to``, only what was delivered to that address."""
        with self._lock:
            mails = list(self._mails.values())
        wanted = to.strip().lower()
        return [mail for mail in mails if not wanted or wanted in {r.lower() for r in mail.recipients}]

    def get(self, number: int) -> Mail | None:
        with self._lock:
            return self._mails.get(number)

    def times_accepted(self, message_id: str) -> int:
        with self._lock:
            return self._journal[message_id]

    def clear(self) -> None:
        with self._lock:
            for path in state.folder.glob("*.eml"):
                path.unlink(missing_ok=True)
            self._journal_path().unlink(missing_ok=True)
            self._mails.clear()
            self._journal.clear()

    def _path(self, number: int) -> Path:
        return state.folder / f"{number:08d}.eml"

    def _journal_path(self) -> Path:
        return state.folder / "journal.txt"


def parse_mail(number: int, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    recipients = tuple(r for r in str(message[RECIPIENTS] or "").replace("\r\n", "").split(",") if r)
    received_at = datetime.fromisoformat(str(message[RECEIVED]))
    del message[RECIPIENTS], message[RECEIVED]
    return Mail(number, received_at, recipients, message)


mailbox = Mailbox()
