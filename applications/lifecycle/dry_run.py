"""What a move would do, shown before it is made: the move itself, in a transaction that is taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models import Notice
from payments.payment_summary import PaymentSummary, build_payment_summary

from ..models import Application, ReissueRequest, TerminationRequest

Row = Application | TerminationRequest | ReissueRequest


class _RollbackError(Exception):
    pass


@dataclass(frozen=True)
class DryRunResult:
    """The row as it would be, the notices that would go out, and the order that would be open (None without one).

    Nothing in it is stored; a payment's reference number is drawn when the move is really made.
    """

    row: Row
    notices: list[Notice]
    payment: PaymentSummary | None


def perform_dry_run(make: Callable[[], Row], application_id: UUID) -> DryRunResult:
    """Let ``make`` perform its move and take everything back. Raises whatever the move raises.

    What is enqueued in a transaction is handed to the workers when it commits: here it never does, so
    nothing leaves the house.
    """
    shown: list[DryRunResult] = []
    try:
        with transaction.atomic():
            about = Notice.objects.filter(subject_id=application_id)
            known = list(about.values_list("pk", flat=True))
            row = make()
            payment = build_payment_summary(row.pk)
            notices = [_hide_reference(each, payment) for each in about.exclude(pk__in=known).order_by("created_at")]
            shown.append(DryRunResult(row, notices, payment if payment and payment.is_open else None))
            raise _RollbackError
    except _RollbackError:
        return shown[0]


def _hide_reference(notice: Notice, payment: PaymentSummary | None) -> Notice:
    """The number drawn now will not be the one that is sent: better none than a wrong one."""
    if payment:
        told = _("(kaydedilince verilir)")
        notice.text = notice.text.replace(payment.reference, told)
        notice.html = notice.html.replace(payment.reference, told)
    return notice
