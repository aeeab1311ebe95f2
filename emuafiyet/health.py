"""/health, /health/live and /health/ready: can the portal serve, and does it deliver what it owes? Numbers only."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Case, F, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.models import CheckCount
from documents.uploads.scanning import is_scanner_ready

from .core.models import BreakerState, OutsideSystem
from .core.outbox.models import OutboxState, outbox_models
from .core.outbox.overview import count_items

# An item this old means that the workers or ``deliver_outbox`` are not doing their work (the first alarm).
LATE_AFTER = timedelta(minutes=5)
# Nobody delivers anything: whoever watches by the status code alone has to hear of it too.
MUCH_TOO_LATE_AFTER = timedelta(hours=2)

_broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; a container that does not is started again."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while this process can serve people, 503 while it cannot reach the database: send nobody here."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return HttpResponse("no database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people are served and items delivered; 503 when the database is away or things are far too late.

    ``status``: ``ok``, ``degraded`` (somebody should look) or ``unavailable``.
    ``scanner``: whether files that people hand in can be checked; while they cannot, none is taken.
    ``oldest_promise_seconds``: age of the oldest outbox item that could have been delivered by now; null without a
    database.
    ``failed``, ``held_too_long``: items that wait for a person; ``systems_away``: outside systems that do not answer.
    ``checks_today``: how many checks of files ended how, by outcome or ``outcome:reason``; null without a database.
    """
    answer = {
        "status": "unavailable",
        "database": False,
        "broker": is_broker_answering(),
        "scanner": is_scanner_ready(),
    }
    try:
        waiting = measure_oldest_pending()
        tables = count_items()
        away = list(
            OutsideSystem.objects.exclude(state=BreakerState.CLOSED).order_by("name").values_list("name", flat=True)
        )
        checks = CheckCount.counts_by_outcome(timezone.localdate())
    except (DatabaseError, InterfaceError):
        unknown = dict.fromkeys(("oldest_promise_seconds", "failed", "held_too_long", "systems_away", "checks_today"))
        return JsonResponse(answer | unknown, status=503)
    failed, held = (sum(getattr(table, name) for table in tables) for name in ("failed", "held_too_long"))
    well = answer["broker"] and answer["scanner"] and waiting < LATE_AFTER and not (failed or held or away)
    # While an outside system is away its items are late, and restarting us would help nobody.
    much_too_late = waiting >= MUCH_TOO_LATE_AFTER and not any(table.waiting for table in tables)
    answer |= {
        "status": "ok" if well else "degraded",
        "database": True,
        "oldest_promise_seconds": int(waiting.total_seconds()),
        "failed": failed,
        "held_too_long": held,
        "systems_away": away,
        "checks_today": checks,
    }
    return JsonResponse(answer, status=503 if much_too_late else 200)


def is_broker_answering() -> bool:
    try:
        return bool(_broker.ping())
    except redis.RedisError:
        return False


def measure_oldest_pending() -> timedelta:
    """One query over every table of the outbox; zero when nothing is owed."""
    now = timezone.now()
    # What was never tried because its time has not come is not late, whenever it was made.
    waiting = Q(promise_state__in=[OutboxState.QUEUED, OutboxState.LEASED]) & ~Q(attempts=0, next_attempt_at__gt=now)
    # What has been put back because its turn had not come could have been kept since its turn came.
    put_back = Q(attempts=0, waits_for="") & ~Q(last_error="")
    since = Case(When(put_back, then=F("next_attempt_at")), default=F("created_at"))
    first, *others = (
        model.objects.filter(waiting).annotate(since=since).order_by("since").values_list("since")[:1]
        for model in outbox_models()
    )
    owed = [moment for (moment,) in first.union(*others, all=True)]
    return max(now - min(owed), timedelta()) if owed else timedelta()
