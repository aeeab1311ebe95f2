"""What payments says, turned into transitions. Runs inside the transaction that judged the money."""

import logging
from uuid import UUID

from django.dispatch import receiver

from payments.models import CollectionLine, Leg, PaymentOrder
from payments.signals import leg_mismatched, order_locking, order_settled

from ..models import Application, ReissueRequest
from ..requests.request_transitions import REISSUE
from . import engine
from .actors import SYSTEM
from .details import PaymentMismatch
from .transitions import APPLICATION

logger = logging.getLogger(__name__)


@receiver(order_locking)
def lock_application_first(sender, case_reference: UUID, **kwargs) -> None:
    """Application, then order, then document: everywhere the same order, so nothing deadlocks or slips past."""
    request = _find_reissue(case_reference)
    key = request.application_id if request else case_reference
    Application.objects.select_for_update(of=("self",)).filter(pk=key).first()


def _find_reissue(case_reference: UUID) -> ReissueRequest | None:
    """The request for a new card that an order was opened for; None when it was opened for an application."""
    return ReissueRequest.objects.filter(pk=case_reference).first()


@receiver(order_settled)
def settle_application(sender, order: PaymentOrder, **kwargs) -> None:
    """Approve; when the exemption's last day went by before the money came, close the file instead (A-13)."""
    if _find_reissue(order.case_reference):
        _settle_reissue(order)
        return
    try:
        engine.perform(APPLICATION, "settle", order.case_reference, SYSTEM)
    except engine.GuardError:
        engine.perform(APPLICATION, "lapse", order.case_reference, SYSTEM)


def _settle_reissue(order: PaymentOrder) -> None:
    try:
        engine.perform(REISSUE, "settle", order.case_reference, SYSTEM)
    except engine.GuardError:
        engine.perform(REISSUE, "close", order.case_reference, SYSTEM)


@receiver(leg_mismatched)
def report_mismatch(sender, order: PaymentOrder, leg: Leg, line: CollectionLine, **kwargs) -> None:
    mismatch = PaymentMismatch(leg, line)
    try:
        if _find_reissue(order.case_reference):
            engine.perform(REISSUE, "report_mismatch", order.case_reference, SYSTEM, mismatch)
        else:
            engine.perform(APPLICATION, "report_mismatch", order.case_reference, SYSTEM, mismatch)
    except (engine.NotFoundError, engine.InvalidStateError):
        logger.warning("a mismatched collection belongs to a case that no longer waits for payment")
