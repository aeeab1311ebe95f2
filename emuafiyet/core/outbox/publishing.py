"""Telling the broker of an item. It is only the fast way: what it loses, ``deliver_outbox`` finds in PostgreSQL."""

import logging
import time
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

TASK_NAME = "emuafiyet.core.outbox.tasks.deliver_item"
# A broker that hangs costs a second, and only the first request of a process is to pay it.
BROKER_RETRY_SECONDS = 5.0
_broker_skipped_until = 0.0  # monotonic seconds


def publish_on_commit(item: Any) -> None:
    """Tell the broker of this outbox row once the caller's transaction has committed."""
    label, key, queue = item._meta.label_lower, str(item.pk), item.queue
    transaction.on_commit(lambda: publish_item(label, key, queue), robust=True)


def publish_item(label: str, key: str, queue: str) -> bool:
    """Tell the broker; False when it is away. Never raises: ``deliver_outbox`` will find the row."""
    return _send(label, TASK_NAME, (label, key), queue=queue)


def publish_job(task: str, name: str, *, expires: float, soft_limit: float, limit: float) -> bool:
    """Start one job of the schedule as a task of its own; False when the broker is away, and the job is still due.

    ``expires``: seconds after which nobody need take it; ``soft_limit`` and ``limit``: seconds that it may take.
    """
    return _send(name, task, (name,), expires=expires, soft_time_limit=soft_limit, time_limit=limit)


def _send(what: str, task: str, arguments: tuple[str, ...], **options: Any) -> bool:
    global _broker_skipped_until
    if time.monotonic() < _broker_skipped_until:
        return False
    try:
        current_app.send_task(task, arguments, **options)
    except Exception as error:  # noqa: BLE001 (the client raises many kinds; none may undo what has committed)
        logger.warning("broker away, %s waits: %s", what, type(error).__name__)
        _broker_skipped_until = time.monotonic() + BROKER_RETRY_SECONDS
        return False
    return True
