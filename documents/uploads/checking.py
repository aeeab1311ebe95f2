"""Checking one document: whose turn it is, what it is made of, and what the isolated programs are asked."""

import logging
from contextlib import ExitStack
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.db.models import F, Sum
from django.utils import timezone

from emuafiyet.core.locks import advisory_lock
from emuafiyet.core.outbox.delivery import expedite_item
from emuafiyet.core.outbox.errors import NotYetError, PermanentError
from emuafiyet.core.outbox.models import OutboxState

from .. import storage
from ..models import CheckOutcome, Upload, UploadState
from . import scanning
from .settling import accept_upload, count_cpu, refuse_by_verdict, refuse_upload

logger = logging.getLogger(__name__)

MAX_REBUILDS = 3  # checks of one document that end in a crash
# One account's files never keep everybody else's waiting: one check at a time, and so much CPU an hour.
CPU_MS_PER_HOUR = 300_000
HOUR = timedelta(hours=1)
# How long a document waits before it asks again; the check that it waits for hurries it when it ends.
BUSY, OVER_BUDGET, SCANNER_AWAY = timedelta(seconds=15), timedelta(minutes=2), timedelta(seconds=20)


def check_upload(upload: Upload) -> None:
    """Find out what the document is and write that down once, however often this is run."""
    if not upload.is_scanning:
        return
    with advisory_lock(f"check-of:{upload.owner_id}") as mine:
        if not mine:
            raise NotYetError(BUSY, "another document of theirs is being checked")
        if sum_spent_cpu_ms(upload.owner_id) >= CPU_MS_PER_HOUR:
            raise NotYetError(OVER_BUDGET, "their share of the hour is used up")
        try:
            _run_check(upload)
        except FileNotFoundError:
            raise PermanentError("original is gone") from None
    _hurry_next(upload.owner_id)


def sum_spent_cpu_ms(owner_id: UUID) -> int:
    """What the checks of this person's documents have cost in the last hour."""
    lately = Upload.objects.filter(owner=owner_id, checked_at__gt=timezone.now() - HOUR)
    return lately.aggregate(spent=Sum("cpu_ms"))["spent"] or 0


def give_up_upload(upload: Upload) -> None:
    """Never leave a person waiting for a check that will not come."""
    upload.refresh_from_db(fields=["rebuilds"])
    if upload.rebuilds >= MAX_REBUILDS:
        refuse_upload(upload, "crashed", outcome=CheckOutcome.DIED)
    else:
        refuse_upload(upload, "unchecked")


def _hurry_next(owner_id: UUID) -> None:
    waiting = Upload.objects.filter(
        owner=owner_id, state=UploadState.SCANNING, promise_state=OutboxState.QUEUED, attempts=0
    )
    key = waiting.order_by("created_at").values_list("pk", flat=True).first()
    if key:
        expedite_item(Upload, key)


def _run_check(upload: Upload) -> None:
    if not _has_base(upload):
        return
    with ExitStack() as stack:
        contents: list[IO[bytes]] = [stack.enter_context(storage.open_file(part["file"])) for part in upload.parts]
        for number, content in enumerate(contents):
            if scanning.is_infected(content):
                refuse_upload(upload, "infected", {"part": number})
                return
            content.seek(0)
        _count_attempt(upload)
        try:
            verdict = _ask_scanner(upload, contents)
        except scanning.ScannerUnavailableError:
            _uncount_attempt(upload)
            raise NotYetError(SCANNER_AWAY, "the scanner is away") from None
        except scanning.CheckTimedOutError as error:
            refuse_upload(upload, "too_slow", cpu_seconds=error.cpu_seconds, outcome=CheckOutcome.TIMED_OUT)
            return
        except scanning.CheckDiedError as died:
            logger.warning("upload %s: the isolated process died: %s", upload.pk, died)
            count_cpu(upload, died.cpu_seconds)
            if upload.rebuilds >= MAX_REBUILDS:
                raise PermanentError("the isolated process died too often") from died
            raise
    if verdict.code:
        refuse_by_verdict(upload, verdict)
    else:
        accept_upload(upload, verdict)


def _has_base(upload: Upload) -> bool:
    """Whether the document that this one is made of is there; one that was refused refuses this one."""
    first = upload.parts[0]
    if not first.get("base") or first["file"]:
        return True
    base = upload.base
    if base is None:
        raise PermanentError("base is gone")
    if base.is_scanning:
        raise NotYetError(BUSY, "its base is being checked")
    if base.is_rejected:
        refuse_upload(upload, base.rejection, {name: value for name, value in base.found.items() if name != "part"})
        return False
    first |= {"file": base.rebuilt, "format": base.suffix}
    Upload.objects.filter(pk=upload.pk).update(parts=upload.parts)
    return True


def _count_attempt(upload: Upload) -> None:
    """Counted before the check, so that a file that kills the whole worker is counted as well."""
    rows = Upload.objects.filter(pk=upload.pk, rebuilds__lt=MAX_REBUILDS)
    if not rows.update(rebuilds=F("rebuilds") + 1):
        raise PermanentError("the isolated process died too often")
    upload.refresh_from_db(fields=["rebuilds"])


def _uncount_attempt(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(rebuilds=F("rebuilds") - 1)


def _ask_scanner(upload: Upload, contents: list[IO[bytes]]) -> scanning.CheckVerdict:
    parts = [
        scanning.UploadPart(format=part["format"], content=content)
        for part, content in zip(upload.parts, contents, strict=True)
    ]
    if upload.is_photo:
        box: Any = upload.arrangement.get("box")
        return scanning.check_photo(parts[0], box=tuple(box) if box else None)
    pages = upload.arrangement.get("pages")
    return scanning.check_document(parts, arrangement=[(page, turn) for page, turn in pages] if pages else None)
