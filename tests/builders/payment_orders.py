"""Payment orders for which time passes, and what GİB's feed says."""

from datetime import date, timedelta

from django.utils import timezone

from emuafiyet.core.outbox.delivery import attempt_delivery
from payments.models import Feed, PaymentOrder, ReceivableCall, Tariff
from payments.quotes import Quote, quote_stay
from tests.payments.conftest import later


def age(order: PaymentOrder, *, due_days_ago: float) -> PaymentOrder:
    """Move an order into the past."""
    due = timezone.now() - timedelta(days=due_days_ago)
    PaymentOrder.objects.filter(pk=order.pk).update(opened_at=due - timedelta(days=30), due_at=due)
    order.refresh_from_db()
    return order


def read_through(**span: float) -> None:
    Feed.objects.update_or_create(source="gib", defaults={"imported_through": later(**span)})


def next_year(order: PaymentOrder, *, starts: date) -> Quote:
    """The same stay by a tariff that begins on ``starts``."""
    for kind, steps, amount in (("harc", 1, 1_500_000), ("valuable_paper", None, 115_000)):
        old = Tariff.objects.get(kind=kind, steps=steps, valid_from=date(2026, 1, 1))
        old.valid_to = starts - timedelta(days=1)
        old.save()
        Tariff.objects.create(kind=kind, steps=steps, valid_from=starts, amount_kurus=amount)
    return quote_stay(start=date(2026, 12, 1), end=date(2027, 11, 30), card=True, nationality="UZB", on=starts)


def tell(order: PaymentOrder, message: str = "register") -> bool:
    return attempt_delivery(ReceivableCall, order.calls.get(message=message).pk)
