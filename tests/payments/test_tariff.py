"""What a stay owes, to the kuruş, and that the tariff cannot contradict itself."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from payments.management.commands import load_tariff
from payments.models import FeeKind, Tariff
from payments.quotes import MissingTariffError, Quote, quote_stay

IN_2026 = date(2026, 11, 23)


@pytest.fixture
def tariff(db: None) -> None:
    """What was published and nothing else."""
    call_command("load_tariff", verbosity=0)


def price(start: str, end: str, *, card: bool = True, nationality: str = "UZB", on: date = IN_2026) -> Quote:
    return quote_stay(
        start=date.fromisoformat(start), end=date.fromisoformat(end), card=card, nationality=nationality, on=on
    )


def amounts(priced: Quote) -> dict[str, int]:
    return {leg.tax_code.value: leg.amount_kurus for leg in priced.legs}


@pytest.mark.parametrize(
    ("start", "end", "card", "owed"),
    [
        ("2026-12-01", "2027-02-27", False, {}),
        ("2026-12-01", "2027-02-27", True, {"9268": 96_400}),
        ("2026-12-01", "2027-02-28", True, {"9280": 1_257_490, "9268": 96_400}),
        ("2026-12-01", "2027-02-28", False, {"9280": 1_257_490, "9268": 96_400}),
        ("2026-12-01", "2027-11-30", True, {"9280": 1_257_490, "9268": 96_400}),
        ("2026-12-01", "2027-12-01", True, {"9280": 2_514_980, "9268": 96_400}),
        ("2026-12-01", "2029-11-30", True, {"9280": 3_772_470, "9268": 96_400}),
    ],
)
@pytest.mark.requirement("R93", "R95")
def test_what_a_stay_owes_in_2026(tariff: None, start: str, end: str, card: bool, owed: dict[str, int]) -> None:
    priced = price(start, end, card=card)
    assert amounts(priced) == owed
    assert priced.total_kurus == sum(owed.values())


@pytest.mark.requirement("L10")
def test_the_year_of_the_document_decides_and_not_that_of_the_stay(tariff: None) -> None:
    assert amounts(price("2027-01-01", "2027-12-31", on=date(2024, 12, 31))) == {"9280": 734_500, "9268": 56_500}
    assert amounts(price("2027-01-01", "2027-12-31", on=date(2025, 1, 1))) == {"9280": 1_057_160, "9268": 81_000}


def test_without_a_row_nothing_is_guessed(tariff: None) -> None:
    with pytest.raises(MissingTariffError) as missing:
        price("2027-01-01", "2027-12-31", on=date(2027, 1, 1))
    assert (missing.value.kind, missing.value.steps, missing.value.on) == (FeeKind.HARC, 1, date(2027, 1, 1))
    with pytest.raises(MissingTariffError):
        price("2026-12-01", "2030-12-01")  # four begun years have no row


def test_a_free_stay_needs_no_tariff(db: None) -> None:
    assert price("2026-12-01", "2026-12-20", card=False).legs == ()


@pytest.mark.requirement("L11")
def test_a_nationality_may_have_its_own_amount_or_owe_nothing(tariff: None) -> None:
    own = {"kind": FeeKind.HARC, "steps": 1, "valid_from": date(2026, 1, 1)}
    Tariff.objects.create(nationality="AZE", amount_kurus=500_000, **own)
    Tariff.objects.create(nationality="GEO", amount_kurus=0, **own)
    stay = ("2026-12-01", "2027-11-30")
    assert amounts(price(*stay, nationality="AZE")) == {"9280": 500_000, "9268": 96_400}
    assert amounts(price(*stay, nationality="GEO")) == {"9268": 96_400}
    assert amounts(price(*stay, nationality="UZB")) == {"9280": 1_257_490, "9268": 96_400}


@pytest.mark.requirement("R113")
def test_halves_are_rows_and_not_arithmetic(tariff: None) -> None:
    half = dict(
        Tariff.objects.filter(kind=FeeKind.HARC_HALF, valid_from=date(2026, 1, 1)).values_list("steps", "amount_kurus")
    )
    assert half == {1: 628_740, 2: 1_257_490, 3: 1_886_230}


def test_loading_twice_changes_nothing_and_an_officers_row_stays(tariff: None) -> None:
    Tariff.objects.create(
        kind=FeeKind.VALUABLE_PAPER, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31), amount_kurus=115_000
    )
    before = list(Tariff.objects.order_by("pk").values())
    call_command("load_tariff", verbosity=0)
    assert list(Tariff.objects.order_by("pk").values()) == before


def test_a_demo_outlives_the_published_amounts_and_bears_those_that_come_later(tariff: None) -> None:
    """An officer's amount goes before the example; a year begun on examples ends on them, and nothing stumbles."""
    paper = {"kind": FeeKind.VALUABLE_PAPER, "valid_from": date(2040, 7, 1), "valid_to": date(2041, 6, 30)}
    Tariff.objects.create(**paper, amount_kurus=115_000)
    day = date(2040, 3, 1)
    assert load_tariff.Command().extend_last_amounts(day) == 7
    assert load_tariff.Command().extend_last_amounts(day) == 0
    last = load_tariff.published_years()[-1]
    spring, autumn = price("2040-04-01", "2041-03-31", on=day), price("2040-10-01", "2041-09-30", on=date(2040, 9, 1))
    assert amounts(spring) == {"9280": last["harc"][1], "9268": last["valuable_paper"]}
    assert amounts(autumn) == {"9280": last["harc"][1], "9268": 115_000}
    before = Tariff.objects.count()
    late = last | {"valid_from": date(2040, 1, 1), "valid_to": date(2040, 12, 31)}
    assert not load_tariff.Command().ensure_row(late, FeeKind.HARC, 1, 9_999_999)
    assert Tariff.objects.count() == before


