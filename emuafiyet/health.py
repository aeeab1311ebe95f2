"""/health: can the portal serve, and is it keeping its promises? Numbers only, nothing about a person."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applicants.promises import PromiseState, promise_models

# A promise this old means that the workers or the relay are not doing their work (the first alarm).
LATE = timedelta(minutes=5)

_broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can be served, 503 when the database is away. The broker may be away: it costs time only.

    ``status``: ``ok``, ``degraded`` (somebody should look) or ``unavailable``.
    ``oldest_promise_seconds``: age of the oldest promise that could have been kept by now; null without a database.
    """
    broker = broker_answers()
    try:
        waiting = oldest_promise()
    except (DatabaseError, InterfaceError):
        answer = {"status": "unavailable", "database": False, "broker": broker, "oldest_promise_seconds": None}
        return JsonResponse(answer, status=503)
    status = "ok" if broker and waiting < LATE else "degraded"
    answer = {
        "status": status,
        "database": True,
        "broker": broker,
        "oldest_promise_seconds": int(waiting.total_seconds()),
    }
    return JsonResponse(answer)


def broker_answers() -> bool:
    try:
        return bool(_broker.ping())
    except redis.RedisError:
        return False


def oldest_promise() -> timedelta:
    """One query over every table of promises; zero when nothing is owed."""
    now = timezone.now()
    # What was never tried because its time has not come is not late, whenever it was made.
    waiting = Q(promise_state__in=[PromiseState.QUEUED, PromiseState.LEASED]) & ~Q(attempts=0, next_attempt_at__gt=now)
    first, *others = (
        model.objects.filter(waiting).order_by("created_at").values_list("created_at")[:1] for model in promise_models()
    )
    made = [created_at for (created_at,) in first.union(*others, all=True)]
    return max(now - min(made), timedelta()) if made else timedelta()
