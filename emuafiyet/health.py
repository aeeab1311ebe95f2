"""/health: can the portal serve, and does it deliver what it owes? Numbers only, nothing about a person."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Case, F, Q, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.models import CheckCount
from documents.uploads.scanning import is_scanner_ready

from .core.outbox.models import OutboxState, outbox_models

# An item this old means that the workers or ``deliver_outbox`` are not doing their work (the first alarm).
LATE_AFTER = timedelta(minutes=5)

_broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can be served, 503 when the database is away. The broker may be away: it costs time only.

    ``status``: ``ok``, ``degraded`` (somebody should look) or ``unavailable``.
    ``scanner``: whether files that people hand in can be checked; while they cannot, none is taken.
    ``oldest_promise_seconds``: age of the oldest outbox item that could have been delivered by now; null without a
    database.
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
        checks = CheckCount.counts_by_outcome(timezone.localdate())
    except (DatabaseError, InterfaceError):
        return JsonResponse(answer | {"oldest_promise_seconds": None, "checks_today": None}, status=503)
    well = answer["broker"] and answer["scanner"] and waiting < LATE_AFTER
    answer |= {
        "status": "ok" if well else "degraded",
        "database": True,
        "oldest_promise_seconds": int(waiting.total_seconds()),
        "checks_today": checks,
    }
    return JsonResponse(answer)


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
    put_back = Q(attempts=0) & ~Q(last_error="")
    since = Case(When(put_back, then=F("next_attempt_at")), default=F("created_at"))
    first, *others = (
        model.objects.filter(waiting).annotate(since=since).order_by("since").values_list("since")[:1]
        for model in outbox_models()
    )
    owed = [moment for (moment,) in first.union(*others, all=True)]
    return max(now - min(owed), timedelta()) if owed else timedelta()
