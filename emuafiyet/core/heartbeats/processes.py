"""Where Celery's processes give their signs of life: a worker from its consumer's loop, the beat at each tick."""

import socket
import threading
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.db import connection

from .writing import INTERVAL_SECONDS, beat


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Beats while the consumer's loop turns: a worker that is frozen, or waits for the broker, does not."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, parent: Any) -> None:
        _beat_aside(parent.hostname, is_start=True)
        parent.timer.call_repeatedly(INTERVAL_SECONDS, _beat_aside, (parent.hostname,))


def _beat_aside(name: str, *, is_start: bool = False) -> None:
    """In a thread of its own, with a connection of its own: children that are forked later must inherit none."""

    def write() -> None:
        try:
            beat(name, is_start=is_start)
        finally:
            connection.close()

    threading.Thread(target=write, name="heartbeat", daemon=True).start()


class BeatScheduler(PersistentScheduler):
    """Celery's own schedule keeper, with a sign of life at each tick."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        beat(f"beat@{socket.gethostname()}")
        # So often at the least, whatever is due.
        return min(super().tick(*args, **kwargs), INTERVAL_SECONDS)
