"""/metrics for Prometheus: read from the database at each scrape, so that every web process tells the same."""

import hmac
import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from documents.models import CheckCount
from emuafiyet.core.models import DeliveryRecord, Heartbeat, OutsideSystem
from emuafiyet.core.outbox.overview import count_items


class PortalCollector:
    """What the operators' page shows, as numbers. Nothing in it is about a person."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("emuafiyet_database_up", "Whether PostgreSQL answers")
        try:
            found = [*_collect_items(), *_collect_systems(), *_collect_processes(), _collect_checks()]
        except (DatabaseError, InterfaceError):
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from found


def _collect_items() -> Iterator[Metric]:
    now = timezone.now()
    count = GaugeMetricFamily(
        "emuafiyet_outbox_items", "Items that are not delivered", labels=["table", "queue", "state"]
    )
    waiting = GaugeMetricFamily(
        "emuafiyet_outbox_waiting", "Items that wait for an outside system", labels=["table", "system"]
    )
    oldest = GaugeMetricFamily("emuafiyet_outbox_oldest_seconds", "Age of the oldest pending item", labels=["table"])
    for table in count_items():
        states = {
            "pending": table.pending,
            "on_hold": table.on_hold,
            "held_too_long": table.held_too_long,
            "failed": table.failed,
        }
        for state, number in states.items():
            count.add_metric([table.label, table.model.queue, state], number)
        for system, number in table.waiting.items():
            waiting.add_metric([table.label, system], number)
        age = (now - table.oldest_pending).total_seconds() if table.oldest_pending else 0
        oldest.add_metric([table.label], max(age, 0))
    delivered = GaugeMetricFamily(
        "emuafiyet_outbox_last_delivery_timestamp_seconds", "When an item was last delivered", labels=["table"]
    )
    for label, moment in DeliveryRecord.objects.values_list("table", "delivered_at"):
        delivered.add_metric([label], moment.timestamp())
    yield from (count, waiting, oldest, delivered)


def _collect_systems() -> Iterator[Metric]:
    answers = GaugeMetricFamily("emuafiyet_system_up", "Whether an outside system answers", labels=["system"])
    success = GaugeMetricFamily(
        "emuafiyet_system_last_success_timestamp_seconds", "When an outside system last answered", labels=["system"]
    )
    for row in OutsideSystem.objects.order_by("name"):
        answers.add_metric([row.name], int(row.answers))
        if row.last_success_at:
            success.add_metric([row.name], row.last_success_at.timestamp())
    yield from (answers, success)


def _collect_processes() -> Iterator[Metric]:
    seen = GaugeMetricFamily(
        "emuafiyet_process_seen_timestamp_seconds", "Last sign of life of a process", labels=["process"]
    )
    for name, moment in Heartbeat.objects.order_by("name").values_list("name", "seen_at"):
        seen.add_metric([name], moment.timestamp())
    yield seen


def _collect_checks() -> Metric:
    checks = CounterMetricFamily(
        "emuafiyet_upload_checks", "Checks of files that people handed in", labels=["outcome", "reason"]
    )
    rows = CheckCount.objects.values_list("outcome", "reason").annotate(total=Sum("count")).order_by()
    for outcome, reason, total in rows:
        checks.add_metric([outcome, reason], total)
    return checks


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, to whoever has the token, and without a token to this machine itself."""
    if not _may_read(request):
        return HttpResponseForbidden("not for you\n", content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(PortalCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    # A proxy on this machine speaks for others: then the address at hand is not the reader's.
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
