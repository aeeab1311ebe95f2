"""Reading GİB's collections feed, every few seconds, one reader at a time."""

import logging
from datetime import datetime

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.locks import only_one

from .collections.feed import judge_waiting, take_in
from .gateways import gib
from .models import CollectionLine, Feed, Outcome

logger = logging.getLogger(__name__)


@shared_task
def pull_collections() -> None:
    """Take in what GİB has reported since the last time; GİB being away costs time only."""
    with only_one("pull_collections") as mine:
        if mine:
            pull()


def pull() -> None:
    """Read the feed to its end. The cursor moves only after its lines are stored."""
    feed, _ = Feed.objects.get_or_create(source=gib.SOURCE)
    judge_waiting()
    cursor = feed.cursor
    while True:
        try:
            page = gib.collections(cursor)
        except (gib.Away, gib.Refused) as error:
            logger.warning("collections feed: %s: %s", type(error).__name__, error)
            return
        take_in(page.lines)
        Feed.objects.filter(pk=feed.pk).update(cursor=page.cursor, read_at=timezone.now())
        if page.imported_through:
            advance(page.imported_through)
            return
        if not page.lines or page.cursor == cursor:
            return
        cursor = page.cursor


def advance(through: datetime) -> None:
    """Move the watermark forward, never back and never past a line that is not judged yet."""
    stuck = CollectionLine.objects.filter(source=gib.SOURCE, outcome=Outcome.WAITING)
    if stuck.exists():
        return
    behind = Q(imported_through__isnull=True) | Q(imported_through__lt=through)
    Feed.objects.filter(behind, source=gib.SOURCE).update(imported_through=through)
