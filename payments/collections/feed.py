"""The only place where money is accepted: each collection line stored once, judged once, never lost.

A line pays a leg only if everything fits: reference and identity number (or, from a bank, the number alone),
tax code, the amount to the kuruş, collected between the notice and the last day (domain 4.3, 6.5). Every
other line is kept with a reason. The end is the same in whatever order and however often lines arrive.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ..collected_line import FACT_FIELDS, CollectedLine
from ..models import CollectionLine, CollectionsFile, LineOutcome
from ..orders import lock_order
from ..signals import order_locking
from .matching import find_order, judge_locked_line

logger = logging.getLogger(__name__)

# How often a line may find that its order changed between reading and locking.
MAX_TRIES = 5


@dataclass(frozen=True)
class ImportResult:
    """What taking in came to. ``contradicting``: same collection id as before, other facts; a person must look."""

    given: int
    judged: int
    left_waiting: int
    contradicting: int


def import_lines(lines: Iterable[CollectedLine], *, file: CollectionsFile | None = None) -> ImportResult:
    """Store what is new, then judge every line still waiting. Safe to repeat and to run in parallel.

    ``file``: the one that brings the lines, None for the feed.

    Stored lines are committed before any is judged: a judgement that fails leaves its line ``waiting``
    for the next call and touches no other.
    """
    # Sorted, so that two imports of one batch never wait for each other in a circle.
    given = sorted(lines, key=lambda line: (line.source, line.collection_id))
    CollectionLine.objects.bulk_create(
        (CollectionLine(**_stored_values(line), file=file) for line in given), ignore_conflicts=True, batch_size=500
    )
    contradicting = _count_contradictions(given)
    judged, left = judge_waiting_lines()
    return ImportResult(len(given), judged, left, contradicting)


def _stored_values(line: CollectedLine) -> dict[str, Any]:
    return {"source": line.source, "collection_id": line.collection_id} | {
        fact: getattr(line, fact) for fact in FACT_FIELDS
    }


def judge_waiting_lines() -> tuple[int, int]:
    """Judge every stored line that nobody has judged; how many were, and how many still wait."""
    judged = left = 0
    for key in list(
        CollectionLine.objects.filter(outcome=LineOutcome.WAITING).order_by("id").values_list("id", flat=True)
    ):
        try:
            judged += judge_line(key)
        except Exception as error:  # one line that cannot be judged must not stop the others; it stays waiting
            left += 1
            # The class and not the text: a database's text quotes the row, identity number and all.
            logger.error("collection line %s could not be judged: %s", key, type(error).__name__)
            if settings.DEBUG:
                logger.exception("details")
    return judged, left


def judge_line(key: int) -> bool:
    """Decide what one stored line is, in a transaction of its own; False when that was done before or cannot be yet."""
    for _ in range(MAX_TRIES):
        with transaction.atomic():
            verdict = _try_judge_line(key)
        if verdict is not None:
            return verdict
    raise RuntimeError("the order kept changing")


def _try_judge_line(key: int) -> bool | None:
    """None when the order chosen before locking was no longer the right one after it."""
    line = CollectionLine.objects.get(pk=key)
    if line.outcome != LineOutcome.WAITING:
        return False
    with connection.cursor() as cursor:
        # All lines of one person one after the other, whichever order they belong to. Taken before any row
        # lock and by nobody who holds one, so it cannot be part of a deadlock.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('collections/' || %s, 0))", [line.foreigner_id])
    chosen = find_order(line)
    if chosen is not None:
        order_locking.send(CollectionLine, case_reference=chosen.case_reference)
        chosen = lock_order(chosen.pk)
    line = CollectionLine.objects.select_for_update(of=("self",)).get(pk=key)
    if line.outcome != LineOutcome.WAITING:
        return False
    if find_order(line) != chosen:
        return None
    return judge_locked_line(line, chosen)


def _count_contradictions(given: list[CollectedLine]) -> int:
    """How many given lines differ from what is stored under their id; the stored one stands."""
    wanted = {(line.source, line.collection_id): line for line in given}
    stored = CollectionLine.objects.not_replaced().filter(
        source__in={line.source for line in given}, collection_id__in={line.collection_id for line in given}
    )
    count = 0
    for row in stored:
        line = wanted.get((row.source, row.collection_id))
        if line and any(getattr(row, fact) != getattr(line, fact) for fact in FACT_FIELDS):
            count += 1
            logger.error("collection line %s came again with other facts", row.pk)
    return count
