"""Revizyon Yap (guide 4.2): what was opened can be answered anew and nothing else, page by page, until it is sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from applications.models import Application, Contact, HistoryEntry, RevisionItem, Work
from applications.models.status import Status
from tests.builders.browsers import signed_in
from tests.builders.revisions import asked, overview, step

from . import cases

pytestmark = pytest.mark.django_db
INVITATION = "invitation-letter"


@pytest.mark.requirement("R71")
def test_the_mail_names_what_is_wanted_in_words_with_reason_last_day_and_way(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"), ("kanitlayici-belgeler", INVITATION))
    told = Notice.objects.get(subject_id=case.pk, kind="revision_requested").text
    assert "Çalışma izni muafiyeti kapsamında yapacağınız meslek" in told
    assert "Davet / kabul yazısı" in told
    assert "occupation için gerekçe 1." in told
    assert f"{INVITATION} için gerekçe 2." in told
    assert "Son gün:" in told
    assert "«Revizyon Yap»" in told
    assert overview(case) in told
    assert "\noccupation\n" not in told, "codes are not for people"


@pytest.mark.requirement("R72")
def test_only_what_was_opened_is_asked_with_its_reason(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"), ("kisisel", "birth_place"))
    browser = signed_in(case.applicant)
    listed = browser.get(overview(case)).text
    assert listed.count('class="asked__item"') == 2
    assert "Revizyonu gönder" not in listed
    page = browser.get(step(case)).text
    assert "occupation için gerekçe 1." in page
    assert 'name="occupation"' in page
    for closed in ("purpose", "gross_monthly_wage", "starts_on", "has_employer", "contract"):
        assert f'name="{closed}' not in page
    assert browser.get(step(case, "iletisim")).status_code == 404
    assert browser.get(step(case, "riza")).status_code == 404


@pytest.mark.requirement("R72")
def test_all_is_answered_page_by_page_and_only_then_sent(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"), ("kisisel", "birth_place"))
    browser = signed_in(case.applicant)
    assert browser.post(step(case), {"occupation": "Profesör"}).headers["Location"] == overview(case)
    later = signed_in(case.applicant)  # another browser, another day
    halfway = later.get(overview(case)).text
    assert (halfway.count("Düzeltildi"), halfway.count("Bekliyor")) == (1, 1)
    refused = later.post(overview(case))
    assert (refused.status_code, "İstenen düzeltmelerin tamamını yapın." in refused.text) == (422, True)
    later.post(step(case, "kisisel"), {"birth_place": "Samarqand"})
    assert "Revizyonu gönder" in later.get(overview(case)).text
    for _ in range(2):  # a double click
        assert later.post(overview(case)).headers["Location"] == reverse("application", args=[case.pk])
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION
    assert case.snapshot["work"]["occupation"] == "Profesör"
    assert case.snapshot["personal"]["birth_place"] == "Samarqand"
    assert HistoryEntry.objects.filter(application=case, move="resubmit").count() == 1
    assert Notice.objects.filter(subject_id=case.pk, kind="revision_received").count() == 1
    assert not RevisionItem.objects.filter(closed_at__isnull=True).exists()


@pytest.mark.requirement("R72")
def test_nothing_else_can_be_changed_by_whatever_is_posted_or_the_profile_says(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"))
    before = case.snapshot
    browser = signed_in(case.applicant)
    forged = {
        "occupation": "Profesör",
        "purpose": "Bambaşka bir amaç için geliyorum.",
        "gross_monthly_wage": "1.000.000,00",
        "has_employer": "False",
        "self_employed": "on",
        "province": "34",
        "ends_on_day": "1",
        "ends_on_month": "1",
        "ends_on_year": "2031",
    }
    browser.post(step(case), forged)
    Contact.objects.filter(applicant=case.applicant).update(city="Ankara")
    browser.post(overview(case))
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION
    assert case.snapshot == before | {"work": before["work"] | {"occupation": "Profesör"}}


def test_a_document_is_reopened_by_its_kind_and_mended_only_by_another_file(catalogue: None) -> None:
    case = asked(("kanitlayici-belgeler", INVITATION))
    browser = signed_in(case.applicant)
    there = step(case, "kanitlayici-belgeler")
    (old,) = case.snapshot["supporting"][INVITATION]
    assert old["upload"] in browser.get(there).text
    same = browser.post(there, {f"{INVITATION}-kept": [old["upload"]]})
    assert "Bu belge değiştirilmedi" in same.text
    assert RevisionItem.objects.get().answered_at is None
    new = cases.upload(case.applicant, INVITATION, state="scanning")
    browser.post(there, {f"{INVITATION}-kept": [str(new.pk)]})
    assert "denetimi sürüyor" in browser.post(overview(case)).text
    type(new).objects.filter(pk=new.pk).update(state="clean", rebuilt="clean/none.pdf")
    browser.post(overview(case))
    case.refresh_from_db()
    assert [each["upload"] for each in case.snapshot["supporting"][INVITATION]] == [str(new.pk)]


def test_a_photo_and_a_passport_scan_can_be_asked_for_again(catalogue: None) -> None:
    case = asked(("pasaport", "scan"))
    browser = signed_in(case.applicant)
    page = browser.get(step(case, "pasaport")).text
    assert 'name="scan"' in page
    assert 'name="kind"' not in page
    new = cases.upload(case.applicant, "passport-scan")
    browser.post(step(case, "pasaport"), {"scan-kept": [str(new.pk)]})
    browser.post(overview(case))
    case.refresh_from_db()
    assert case.snapshot["passport"]["scan"]["upload"] == str(new.pk)


@pytest.mark.requirement("R61")
def test_what_hangs_on_an_opened_answer_opens_with_it(catalogue: None) -> None:
    """A-8: the wrong workplace option is mended, not rejected; new dates may ask for a card and its address."""
    case = asked(("isyeri", "has_employer"))
    browser = signed_in(case.applicant)
    page = browser.get(step(case)).text
    for follower in ("sgk_workplace_no", "gross_monthly_wage", "contract", "self_employed"):
        assert f'name="{follower}"' in page
    browser.post(step(case), {"has_employer": "False", "self_employed": "on"})
    work = Work.objects.get(application=case)
    if case.category.self_employed_allowed:
        assert (work.has_employer, work.sgk_workplace_no, work.contract_id) == (False, "", None)
    else:
        assert work.has_employer


def test_new_dates_bring_their_card_and_address_and_are_judged_as_at_first(catalogue: None) -> None:
    case = asked(("isyeri", "ends_on"), case=cases.sent(cases.payable_draft()))
    browser = signed_in(case.applicant)
    page = browser.get(step(case)).text
    for follower in ("starts_on_day", "ends_on_day", "uavt_code", "address_kind"):
        assert f'name="{follower}"' in page
    start = Work.objects.get(application=case).starts_on
    dates = {**_parts("starts_on", start), **_parts("ends_on", start + timedelta(days=3000))}
    address = {"uavt_code": "2345678901", "address_kind": "workplace"}
    assert "en çok 24 ay" in browser.post(step(case), dates | address).text
    browser.post(step(case), dates | address | _parts("ends_on", start + timedelta(days=200)))
    browser.post(overview(case))
    case.refresh_from_db()
    assert case.snapshot["work"]["ends_on"] == (start + timedelta(days=200)).isoformat()


def _parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_a_start_that_has_passed_meanwhile_blocks_nobody_who_was_not_asked_for_dates(catalogue: None) -> None:
    case = cases.sent()
    Work.objects.filter(application=case).update(starts_on=timezone.localdate() - timedelta(days=3))
    case = asked(("isyeri", "occupation"), case=case)
    browser = signed_in(case.applicant)
    browser.post(step(case), {"occupation": "Profesör"})
    browser.post(overview(case))
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION


def test_a_tab_left_open_changes_nothing_after_the_revision_was_sent(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"))
    browser = signed_in(case.applicant)
    browser.post(step(case), {"occupation": "Profesör"})
    browser.post(overview(case))
    answer = browser.post(step(case), {"occupation": "Aşçı"}, follow=True)
    assert "artık değiştirilemez" in answer.text
    assert Work.objects.get(application=case).occupation == "Profesör"


def test_after_the_last_day_nothing_is_taken_any_more(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"))
    browser = signed_in(case.applicant)
    browser.post(step(case), {"occupation": "Profesör"})
    Application.objects.filter(pk=case.pk).update(revision_due_at=timezone.now() - timedelta(seconds=1))
    browser.post(step(case), {"occupation": "Aşçı"})
    shown = browser.post(overview(case), follow=True).text
    assert "Revizyon yapılamaz: süresi doldu" in shown
    assert Work.objects.get(application=case).occupation == "Profesör"
    case.refresh_from_db()
    assert case.status == Status.REVISION_REQUESTED


def test_a_second_round_opens_only_its_own_items(catalogue: None) -> None:
    case = asked(("isyeri", "occupation"))
    browser = signed_in(case.applicant)
    browser.post(step(case), {"occupation": "Profesör"})
    browser.post(overview(case))
    asked(("isyeri", "purpose"), case=case)
    listed = browser.get(overview(case)).text
    assert "purpose için gerekçe 1." in listed
    assert "occupation için gerekçe 1." not in listed


def test_the_pages_of_a_revision_cost_the_same_with_one_and_three_items(
    catalogue: None, django_assert_num_queries: Any
) -> None:
    items = [("isyeri", "occupation"), ("isyeri", "purpose"), ("kisisel", "birth_place")]
    for many in (1, 3):
        case = asked(*items[:many])
        browser = signed_in(case.applicant)
        with django_assert_num_queries(7):
            assert browser.get(overview(case)).text.count('class="asked__item"') == many
        with django_assert_num_queries(6):
            browser.get(step(case))


def test_the_file_under_revision_tells_of_each_answer_at_a_constant_cost(
    catalogue: None, django_assert_num_queries: Any
) -> None:
    """Verdict and reason beside the answer or document they are about.."""
    items = [("isyeri", "occupation"), ("kanitlayici-belgeler", INVITATION), ("kisisel", "photo")]
    for many in (1, 3):
        case = asked(*items[:many])
        browser = signed_in(case.applicant)
        with django_assert_num_queries(8):
            page = browser.get(reverse("application", args=[case.pk])).text
        assert page.count('class="answers__remark"') == many
        assert all(f"{field} için gerekçe {number}." in page for number, (_, field) in enumerate(items[:many], 1))
