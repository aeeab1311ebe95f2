"""A last day for the person's own calendar: one all-day RFC 5545 event, without a name or a number in it.

A day, not a moment: midnight in Istanbul is another day from UTC+5 eastward, and nobody wants to be woken by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets, the line break not counted
# Reminders at nine in the morning, counted from the beginning of the day: a week before, the day before, on the day.
REMINDERS = ("-P6DT15H", "-PT15H", "PT9H")


@dataclass(frozen=True)
class Entry:
    """``uid`` stays the same however often the file is fetched and wherever the day moves: a calendar keeps one entry.

    ``begun_at`` and ``changed_at``: when the file that has the last day began and when it last changed.
    """

    uid: str
    day: date
    begun_at: datetime
    changed_at: datetime
    title: str
    text: str
    url: str


def download(entry: Entry) -> HttpResponse:
    response = HttpResponse(render(entry), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="son-gun.ics"'
    return response


def render(entry: Entry) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//e-Muafiyet//Son gun//TR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}@e-muafiyet",
        f"DTSTAMP:{_utc(timezone.now())}",
        f"LAST-MODIFIED:{_utc(entry.changed_at)}",
        # Grows with every change, so that a later file replaces the entry of an earlier one.
        f"SEQUENCE:{int((entry.changed_at - entry.begun_at).total_seconds())}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(entry.text)}",
        f"URL:{entry.url}",
        "TRANSP:TRANSPARENT",
        *_reminders(entry),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _reminders(entry: Entry) -> Iterator[str]:
    for before in REMINDERS:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{before}")
        yield from (f"DESCRIPTION:{_text(entry.title)}", "END:VALARM")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Text values escape what the format itself uses."""
    for special in ("\\", ";", ","):
        words = words.replace(special, "\\" + special)
    return "\\n".join(words.splitlines())


def _folded(line: str) -> bytes:
    """Long lines go on after a line break and one space; no letter is torn apart."""
    rows, row = [], b""
    for letter in line:
        octets = letter.encode()
        if len(row) + len(octets) > LONGEST_LINE:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
