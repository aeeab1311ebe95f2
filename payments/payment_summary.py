"""What a payment page shows of an order: plain values, in amounts of kuruş."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from .models import (
    CollectionLine,
    Leg,
    LegState,
    LineOutcome,
    OrderState,
    PaymentOrder,
)


@dataclass(frozen=True)
class MismatchedLine:
    """Money that came for a leg but was not what was asked."""

    collected_at: datetime
    tax_code: str  # the one it was paid to
    amount_kurus: int
    reversal: bool
    reason: str  # a ``LineReason``
    reason_label: str
    refund_label: str  # how far giving it back has come; "" where nothing was begun


@dataclass(frozen=True)
class LegSummary:
    tax_code: str
    kind: str  # a ``FeeKind``
    kind_label: str
    amount_kurus: int
    earlier_amount_kurus: int | None  # before a new tariff, while the leg is unpaid
    state: str  # a ``LegState``
    state_label: str
    paid_at: datetime | None
    odd_lines: tuple[MismatchedLine, ...]

    @property
    def is_paid(self) -> bool:
        return self.state == LegState.PAID


@dataclass(frozen=True)
class PaymentSummary:
    """All that a payment page shows."""

    reference: str
    foreigner_id: str
    opened_at: datetime
    due_at: datetime
    settled_at: datetime | None
    state: str  # an ``OrderState``
    state_label: str
    legs: tuple[LegSummary, ...]  # the fee first

    @property
    def total_kurus(self) -> int:
        return sum(leg.amount_kurus for leg in self.legs)

    @property
    def paid_kurus(self) -> int:
        return sum(leg.amount_kurus for leg in self.legs if leg.is_paid)

    @property
    def has_odd_lines(self) -> bool:
        return any(leg.odd_lines for leg in self.legs)

    @property
    def is_open(self) -> bool:
        return self.state == OrderState.OPEN

    @property
    def is_overdue(self) -> bool:
        """The last day has passed, whether or not anybody has closed the order yet."""
        return self.is_open and timezone.now() > self.due_at


def build_payment_summary(case_reference: UUID) -> PaymentSummary | None:
    """The newest order of a case, in three queries; None when the case never had one."""
    odd = CollectionLine.objects.exclude(outcome=LineOutcome.MATCHED).order_by("collected_at", "id")
    orders = PaymentOrder.objects.filter(case_reference=case_reference).order_by("-opened_at")
    order = orders.prefetch_related("legs", Prefetch("legs__lines", queryset=odd)).first()
    if order is None:
        return None
    return PaymentSummary(
        reference=order.reference,
        foreigner_id=order.foreigner_id,
        opened_at=order.opened_at,
        due_at=order.due_at,
        settled_at=order.settled_at,
        state=order.state,
        state_label=order.get_state_display(),
        legs=tuple(_build_leg_summary(leg) for leg in order.legs.all()),
    )


def _build_leg_summary(leg: Leg) -> LegSummary:
    return LegSummary(
        tax_code=leg.tax_code,
        kind=leg.kind,
        kind_label=leg.get_kind_display(),
        amount_kurus=leg.amount_at(leg.paid_at) if leg.paid_at else leg.amount_kurus,
        earlier_amount_kurus=None if leg.paid_at else leg.earlier_amount_kurus,
        state=leg.state,
        state_label=leg.get_state_display(),
        paid_at=leg.paid_at,
        odd_lines=tuple(
            MismatchedLine(
                line.collected_at,
                line.tax_code,
                line.amount_kurus,
                line.reversal,
                line.reason,
                line.get_reason_display(),
                line.get_refund_display() if line.refund else "",
            )
            for line in leg.lines.all()
        ),
    )
