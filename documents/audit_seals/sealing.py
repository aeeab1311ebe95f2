"""Sealing a finished day of the audit log, and handing the seal to the two places outside the database."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from applicants.models import AuditEntry
from emuafiyet.core.outside.breaker import guard
from emuafiyet.core.outside.store import guard_store
from emuafiyet.core.outside.systems import System

from .. import storage
from ..issued.seal.apply_seal import sign_bytes
from ..models import AuditSeal
from ..models.audit_seal import name_copy
from .chain import DAY, GENESIS, Entry, compute_head

ISTANBUL = ZoneInfo("Europe/Istanbul")
# No transaction lasts longer, so every entry of a day is there by then.
SEALED_AFTER = timedelta(minutes=10)
MAX_DAYS_AT_ONCE = 40


def find_last_due(now: datetime) -> date:
    """The last day that is over and can be sealed at ``now``."""
    return (now - SEALED_AFTER).astimezone(ISTANBUL).date() - DAY


def find_days_due(now: datetime) -> list[date]:
    """The finished days that no seal stands for yet, oldest first; days without an entry are sealed as well."""
    newest = AuditSeal.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        oldest = AuditEntry.objects.order_by("at", "id").values_list("at", flat=True).first()
        if oldest is None:
            return []
        day = oldest.astimezone(ISTANBUL).date()
    else:
        day = newest + DAY
    days: list[date] = []
    while day <= find_last_due(now) and len(days) < MAX_DAYS_AT_ONCE:
        days.append(day)
        day += DAY
    return days


def read_entries(day: date) -> Iterator[Entry]:
    """The entries of a day, Istanbul time, in the order of time and id; read in pieces, a busy day is long."""
    begin = datetime.combine(day, time.min, ISTANBUL)
    rows = AuditEntry.objects.filter(at__gte=begin, at__lt=begin + DAY).order_by("at", "id")
    columns = ("id", "at", "officer_id", "action", "subject", "key", "detail", "address")
    for row in rows.values_list(*columns).iterator(chunk_size=2000):
        yield Entry(*row)


@transaction.atomic
def seal_day(day: date) -> None:
    """Write down the head of a finished day; a day that is sealed already stays as it is."""
    with connection.cursor() as cursor:  # two at once would both follow the same day
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit seal'), 0)")
    newest = AuditSeal.objects.order_by("-day").first()
    if newest is not None and newest.day >= day:
        return
    previous = newest.head if newest else GENESIS
    head, entries = compute_head(day, previous, read_entries(day), settings.AUDIT_KEY.encode())
    AuditSeal(day=day, entries=entries, previous=previous, head=head).enqueue()


def build_statement(seal: AuditSeal) -> bytes:
    """What is signed: the day, how many entries, and the two heads, as JSON in one form."""
    facts = {"day": seal.day.isoformat(), "entries": seal.entries, "head": seal.head, "previous": seal.previous}
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def build_copy(seal: AuditSeal) -> bytes:
    """The file that is kept outside the database: the statement and the signature over it."""
    copy: dict[str, Any] = json.loads(build_statement(seal))
    copy["signature"] = base64.b64encode(bytes(seal.signature)).decode()
    return json.dumps(copy, sort_keys=True, indent=1).encode()


def deliver_seal(item: AuditSeal) -> None:
    """Sign a day and hand it to the store and to ``AUDIT_COPY_TO``; done twice it leaves the same state.

    Raises ``OutageError`` while the seal, the store or the mail server is away.
    """
    if not item.signature:
        signature, certificate = sign_bytes(build_statement(item))
        AuditSeal.objects.filter(pk=item.pk, signature=b"").update(signature=signature, seal=certificate)
        item.refresh_from_db()
    if not item.file:
        name = name_copy(item.day)
        with guard_store():
            kept = storage.store_once(name, build_copy(item))
        AuditSeal.objects.filter(pk=item.pk).update(file=kept)
    if settings.AUDIT_COPY_TO:
        mail = EmailMessage(
            f"e-Muafiyet audit seal {item.day.isoformat()}",
            f"{item.entries} entries. Keep the attachment: it shows whether that day was changed later.\n",
            settings.DEFAULT_FROM_EMAIL,
            settings.AUDIT_COPY_TO,
            headers={"Message-ID": f"<audit-{item.day.isoformat()}@{settings.MAIL_RETURN_DOMAIN}>"},
        )
        mail.attach(f"{item.day.isoformat()}.json", build_copy(item), "application/json")
        with guard(System.MAIL):
            mail.send()