def test_no_real_installation_takes_amounts_that_nobody_published(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demos only"):
        call_command("load_tariff", example=True, verbosity=0)


def test_loading_never_rewrites_an_amount(tariff: None) -> None:
    Tariff.objects.filter(kind=FeeKind.VALUABLE_PAPER, valid_from=date(2026, 1, 1)).update(amount_kurus=96_500)
    with pytest.raises(CommandError, match="96500"):
        call_command("load_tariff", verbosity=0)


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "harc", "steps": 1, "valid_from": date(2026, 12, 31), "amount_kurus": 1},
        {"kind": "valuable_paper", "valid_from": date(2025, 6, 1), "valid_to": date(2025, 6, 2), "amount_kurus": 1},
    ],
)
def test_two_amounts_for_one_day_are_impossible(tariff: None, row: dict) -> None:
    with pytest.raises(IntegrityError, match="tariff_rows_never_overlap"), transaction.atomic():
        Tariff.objects.create(**row)


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "harc", "steps": 1, "valid_from": date(2027, 1, 1), "amount_kurus": 1},
        {"kind": "harc", "steps": 1, "nationality": "AZE", "valid_from": date(2026, 1, 1), "amount_kurus": 1},
    ],
)
def test_rows_that_say_different_things_live_side_by_side(tariff: None, row: dict) -> None:
    made = Tariff.objects.create(**row)
    assert Tariff.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"kind": "harc", "steps": None, "amount_kurus": 1}, "tariff_steps_fit_kind"),
        ({"kind": "harc", "steps": 4, "amount_kurus": 1}, "tariff_steps_fit_kind"),
        ({"kind": "valuable_paper", "steps": 1, "amount_kurus": 1}, "tariff_steps_fit_kind"),
        ({"kind": "valuable_paper", "amount_kurus": 0}, "tariff_only_exemptions_are_free"),
        ({"kind": "valuable_paper", "amount_kurus": 1, "valid_to": date(2029, 12, 31)}, "tariff_span_in_order"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(db: None, row: dict, rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Tariff.objects.create(**({"valid_from": date(2030, 1, 1)} | row))


def test_an_officer_is_told_why_an_overlap_is_refused(tariff: None) -> None:
    row = Tariff(kind="harc", steps=1, valid_from=date(2026, 6, 1), amount_kurus=5)
    with pytest.raises(ValidationError, match="geçerli başka bir satır var"):
        row.full_clean()
