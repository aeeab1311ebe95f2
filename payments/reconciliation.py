"""Proof, to the kuruş, that what came in is what was paid, what is left over and what was taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from .models import CollectionLine, Leg, LegState, Outcome, Reason

PAYS_NOW = (LegState.PAID, LegState.REFUNDING)
TOOK_BACK = (Reason.UNDOES_PAYMENT, Reason.UNDOES_SURPLUS)


@dataclass(frozen=True)
class Amount:
    title: Any
    count: int
    kurus: int


@dataclass(frozen=True)
class Proof:
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
    collected: Amount  # every line that is not a reversal
    taken_back: Amount  # every reversal
    parts: tuple[Amount, ...]  # what the collected lines came to
    reversals: tuple[Amount, ...]  # what the reversals came to
    proofs: tuple[Proof, ...]

    @property
    def balanced(self) -> bool:
        return all(proof.holds for proof in self.proofs)

    @property
    def net_kurus(self) -> int:
        return self.collected.kurus - self.taken_back.kurus


def reconcile(since: datetime | None = None, until: datetime | None = None) -> Reconciliation:
    """Collections made from ``since`` up to, not including, ``until``; by default all there ever were. Three queries.

    A reversal counts with its own day, so a payment taken back in another span leaves its mark in both: the proof
    of reversals is given for the whole only.
    """
    span = Q()
    if since:
        span &= Q(collected_at__gte=since)
    if until:
        span &= Q(collected_at__lt=until)
    lines = CollectionLine.objects.standing().filter(span)  # a replaced line counts by the one that replaced it
    groups = {
        (row["reversal"], row["outcome"], row["reason"]): Amount("", row["n"], row["kurus"])
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
    collected = Amount(_("Gelen tahsilatlar"), whole["came_n"], whole["came"] or 0)
    taken_back = Amount(_("Gelen ters kayıtlar"), whole["back_n"], whole["back"] or 0)

    def total(title: Any, *, reversal: bool = False, outcome: Any = None, reasons: Any = None) -> Amount:
        chosen = [
            amount
            for (is_reversal, its_outcome, its_reason), amount in groups.items()
            if is_reversal == reversal
            and (outcome is None or its_outcome == outcome)
            and (reasons is None or its_reason in reasons)
        ]
        return Amount(title, sum(each.count for each in chosen), sum(each.kurus for each in chosen))

    parts = (
        total(_("Bir kalemi ödeyenler"), outcome=Outcome.MATCHED),
        total(_("Tutarı uymayanlar"), outcome=Outcome.MISMATCHED),
        total(_("Fazla ödemeler"), outcome=Outcome.SURPLUS),
        total(_("Sahipsiz ödemeler"), outcome=Outcome.UNMATCHED),
        total(_("Geri alınanlar"), outcome=Outcome.REVERSED),
        total(_("Henüz işlenmeyenler"), outcome=Outcome.WAITING),
    )
    reversals = (
        total(_("Bir tahsilatı geri alanlar"), reversal=True, reasons=TOOK_BACK),
        total(_("Sonuçlanmış ödemeyi geri almak isteyenler"), reversal=True, reasons=[Reason.UNDOES_SETTLED]),
        total(_("Geri alınacak tahsilatı gelmeyenler"), reversal=True, reasons=[Reason.UNDOES_NOTHING]),
        total(_("Henüz işlenmeyenler"), reversal=True, outcome=Outcome.WAITING),
    )
    proofs = [
        Proof(_("Gelen tahsilatlar = dağıldıkları kalemlerin toplamı"), collected.kurus, sum(p.kurus for p in parts)),
        Proof(_("Ters kayıtlar = dağıldıkları kalemlerin toplamı"), taken_back.kurus, sum(r.kurus for r in reversals)),
        Proof(
            _("Eşleşen tahsilatlar = ödenmiş kalemlerin kendi tutarları"),
            parts[0].kurus,
            _paid_by_the_legs(since, until),
        ),
    ]
    if since is None and until is None:
        proofs.append(Proof(_("Geri alınanlar = onları geri alan ters kayıtlar"), parts[4].kurus, reversals[0].kurus))
    return Reconciliation(collected, taken_back, parts, reversals, tuple(proofs))


def _paid_by_the_legs(since: datetime | None, until: datetime | None) -> int:
    """The same money by the orders' own books: what each paid leg was asked on the day it was paid."""
    legs = Leg.objects.filter(state__in=PAYS_NOW)
    if since:
        legs = legs.filter(paid_at__gte=since)
    if until:
        legs = legs.filter(paid_at__lt=until)
    asked = Case(When(repriced_at__gt=F("paid_at"), then=F("earlier_amount_kurus")), default=F("amount_kurus"))
    return legs.aggregate(total=Sum(asked))["total"] or 0
