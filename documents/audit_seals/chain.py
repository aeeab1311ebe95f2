"""The keyed hash of a day of the audit log, and what is found wrong when a chain of days is gone through.

Pure: it knows rows and seals as plain values, so that the same code judges the database and a copy of it.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

# What the first day that was ever sealed follows.
GENESIS = "0" * 64
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """An entry of the audit log, with every column that counts."""

    id: int
    at: datetime
    officer: int | None
    action: str
    subject: str
    key: str
    detail: str
    address: str | None


@dataclass(frozen=True)
class DaySeal:
    """What is written down of one day: how many entries, the head before it, and its own head (hex)."""

    day: date
    entries: int
    previous: str
    head: str


class Fault(StrEnum):
    MISSING_DAY = "this day has no seal"
    BROKEN = "this day does not follow the day before it"
    COUNT = "entries were added or removed"
    CHANGED = "entries were changed or put in another order"
    BEFORE = "entries are dated before the first day that was sealed"
    UNSEALED = "this day is over and was not sealed"


@dataclass(frozen=True)
class Finding:
    day: date
    fault: Fault


def compute_head(day: date, previous: str, entries: Iterable[Entry], key: bytes) -> tuple[str, int]:
    """The head of a day (HMAC-SHA-256, hex) over the head before it and all its entries in order, and their number."""
    digest = hmac.new(key, f"{day.isoformat()}\n{previous}\n".encode(), hashlib.sha256)
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - the last number is how many there were
        row = json.dumps(
            [
                entry.id,
                entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
                entry.officer,
                entry.action,
                entry.subject,
                entry.key,
                entry.detail,
                entry.address,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        digest.update(len(row).to_bytes(4, "big") + row)
    return digest.hexdigest(), count


def check_chain(
    seals: Sequence[DaySeal],
    entries_of: Callable[[date], Iterable[Entry]],
    key: bytes,
    *,
    kept_from: date,
    last_due: date,
    begins_before: Callable[[date], bool],
) -> list[Finding]:
    """Everything wrong with a chain of days, oldest first.

    ``seals`` are in order of days. ``entries_of`` gives a day's entries in the order of time and id. Entries before
    ``kept_from`` may have been deleted by the retention rule, so those days are judged by their place in the chain
    alone. Every day up to ``last_due`` must be sealed. ``begins_before`` says whether entries exist that are older
    than a day.
    """
    found: list[Finding] = []
    previous: DaySeal | None = None
    for seal in seals:
        if previous is not None:
            gap = previous.day + DAY
            while gap < seal.day:
                found.append(Finding(gap, Fault.MISSING_DAY))
                gap += DAY
        if seal.previous != (previous.head if previous else GENESIS):
            found.append(Finding(seal.day, Fault.BROKEN))
        if seal.day >= kept_from:
            head, count = compute_head(seal.day, seal.previous, entries_of(seal.day), key)
            if count != seal.entries:
                found.append(Finding(seal.day, Fault.COUNT))
            elif not hmac.compare_digest(head, seal.head):
                found.append(Finding(seal.day, Fault.CHANGED))
        previous = seal
    if previous is None:
        return [Finding(last_due, Fault.UNSEALED)] if begins_before(last_due + DAY) else []
    day = previous.day + DAY
    while day <= last_due:
        found.append(Finding(day, Fault.UNSEALED))
        day += DAY
    first = seals[0].day
    if first >= kept_from and begins_before(first):
        found.append(Finding(first - DAY, Fault.BEFORE))
    return found
