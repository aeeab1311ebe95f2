"""The night of the new year: what is unpaid costs what the new tariff says, and whoever owes hears of it (T13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applicants.models import Notice
from applications import schedule
from applications.models import ClockJob
from applications.schedule import JOBS
from payments.collections.feed import import_lines
from payments.models import PaymentOrder
from payments.payment_summary import build_payment_summary

from . import cases
from .holders import holder_of_a_card, sent_reissue

pytestmark = pytest.mark.django_db
NEW = {"harc": 1_500_000, "harc_half": 750_000, "valuable_paper": 115_000}


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def old_year_ends(*, new_tariff: bool = True) -> None:
    """Yesterday was the last day of every tariff that somebody was asked to pay by."""
    cases.tariff_ends(timezone.localdate() - timedelta(days=1), NEW if new_tariff else None)


def amounts(reference: Any) -> list[int]:
    summary = build_payment_summary(reference)
    assert summary is not None
    return [leg.amount_kurus for leg in summary.legs]


@pytest.mark.requirement("L10")
def test_everybody_who_owes_is_asked_the_new_amount_by_the_same_day_and_told_once() -> None:
    case = cases.awaiting_payment()
    half_paid = cases.awaiting_payment()
    order = PaymentOrder.objects.get(case_reference=half_paid.pk)
    import_lines([cases.line(order, "9280")])
    due = case.payment_due_at
    paid = amounts(half_paid.pk)[0]
    old_year_ends()
    for _ in range(2):
        ran = schedule.run_job(JOBS["repricing"])
        assert ran.failed == 0
    assert amounts(case.pk) == [1_500_000, 115_000]
    assert amounts(half_paid.pk) == [paid, 115_000], "what is paid stays paid"
    case.refresh_from_db()
    assert case.payment_due_at == due == PaymentOrder.objects.get(case_reference=case.pk).due_at
    (told,) = Notice.objects.filter(subject_id=case.pk, kind="new_tariff")
    assert "15.000,00 TL (önceki tutar 12.574,90 TL)" in told.text
    (told,) = Notice.objects.filter(subject_id=half_paid.pk, kind="new_tariff")
    assert "9280 kodlu hesap: ödendi" in told.text


def test_the_payment_for_a_new_card_is_asked_anew_too() -> None:
    row = sent_reissue(holder_of_a_card(), "lost")
    old_year_ends()
    assert schedule.run_job(JOBS["repricing"]).failed == 0
    assert amounts(row.pk) == [750_000, 115_000]
    assert Notice.objects.filter(subject_id=row.application_id, kind="new_tariff").count() == 1


def test_without_the_new_tariff_nothing_is_guessed_and_the_desk_sees_it() -> None:
    case = cases.awaiting_payment()
    before = amounts(case.pk)
    old_year_ends(new_tariff=False)
    assert schedule.run_job(JOBS["repricing"]).failed == 1
    assert amounts(case.pk) == before
    assert not Notice.objects.filter(subject_id=case.pk, kind="new_tariff").exists()
    assert ClockJob.objects.get(name="repricing").last_failed == 1
