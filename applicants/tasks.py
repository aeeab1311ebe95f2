"""Celery's side of the outbox. Arguments are a table's name and a row's id, never anything about a person."""

import logging

from celery import shared_task
from django.apps import apps

from .clearing import clear_doors
from .promises import attempt

logger = logging.getLogger(__name__)


@shared_task
def keep_promise(label: str, key: str) -> None:
    """Keep one promise if it is still owed."""
    attempt(apps.get_model(label), key)


@shared_task
def clear() -> None:
    """Take away what the doors need no longer."""
    gone = {kind: count for kind, count in clear_doors().items() if count}
    if gone:
        logger.info("cleared: %s", gone)
