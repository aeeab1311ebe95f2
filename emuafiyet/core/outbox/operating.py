"""What an operator may do to items: try again one or all of an outside system, or close one with a reason."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..outside.models import BreakerState, OutsideSystem
from .delivery import expedite_item, requeue_item
from .handlers import handle_failure
from .models import OutboxItem, OutboxState, outbox_models
from .overview import CLOSED


def retry_item(model: type[OutboxItem], key: UUID | str) -> bool:
    """Try one item again at once; False when it is neither failed nor waiting."""
    if requeue_item(model, key):
        return True
    if not model.objects.filter(pk=key, promise_state=OutboxState.QUEUED).exists():
        return False
    expedite_item(model, key)
    return True


def retry_system(system: str) -> int:
    """Probe the system now and try again all that waits for it or was given up because of it; how many."""
    now = timezone.now()
    OutsideSystem.objects.filter(pk=system).exclude(state=BreakerState.CLOSED).update(next_probe_at=now)
    tried = 0
    for model in outbox_models():
        tried += model.objects.filter(promise_state=OutboxState.QUEUED, waits_for=system).update(next_attempt_at=now)
        given_up = Q(promise_state=OutboxState.FAILED, last_error__startswith=f"{system}: ")
        for key in model.objects.filter(given_up).values_list("pk", flat=True):
            tried += requeue_item(model, key)
    return tried


def close_item(model: type[OutboxItem], key: UUID | str, reason: str) -> bool:
    """Give one up for a reason that a person has; False when it is delivered or somebody is at work on it.

    The reason is kept on the row. What follows when an item fails follows now, unless it had failed already.
    """
    open_states = (OutboxState.QUEUED, OutboxState.ON_HOLD, OutboxState.FAILED)
    with transaction.atomic():
        rows = model.objects.select_for_update(of=("self",)).filter(pk=key, promise_state__in=open_states)
        item = rows.first()
        if item is None:
            return False
        had_failed = item.promise_state == OutboxState.FAILED
        model.objects.filter(pk=key).update(
            promise_state=OutboxState.FAILED, waits_for="", lease_until=None, last_error=f"{CLOSED}{reason}"[:200]
        )
        if not had_failed:
            handle_failure(item)
    return True
