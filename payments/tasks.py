"""How the outbox items about money are delivered, and the reading of GİB's feed of collections."""

import logging
import time
from datetime import datetime

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.locks import advisory_lock
from emuafiyet.core.outbox.handlers import handler

from .collections.collections_files import import_file
from .collections.feed import import_lines, judge_waiting_lines
from .gateways import gib
from .models import CollectionLine, CollectionsFile, Feed, LineOutcome, ReceivableCall
from .receivables import send_call

logger = logging.getLogger(__name__)
MAX_SECONDS = 60.0  # a round ends in good order well before the limit of tasks

handler(ReceivableCall)(send_call)
handler(CollectionsFile)(import_file)


@shared_task
def pull_collections() -> None:
    """Take in what GİB has reported since the last time; GİB being away costs time only."""
    with advisory_lock("pull_collections") as mine:
        if mine:
            read_feed()


def read_feed() -> None:
    """Read the feed to its end, or for a minute. The cursor moves only after its lines are stored."""
    until = time.monotonic() + MAX_SECONDS
    feed, _ = Feed.objects.get_or_create(source=gib.SOURCE)
    judge_waiting_lines()
    cursor = feed.cursor
    while time.monotonic() < until:
        try:
            page = gib.fetch_collections(cursor)
        except (gib.GatewayUnavailableError, gib.GatewayRefusedError) as error:
            logger.warning("collections feed: %s: %s", type(error).__name__, error)
            return
        import_lines(page.lines)
        Feed.objects.filter(pk=feed.pk).update(cursor=page.cursor, read_at=timezone.now())
        if page.imported_through:
            advance_watermark(page.imported_through)
            return
        if not page.lines or page.cursor == cursor:
            return
        cursor = page.cursor


def advance_watermark(through: datetime) -> None:
    """Move the watermark forward, never back and never past a line that is not judged yet."""
    stuck = CollectionLine.objects.filter(source=gib.SOURCE, outcome=LineOutcome.WAITING)
    if stuck.exists():
        return
    behind = Q(imported_through__isnull=True) | Q(imported_through__lt=through)
    Feed.objects.filter(behind, source=gib.SOURCE).update(imported_through=through)
