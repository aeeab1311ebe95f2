"""Telling GİB what somebody owes: registering, repricing and cancelling the receivable of an order."""

from datetime import timedelta

from emuafiyet.core.outbox.errors import NotYetError, PermanentError
from emuafiyet.core.outbox.models import PENDING_STATES

from .gateways import gib
from .models import OrderState, PaymentOrder, ReceivableCall
from .models.order import UNPAID_STATES

Message = ReceivableCall.Message


def send_call(call: ReceivableCall) -> None:
    """Tell GİB. Raises ``PermanentError`` when GİB refuses what it knows."""
    try:
        if call.message == Message.CANCEL:
            gib.cancel_receivable(call.order.reference)
        else:
            _send_amounts(call)
    except gib.GatewayRefusedError as refusal:
        if refusal.code != "unknown":
            raise PermanentError(refusal.code) from refusal
        _check_registration(call)


def _send_amounts(call: ReceivableCall) -> None:
    order = PaymentOrder.objects.prefetch_related("legs").get(pk=call.order_id)
    if order.state != OrderState.OPEN:
        return  # closed before GİB heard of it
    if call.message == Message.REGISTER:
        legs = [gib.ReceivableLeg(leg.tax_code, leg.amount_kurus) for leg in order.legs.all()]
        gib.create_receivable(order.reference, order.foreigner_id, legs, order.due_at)
    else:
        unpaid = [leg for leg in order.legs.all() if leg.state in UNPAID_STATES]
        gib.reprice_receivable(order.reference, [gib.ReceivableLeg(leg.tax_code, leg.amount_kurus) for leg in unpaid])


def _check_registration(call: ReceivableCall) -> None:
    """GİB does not know what we speak of: fine, unless the registration is on its way at this moment."""
    earlier = ReceivableCall.objects.filter(order_id=call.order_id, message=Message.REGISTER)
    if earlier.filter(promise_state__in=PENDING_STATES).exists():
        raise NotYetError(timedelta(seconds=30), "the registration has not been answered yet")
