"""A last day for the person's own calendar: one all-day RFC 5545 event, without a name or a number in it.

A day, not a moment: midnight in Istanbul is another day from UTC+5 eastward, and nobody wants to be woken by it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Reminders at nine in the morning, counted from the beginning of the day: a week before, the day before, on the day.
REMINDERS = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9), timedelta(hours=9))


@dataclass(frozen=True)
class CalendarEntry:
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


def serve_calendar(entry: CalendarEntry) -> HttpResponse:
    """Answer with the entry as a file that calendars open."""
    response = HttpResponse(render_calendar(entry), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="son-gun.ics"'
    return response


def render_calendar(entry: CalendarEntry) -> bytes:
    """Write the entry as an RFC 5545 file."""
    event = Event()
    event.add("uid", f"{entry.uid}@e-muafiyet")
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    # Grows with every change, so that a later file replaces the entry of an earlier one.
    event.add("sequence", int((entry.changed_at - entry.begun_at).total_seconds()))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    for before in REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", before)
        alarm.add("description", entry.title)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//e-Muafiyet//Son gun//TR")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical(sorted=False)
