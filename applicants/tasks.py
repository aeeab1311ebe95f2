"""Celery's side of the outbox and the clock. Arguments are a table's name and a row's id, never about a person."""

import logging

from celery import shared_task
from django.apps import apps

from .promises import attempt
from .retention import forget

logger = logging.getLogger(__name__)


@shared_task
def keep_promise(label: str, key: str) -> None:
    """Keep one promise if it is still owed."""
    attempt(apps.get_model(label), key)


@shared_task
def clear() -> None:
    """Destroy what is kept no longer."""
    gone = {kind: count for kind, count in forget().items() if count}
    if gone:
        logger.info("cleared: %s", gone)
