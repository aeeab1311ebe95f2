"""A person's way to e-Devlet and back, as rows: what the browser came back with, and what became of the code (R9)."""

import logging
from uuid import UUID

import httpx
from django.db import transaction
from django.utils import timezone

from emuafiyet.core.outbox.errors import OutageError

from ..gateways.edevlet import EdevletRefusedError, UnreadableAnswerError, exchange_code
from ..models import EdevletVisit

logger = logging.getLogger(__name__)


def record_return(visit_id: UUID, code: str, error: str) -> None:
    """Note with what the person came back, once: whoever comes again with the same ``state`` changes nothing."""
    with transaction.atomic():
        visit = EdevletVisit.objects.select_for_update().get(pk=visit_id)
        if not visit.is_open:
            return
        visit.returned_at = timezone.now()
        if code and not error:
            visit.code = code[:500]
        else:
            cancelled = error == "access_denied"
            visit.outcome = EdevletVisit.Outcome.CANCELLED if cancelled else EdevletVisit.Outcome.REFUSED
        visit.save(update_fields=["returned_at", "code", "outcome"])
        if visit.code:
            visit.unhold()


def settle_visit(visit: EdevletVisit) -> None:
    """Turn the code into a person. Every way this can end is written down as an outcome; nothing is tried twice.

    That e-Devlet does not answer is an outcome too: the person waits at the screen and may sign in another way.
    """
    code = visit.code
    ours = EdevletVisit.objects.filter(pk=visit.pk, outcome=EdevletVisit.Outcome.PENDING)
    # Before the code leaves us: a worker that dies now must not have it used a second time.
    if not ours.filter(exchanged_at__isnull=True).update(exchanged_at=timezone.now(), code=""):
        ours.update(outcome=EdevletVisit.Outcome.UNREACHABLE)
        return
    try:
        person = exchange_code(code)
    except EdevletRefusedError as refusal:
        logger.warning("e-Devlet refused: %s", refusal)
        ours.update(outcome=EdevletVisit.Outcome.REFUSED)
    except (httpx.HTTPStatusError, OutageError, UnreadableAnswerError) as error:
        logger.warning("e-Devlet gave no identity: %s", type(error).__name__)
        ours.update(outcome=EdevletVisit.Outcome.UNREACHABLE)
    else:
        if person.is_foreign:
            names = {"surname": person.surname, "given_names": person.given_names}
            ours.update(outcome=EdevletVisit.Outcome.VERIFIED, foreigner_id=person.foreigner_id, **names)
        else:
            ours.update(outcome=EdevletVisit.Outcome.NOT_FOREIGN)


def mark_visit_unreachable(visit: EdevletVisit) -> None:
    """Tell the person who waits that e-Devlet does not answer."""
    pending = EdevletVisit.objects.filter(pk=visit.pk, outcome=EdevletVisit.Outcome.PENDING)
    pending.update(outcome=EdevletVisit.Outcome.UNREACHABLE, code="")
