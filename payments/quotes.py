"""What a granted stay owes, by the tariff of a day (domain 4.1, 4.2)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .models import FeeKind, Tariff, TaxCode
from .payment_periods import count_fee_years, is_at_least_months

FEE_FROM_MONTHS = 3


class MissingTariffError(Exception):
    """No row says what to pay; an officer must be told and a row added, nothing is guessed."""

    def __init__(self, kind: FeeKind, steps: int | None, on: date) -> None:
        super().__init__(f"no tariff for {kind.value} × {steps or '-'} on {on}")
        self.kind, self.steps, self.on = kind, steps, on


@dataclass(frozen=True)
class QuotedLeg:
    tax_code: TaxCode
    kind: FeeKind
    amount_kurus: int
    tariff: Tariff


@dataclass(frozen=True)
class Quote:
    """The legs to pay, the fee first; none when the grant is free."""

    legs: tuple[QuotedLeg, ...]

    @property
    def total_kurus(self) -> int:
        return sum(leg.amount_kurus for leg in self.legs)


def quote_stay(*, start: date, end: date, card: bool, nationality: str, on: date) -> Quote:
    """Price a granted stay (both days included) by the tariff of ``on``, the day the document is issued.

    Three months or more owe the fee of each begun year and always get a card; a shorter stay owes the
    paper only if a card is wanted. Raises ``MissingTariffError``, ``ValueError`` when the period is upside down.
    """
    years = count_fee_years(start, end)
    owes_fee = is_at_least_months(start, end, FEE_FROM_MONTHS)
    wanted: list[tuple[FeeKind, int | None]] = []
    if owes_fee:
        wanted.append((FeeKind.HARC, years))
    if owes_fee or card:
        wanted.append((FeeKind.VALUABLE_PAPER, None))
    return Quote(_quote_legs(wanted, nationality, on))


def quote_card(*, start: date, end: date, half_fee: bool, nationality: str, on: date) -> Quote:
    """Price a new card for a stay granted earlier (domain 4.4): the paper always; ``half_fee`` adds half of the
    present fee of the same step, where a fee was due at all. Raises ``MissingTariffError``."""
    wanted: list[tuple[FeeKind, int | None]] = [(FeeKind.VALUABLE_PAPER, None)]
    if half_fee and is_at_least_months(start, end, FEE_FROM_MONTHS):
        wanted.insert(0, (FeeKind.HARC_HALF, count_fee_years(start, end)))
    return Quote(_quote_legs(wanted, nationality, on))


def _quote_legs(wanted: list[tuple[FeeKind, int | None]], nationality: str, on: date) -> tuple[QuotedLeg, ...]:
    if not wanted:
        return ()
    rows = Tariff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        Q(nationality__isnull=True) | Q(nationality=nationality),
        kind__in=[kind for kind, _ in wanted],
        valid_from__lte=on,
    )
    # The row of the person's own nationality comes last and wins.
    found = {(row.kind, row.steps): row for row in sorted(rows, key=lambda row: row.nationality is not None)}
    legs = []
    for kind, steps in wanted:
        row = found.get((kind, steps))
        if row is None:
            raise MissingTariffError(kind, steps, on)
        if row.amount_kurus:
            legs.append(QuotedLeg(kind.tax_code, kind, row.amount_kurus, row))
    return tuple(legs)


@dataclass(frozen=True)
class PriceList:
    """What everybody may know before applying: the fee by number of begun years, and the paper of a card."""

    fees: dict[int, int]
    paper: int

    def with_card(self, years: int) -> int:
        return self.fees[years] + self.paper


def build_price_list(on: date) -> PriceList:
    """The tariff of ``on`` without the rows of single nationalities. Raises ``MissingTariffError``."""
    rows = Tariff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        kind__in=[FeeKind.HARC, FeeKind.VALUABLE_PAPER],
        nationality__isnull=True,
        valid_from__lte=on,
    )
    paper = next((row.amount_kurus for row in rows if row.steps is None), None)
    amounts = {row.steps: row.amount_kurus for row in rows if row.steps is not None}
    if paper is None:
        raise MissingTariffError(FeeKind.VALUABLE_PAPER, None, on)
    if 1 not in amounts:
        raise MissingTariffError(FeeKind.HARC, 1, on)
    return PriceList({years: amounts[years] for years in sorted(amounts)}, paper)
