"""The relay: finds every promise that is still owed and tells the broker again; needs PostgreSQL only.

While the broker is away it keeps the urgent promises itself, so that signing in by code goes on working.
"""

import logging
import signal
import threading
import time
from datetime import timedelta

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.outbox.outbox import Promise, attempt, owed, promise_models, publish

logger = logging.getLogger(__name__)

PAUSE = 5.0
# While something is away somebody may be waiting at a screen, so the relay looks more often.
SHORT_PAUSE = 1.0
MOST_ROWS = 200
# A row told to the broker is left to the workers this long, or a slow queue would fill with copies.
TOLD_RECENTLY = timedelta(seconds=60)
BROKER_GRACE = 10.0


class Relay:
    def __init__(self) -> None:
        self.broker_away_since: float | None = None
        timeouts = {"socket_timeout": 1, "socket_connect_timeout": 1}
        self._broker = redis.Redis.from_url(settings.REDIS_URL, **timeouts)

    def turn(self) -> bool:
        """Look once at every table; True when all was well. Database errors are the caller's."""
        reached = self._ping()
        for model in promise_models():
            reached = reached and self._tell(model)
        if reached:
            if self.broker_away_since is not None:
                logger.warning("the broker is back")
            self.broker_away_since = None
            return True
        if self.broker_away_since is None:
            logger.warning("the broker is away")
            self.broker_away_since = time.monotonic()
        if time.monotonic() - self.broker_away_since >= BROKER_GRACE:
            self._keep_urgent()
        return False

    def _ping(self) -> bool:
        try:
            return bool(self._broker.ping())
        except redis.RedisError:
            return False

    def _tell(self, model: type[Promise]) -> bool:
        """Publish what is owed; False when the broker failed, and then the rest may be taken again at once."""
        keys = self._take(model)
        for position, key in enumerate(keys):
            if not publish(model._meta.label_lower, str(key), model.queue):
                model.objects.filter(pk__in=keys[position:]).update(published_at=None)
                return False
        return True

    def _take(self, model: type[Promise]) -> list:
        now = timezone.now()
        untold = Q(published_at__isnull=True) | Q(published_at__lt=now - TOLD_RECENTLY)
        with transaction.atomic():
            rows = owed(model, now).filter(untold).select_for_update(skip_locked=True, of=("self",))
            keys = list(rows.values_list("pk", flat=True)[:MOST_ROWS])
            model.objects.filter(pk__in=keys).update(published_at=now)
        return keys

    def _keep_urgent(self) -> None:
        for model in promise_models():
            if model.urgent:
                for key in owed(model, timezone.now()).values_list("pk", flat=True)[:MOST_ROWS]:
                    attempt(model, key)


class Command(BaseCommand):
    help = "Find promises still owed and see to it that they are kept; runs until stopped."

    def handle(self, *args: object, **options: object) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        relay = Relay()
        database_away = False
        while not stopping.is_set():
            try:
                close_old_connections()
                well = relay.turn()
                if database_away:
                    logger.warning("the database is back")
                database_away = False
            except (DatabaseError, InterfaceError) as error:
                if not database_away:
                    logger.warning("the database is away: %s", type(error).__name__)
                database_away, well = True, False
                connection.close()
            stopping.wait(PAUSE if well else SHORT_PAUSE)
