"""Writing signs of life: a row for the operators' page, and a file for whoever watches the process from outside."""

import logging
import os
import time
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from .models import Heartbeat

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 10.0
# A process that was not heard of for so long does not work any more.
SILENT_AFTER_SECONDS = 60.0
_last_beat = 0.0  # monotonic seconds


def beat(name: str, *, is_start: bool = False) -> None:
    """Say that the process is alive, every few seconds at the most. Never raises."""
    global _last_beat
    now = time.monotonic()
    if not is_start and now - _last_beat < INTERVAL_SECONDS:
        return
    _last_beat = now
    if file := os.environ.get("HEARTBEAT_FILE"):
        Path(file).touch()
    moment = timezone.now()
    try:
        started = {"started_at": moment} if is_start else {}
        Heartbeat.objects.update_or_create(name=name[:100], defaults={"seen_at": moment, **started})
    except (DatabaseError, InterfaceError) as error:
        logger.debug("no sign of life written: %s", type(error).__name__)
        connection.close()
