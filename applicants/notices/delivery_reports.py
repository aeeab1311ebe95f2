"""Reading delivery reports (RFC 3464) as mail servers write them: which mail it is about and what became of it."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message
from enum import Enum

# Where servers leave the address that a report was delivered to.
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Original-Recipient")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Outcome(Enum):
    """What a report says. ``FAILED``: the server has given up, whatever the reason. ``DELAYED``: it still tries."""

    FAILED = "failed"
    DELAYED = "delayed"
    OTHER = "other"  # delivered, relayed, expanded; and all that is no report


@dataclass(frozen=True)
class DeliveryReport:
    """``status`` is the enhanced status code, e.g. ``5.1.1``; "" where the report names none."""

    outcome: Outcome
    status: str
    addressed: str  # the header lines among which our return path is

    @property
    def is_permanent(self) -> bool:
        """The address is bad (5.x.x); otherwise the mail was given up for a passing cause (4.x.x)."""
        return self.outcome == Outcome.FAILED and not self.status.startswith("4")


def read_report(raw: bytes) -> DeliveryReport:
    """Never raises: strangers write here, and what cannot be understood is ``OTHER``."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    addressed = "\n".join(str(value) for name in ADDRESSED for value in message.get_all(name, []))
    outcome, status = Outcome.OTHER, ""
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            outcome, status = _read_recipients(part)
            break
    else:
        if message.get("X-Failed-Recipients"):  # Exim before 4.83, and others that write prose
            outcome, status = Outcome.FAILED, "5.0.0"
    return DeliveryReport(outcome, status, addressed)


def _read_recipients(part: Message) -> tuple[Outcome, str]:
    """Our mails have one recipient; one that was forwarded may be told of several: the worst counts."""
    found = (Outcome.OTHER, "")
    payload = part.get_payload()
    if isinstance(payload, list):
        blocks = [each for each in payload if isinstance(each, Message)]
    else:
        blocks = [email.message_from_string(each) for each in re.split(r"\r?\n\r?\n", str(payload)) if each.strip()]
    for block in blocks:
        action = str(block.get("Action", "")).split("(")[0].strip().lower()
        if action == "failed":
            return Outcome.FAILED, _status(block)
        if action == "delayed":
            found = (Outcome.DELAYED, _status(block))
    return found


def _status(block: Message) -> str:
    for name in ("Status", "Diagnostic-Code"):
        if named := STATUS.search(str(block.get(name, ""))):
            return named[0]
    return ""
