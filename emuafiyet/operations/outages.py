"""Which outside systems are away, for every page: one query, remembered for a few seconds in this process."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from emuafiyet.core.models import BreakerState, OutsideSystem

REMEMBERED_SECONDS = 15.0


@dataclass(frozen=True)
class Outage:
    system: str
    since: datetime


class OutageMemory:
    """What the breakers last said. Safe for threads: the worst is that two of them ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outages: tuple[Outage, ...] = ()
        self._good_until = 0.0  # monotonic seconds

    def list_outages(self) -> tuple[Outage, ...]:
        """Outages, the longest first; none while nobody can say."""
        now = time.monotonic()
        if now >= self._good_until:
            with self._lock:
                self._good_until = now + REMEMBERED_SECONDS
            try:
                rows = OutsideSystem.objects.exclude(state=BreakerState.CLOSED).order_by("since")
                self._outages = tuple(Outage(*row) for row in rows.values_list("name", "since"))
            except (DatabaseError, InterfaceError):
                self._outages = ()
        return self._outages

    def remember(self, outages: tuple[Outage, ...], seconds: float = REMEMBERED_SECONDS) -> None:
        self._outages, self._good_until = outages, time.monotonic() + seconds

    def forget(self) -> None:
        self._good_until = 0.0


memory = OutageMemory()
