"""Find every outbox item that is still owed and tell the broker again; needs PostgreSQL only.

Codes that are late it sends itself, so that signing in works whatever the broker and the workers do; while the broker
is away it delivers everything urgent.
"""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.heartbeats.writing import beat
from emuafiyet.core.outbox.delivery import attempt_delivery, give_up_exhausted, pending_items
from emuafiyet.core.outbox.models import OutboxItem, outbox_models
from emuafiyet.core.outbox.publishing import publish_item
from emuafiyet.core.outbox.releasing import release_waiting

logger = logging.getLogger(__name__)

POLL_SECONDS = 5.0
# While something is away somebody may be waiting at a screen, so it looks more often.
FAST_POLL_SECONDS = 1.0
MAX_ROWS = 200
# A row told to the broker is left to the workers this long, or a slow queue would fill with copies.
RECENTLY_PUBLISHED = timedelta(seconds=60)
BROKER_GRACE_SECONDS = 10.0


class OutboxDispatcher:
    def __init__(self) -> None:
        self.broker_away_since: float | None = None
        timeouts = {"socket_timeout": 1, "socket_connect_timeout": 1}
        self._broker = redis.Redis.from_url(settings.REDIS_URL, **timeouts)

    def run_once(self) -> bool:
        """Look once at every table; True when there is no hurry to look again. Database errors are the caller's."""
        reached = self._is_broker_reachable()
        released = release_waiting()
        for model in outbox_models():
            give_up_exhausted(model)
            reached = reached and self._publish_pending(model)
        if reached:
            if self.broker_away_since is not None:
                logger.warning("the broker is back")
            self.broker_away_since = None
            return released == 0
        if self.broker_away_since is None:
            logger.warning("the broker is away")
            self.broker_away_since = time.monotonic()
        if time.monotonic() - self.broker_away_since >= BROKER_GRACE_SECONDS:
            self._deliver_urgent()
        return False

    def _is_broker_reachable(self) -> bool:
        try:
            return bool(self._broker.ping())
        except redis.RedisError:
            return False

    def _publish_pending(self, model: type[OutboxItem]) -> bool:
        """Publish what is owed; False when the broker failed, and then the rest may be taken again at once."""
        keys = self._reserve_pending(model)
        for position, key in enumerate(keys):
            if not publish_item(model._meta.label_lower, str(key), model.queue):
                model.objects.filter(pk__in=keys[position:]).update(published_at=None)
                return False
        return True

    def _reserve_pending(self, model: type[OutboxItem]) -> list:
        now = timezone.now()
        unpublished = Q(published_at__isnull=True) | Q(published_at__lt=now - RECENTLY_PUBLISHED)
        with transaction.atomic():
            rows = pending_items(model, now).filter(unpublished).select_for_update(skip_locked=True, of=("self",))
            keys = list(rows.values_list("pk", flat=True)[:MAX_ROWS])
            model.objects.filter(pk__in=keys).update(published_at=now)
        return keys

    def _deliver_urgent(self) -> None:
        for model in outbox_models():
            if model.urgent:
                for key in pending_items(model, timezone.now()).values_list("pk", flat=True)[:MAX_ROWS]:
                    attempt_delivery(model, key)


def deliver_overdue() -> int:
    """Deliver what is to go out within seconds and has not, however well the broker seems; how many were tried."""
    tried = 0
    for model in outbox_models():
        if model.delivered_directly_after is not None:
            late = pending_items(model, timezone.now() - model.delivered_directly_after)
            for key in late.values_list("pk", flat=True)[:MAX_ROWS]:
                tried += 1
                attempt_delivery(model, key)
    return tried


def run_for_ever(look: Callable[[], float], stopping: threading.Event) -> None:
    """Call ``look``, which says how many seconds to wait, until told to stop; live through a database that is away."""
    database_away = False
    while not stopping.is_set():
        try:
            close_old_connections()
            pause = look()
            if database_away:
                logger.warning("the database is back")
            database_away = False
        except (DatabaseError, InterfaceError) as error:
            if not database_away:
                logger.warning("the database is away: %s", type(error).__name__)
            database_away, pause = True, FAST_POLL_SECONDS
            connection.close()
        stopping.wait(pause)
    connection.close()


class Command(BaseCommand):
    help = "Find outbox items still owed and see to it that they are delivered; runs until stopped."

    def handle(self, *args: object, **options: object) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        dispatcher = OutboxDispatcher()

        name = f"outbox@{socket.gethostname()}"

        def dispatch() -> float:
            beat(name)
            return POLL_SECONDS if dispatcher.run_once() else FAST_POLL_SECONDS

        def deliver() -> float:
            deliver_overdue()
            return FAST_POLL_SECONDS

        # In a thread of its own: a table with much to publish delays no code.
        codes = threading.Thread(target=run_for_ever, args=(deliver, stopping), name="codes")
        codes.start()
        run_for_ever(dispatch, stopping)
        codes.join(settings.EMAIL_TIMEOUT)
