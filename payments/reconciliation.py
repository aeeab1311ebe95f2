"""Proof, to the kuruş, that what came in is what was paid, what is left over and what was taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from .models import CollectionLine, Leg, LegState, LineOutcome, LineReason

PAID_STATES = (LegState.PAID, LegState.REFUNDING)
TAKEN_BACK_REASONS = (LineReason.UNDOES_PAYMENT, LineReason.UNDOES_SURPLUS)


@dataclass(frozen=True)
class ReconciledAmount:
    title: Any
    count: int
    kurus: int


@dataclass(frozen=True)
class BalanceProof:
    """Two sums that come from different tables or columns and must be equal."""

    title: Any
    left: int
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True)
class Reconciliation:
    collected: ReconciledAmount  # every line that is not a reversal
    taken_back: ReconciledAmount  # every reversal
    parts: tuple[ReconciledAmount, ...]  # what the collected lines came to
    reversals: tuple[ReconciledAmount, ...]  # what the reversals came to
    proofs: tuple[BalanceProof, ...]

    @property
    def balanced(self) -> bool:
        return all(proof.holds for proof in self.proofs)

    @property
    def net_kurus(self) -> int:
        return self.collected.kurus - self.taken_back.kurus


def reconcile_payments(since: datetime | None = None, until: datetime | None = None) -> Reconciliation:
    """Collections made from ``since`` up to, not including, ``until``; by default all there ever were. Three queries.

    A reversal counts with its own day, so a payment taken back in another span leaves its mark in both: the proof
    of reversals is given for the whole only.
    """
    span = Q()
    if since:
        span &= Q(collected_at__gte=since)
    if until:
        span &= Q(collected_at__lt=until)
    lines = CollectionLine.objects.not_replaced().filter(span)  # a replaced line counts by the one that replaced it
    groups = {
        (row["reversal"], row["outcome"], row["reason"]): ReconciledAmount("", row["n"], row["kurus"])
        for row in lines.values("reversal", "outcome", "reason")
        .annotate(n=Count("id"), kurus=Sum("amount_kurus"))
        .order_by()
    }
    whole = lines.aggregate(
        came=Sum("amount_kurus", filter=Q(reversal=False)),
        came_n=Count("id", filter=Q(reversal=False)),
        back=Sum("amount_kurus", filter=Q(reversal=True)),
        back_n=Count("id", filter=Q(reversal=True)),
    )
    collected = ReconciledAmount(_("Gelen tahsilatlar"), whole["came_n"], whole["came"] or 0)
    taken_back = ReconciledAmount(_("Gelen ters kayıtlar"), whole["back_n"], whole["back"] or 0)

    def total(title: Any, *, reversal: bool = False, outcome: Any = None, reasons: Any = None) -> ReconciledAmount:
        chosen = [
            amount
            for (is_reversal, its_outcome, its_reason), amount in groups.items()
            if is_reversal == reversal
            and (outcome is None or its_outcome == outcome)
            and (reasons is None or its_reason in reasons)
        ]
        return ReconciledAmount(title, sum(each.count for each in chosen), sum(each.kurus for each in chosen))

    parts = (
        total(_("Bir kalemi ödeyenler"), outcome=LineOutcome.MATCHED),
        total(_("Tutarı uymayanlar"), outcome=LineOutcome.MISMATCHED),
        total(_("Fazla ödemeler"), outcome=LineOutcome.SURPLUS),
        total(_("Sahipsiz ödemeler"), outcome=LineOutcome.UNMATCHED),
        total(_("Geri alınanlar"), outcome=LineOutcome.REVERSED),
        total(_("Henüz işlenmeyenler"), outcome=LineOutcome.WAITING),
    )
    reversals = (
        total(_("Bir tahsilatı geri alanlar"), reversal=True, reasons=TAKEN_BACK_REASONS),
        total(_("Sonuçlanmış ödemeyi geri almak isteyenler"), reversal=True, reasons=[LineReason.UNDOES_SETTLED]),
        total(_("Geri alınacak tahsilatı gelmeyenler"), reversal=True, reasons=[LineReason.UNDOES_NOTHING]),
        total(_("Henüz işlenmeyenler"), reversal=True, outcome=LineOutcome.WAITING),
    )
    proofs = [
        BalanceProof(
            _("Gelen tahsilatlar = dağıldıkları kalemlerin toplamı"), collected.kurus, sum(p.kurus for p in parts)
        ),
        BalanceProof(
            _("Ters kayıtlar = dağıldıkları kalemlerin toplamı"), taken_back.kurus, sum(r.kurus for r in reversals)
        ),
        BalanceProof(
            _("Eşleşen tahsilatlar = ödenmiş kalemlerin kendi tutarları"),
            parts[0].kurus,
            _sum_paid_legs(since, until),
        ),
    ]
    if since is None and until is None:
        proofs.append(
            BalanceProof(_("Geri alınanlar = onları geri alan ters kayıtlar"), parts[4].kurus, reversals[0].kurus)
        )
    return Reconciliation(collected, taken_back, parts, reversals, tuple(proofs))


def _sum_paid_legs(since: datetime | None, until: datetime | None) -> int:
    """The same money by the orders' own books: what each paid leg was asked on the day it was paid."""
    legs = Leg.objects.filter(state__in=PAID_STATES)
    if since:
        legs = legs.filter(paid_at__gte=since)
    if until:
        legs = legs.filter(paid_at__lt=until)
    asked = Case(When(repriced_at__gt=F("paid_at"), then=F("earlier_amount_kurus")), default=F("amount_kurus"))
    return legs.aggregate(total=Sum(asked))["total"] or 0
