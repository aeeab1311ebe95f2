"""Bounds and consents: told before a person presses, in their own numbers, and as they stood (issue 15, 13 and 14)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from applications.eligibility.deadlines import today
from applications.models import Application, Category, Work
from applications.wizard.consent_and_documents import CONSENT_VERSION
from payments.payment_periods import add_months
from tests.builders.browsers import signed_in
from tests.builders.objections import read_reason

from . import cases

pytestmark = pytest.mark.django_db


def posted_day(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def empty(catalogue: None) -> Application:
    case = cases.payable_draft()
    Work.objects.filter(application=case).delete()
    return case


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, "Bu kategoride en çok 24 ay verilir."),
        ({"calendar_year": True, "cap_months": 6}, "Bu kategoride bir takvim yılında en çok 6 ay verilir."),
        ({"rolling_days": 90, "rolling_within": 180}, "Bu kategoride her 180 günün en çok 90 günü verilir."),
    ],
)
def test_the_caps_of_the_category_are_told_before_anything_is_typed(
    empty: Application, rules: dict[str, Any], words: str
) -> None:
    Category.objects.filter(pk=empty.category_id).update(**rules)
    page = signed_in(empty.applicant).get(reverse("application_step", args=[empty.pk, "isyeri"]))
    assert words in page.text


def test_the_latest_end_is_told_as_soon_as_the_start_is_known_and_before_that_as_far_as_the_passport_goes(
    empty: Application,
) -> None:
    browser, address = signed_in(empty.applicant), reverse("application_step", args=[empty.pk, "isyeri"])
    passport = empty.applicant.passport
    with translation.override("tr"):
        by_passport = date_format(passport.expires_on - timedelta(days=60), "j E Y")
    assert f"60 gün öncesi olan {by_passport} en geç bitiştir" in browser.get(address).text
    start = today() + timedelta(days=5)
    type(passport).objects.filter(pk=passport.pk).update(expires_on=add_months(start, 60))
    drawn = browser.post(address, posted_day("starts_on", start) | {"_redraw": "1"}).text
    with translation.override("tr"):
        last = date_format(add_months(start, 24) - timedelta(days=1), "j E Y")
    assert f"Bu kategoride bu başlangıçla en geç bitiş: {last}." in drawn
    assert "Hata:" not in drawn


def test_how_much_there_must_and_may_be_written_is_told_in_the_readers_numbers(empty: Application) -> None:
    rejected = cases.rejected()
    browser = signed_in(rejected.applicant)
    read_reason(browser, rejected)
    pages = {
        reverse("application_step", args=[empty.pk, "isyeri"]): ("purpose", "2", signed_in(empty.applicant)),
        reverse("objection", args=[rejected.pk]): ("statement", "4", browser),
    }
    for address, (name, thousands, reader) in pages.items():
        for language, mark in (("tr", "."), ("en", ",")):
            page = reader.get(address, headers={"accept-language": language}).text
            limit = f"{thousands}{mark}000"
            assert f"20, en çok {limit}" in page or f"20 and at most {limit}" in page, (name, language)
            assert f'name="{name}"' in page
            assert 'data-least="20"' in page


def test_an_old_consent_keeps_the_words_that_were_consented_to(catalogue: None) -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    page = reverse("application_consent", args=[case.pk])
    browser.post(page)
    browser.post(reverse("application_step", args=[case.pk, "riza"]), {"clarification": "on", "consent": "on"})
    case.explicitconsent.refresh_from_db()
    assert case.explicitconsent.version == CONSENT_VERSION == "2026-2"
    old, new = "Rızanızı destek adresine yazarak her zaman geri alabilirsiniz.", "«Açık rızanız» sayfasından her zaman"
    for version, told, untold in (("2026-1", old, new), ("2026-2", new, old)):
        type(case.explicitconsent).objects.update(version=version)
        answer = browser.get(page).text
        assert told in answer
        assert untold not in answer
    type(case.explicitconsent).objects.update(version="2019-9")
    assert browser.get(page).status_code == 200
