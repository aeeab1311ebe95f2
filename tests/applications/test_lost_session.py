"""A form that comes back after its session has ended costs nobody their answers, and shows them to nobody else."""

import re

import pytest
from django.conf import settings
from django.test import Client

from applicants.models import PageDraft
from applications.models.status import Status
from tests.builders.lost_sessions import CONTACT, enter, lose, token

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

TYPED = {
    "phone": "+998 90 765 43 21",
    "address": "Yeni adres 7, daire 3\nbahçe katı",
    "city": "Samarqand",
    "country": "UZB",
}


@pytest.fixture
def browser() -> Client:
    """As strict about forms as a real server."""
    return Client(enforce_csrf_checks=True)


def post_too_late(browser: Client, page: str, fields: dict, **extra) -> str:
    """Open the page, be away for too long, press the button; where that leads."""
    hidden = token(browser, page)
    lose()
    answer = browser.post(page, fields | hidden, **extra)
    assert answer.status_code == 302
    return answer.url


def test_a_profile_page_waits_filled_in_and_is_saved_only_by_its_button(browser):
    person = cases.person()
    enter(browser, person)
    url = post_too_late(browser, CONTACT, TYPED)
    assert url == "/giris/?next=%2Fprofil%2Filetisim%2F"
    assert "Yazdıklarınız duruyor" in browser.get(url).content.decode()
    enter(browser, person)
    assert browser.answer.url == CONTACT
    page = browser.get(CONTACT).content.decode()
    assert "Bu sayfa yarım kaldı; yazdıklarınız duruyor." in page
    assert "Hata:" not in page
    for value in ("Samarqand", "daire 3\nbahçe katı", 'value="+998 90 765 43 21"'):
        assert value in page
    person.contact.refresh_from_db()
    assert person.contact.city == "Toshkent"
    assert "Samarqand" in browser.get(CONTACT).content.decode()  # looking at it does not use it up

    browser.post(CONTACT, TYPED | token(browser, CONTACT))
    person.contact.refresh_from_db()
    assert person.contact.city == "Samarqand"
    assert not PageDraft.objects.get(owner=person).unfinished


def test_a_page_of_the_application_waits_with_its_files(browser):
    case = cases.draft()
    enter(browser, case.applicant)
    page = f"/basvuru/{case.pk}/isyeri/"
    contract = case.work.contract_id
    url = post_too_late(browser, page, {"occupation": "Kimyager", "contract-kept": str(contract)})
    browser.get(url)
    enter(browser, case.applicant)
    shown = browser.get(browser.answer.url).content.decode()
    assert "Kimyager" in shown
    assert f'name="contract-kept" value="{contract}"' in shown
    assert "Hata:" not in shown


def test_the_words_of_an_objection_wait(browser):
    case = cases.rejected()
    enter(browser, case.applicant)
    page = f"/basvuru/{case.pk}/itiraz/"
    browser.post(page, {"reason_read": "on"} | token(browser, page))
    url = post_too_late(browser, page, {"statement": "Kısa bir söz"})
    browser.get(url)
    enter(browser, case.applicant)
    shown = browser.get(page)
    assert shown.status_code == 200
    assert "Kısa bir söz" in shown.content.decode()
    assert "Hata:" not in shown.content.decode()


def test_a_corrected_answer_of_a_revision_waits(browser):
    case = cases.IN_STATUS[Status.REVISION_REQUESTED]()
    enter(browser, case.applicant)
    page = f"/basvuru/{case.pk}/revizyon/isyeri/"
    browser.get(post_too_late(browser, page, {"occupation": "Kimyager"}))
    enter(browser, case.applicant)
    shown = browser.get(page).content.decode()
    assert "Kimyager" in shown
    assert "Hata:" not in shown


def test_another_person_at_the_same_browser_sees_nothing_of_it(browser):
    person, other = cases.person(), cases.person()
    enter(browser, person)
    browser.get(post_too_late(browser, CONTACT, TYPED))
    enter(browser, other)
    assert browser.answer.url == "/basvurularim/"
    assert "Samarqand" not in browser.get(CONTACT).content.decode()
    assert list(PageDraft.objects.values_list("owner", flat=True)) == [person.pk]


@pytest.mark.requirement("A-37")
def test_it_waits_for_its_person_on_every_device(browser):
    person = cases.person()
    enter(browser, person)
    post_too_late(browser, CONTACT, TYPED)
    elsewhere = enter(Client(enforce_csrf_checks=True), person)
    assert "Samarqand" in elsewhere.get(CONTACT).content.decode()


@pytest.mark.requirement("A-37")
def test_a_page_whose_session_was_lost_overwrites_nothing_newer_from_another_device(browser):
    person = cases.person()
    enter(browser, person)
    mark = re.search(r'name="_draft" value="([\w.]+)"', browser.get(CONTACT).content.decode())[1]
    elsewhere = enter(Client(enforce_csrf_checks=True), person)
    newer = token(elsewhere, CONTACT) | {"_draft": f"{int(mark.partition('.')[0])}.elsewhere"}
    assert elsewhere.post(CONTACT, {"city": "Xiva"} | newer).status_code == 200
    url = post_too_late(browser, CONTACT, TYPED | {"_draft": mark})
    assert "onların yerine geçmedi" in browser.get(url).content.decode()
    enter(browser, person)
    page = browser.get(CONTACT).content.decode()
    assert "Xiva" in page
    assert "Samarqand" not in page


def test_with_all_cookies_gone_the_form_still_leads_to_sign_in_and_back(browser):
    person = cases.person()
    enter(browser, person)
    hidden = token(browser, CONTACT)
    browser.cookies.clear()
    url = browser.post(CONTACT, TYPED | hidden).url
    browser.get(url)
    enter(browser, person)
    assert "Samarqand" in browser.get(browser.answer.url).content.decode()


def test_a_form_from_before_a_new_sign_in_is_shown_again_to_its_person_only(browser):
    person, other = cases.person(), cases.person()
    enter(browser, person)
    stale = token(browser, CONTACT)
    enter(browser, person)
    assert browser.post(CONTACT, TYPED | stale).url == CONTACT
    assert "Samarqand" in browser.get(CONTACT).content.decode()
    enter(browser, other)  # whose page must not take what somebody else typed
    answer = browser.post(CONTACT, TYPED | stale)
    assert answer.status_code == 403
    assert "Samarqand" not in browser.get(CONTACT).content.decode()


def test_nothing_is_kept_for_a_form_that_we_did_not_draw(browser):
    person = cases.person()
    enter(browser, person)
    lose()
    for forged in ("", "x" * 64, "ğ" * 64, "a" * 3):
        answer = browser.post(CONTACT, TYPED | {"csrfmiddlewaretoken": forged})
        assert answer.url.startswith("/giris/")
    assert PageDraft.objects.count() == 0


def test_buttons_that_decide_something_are_not_kept(browser):
    case = cases.sent()
    enter(browser, case.applicant)
    page = f"/basvuru/{case.pk}/geri-cek/"
    assert post_too_late(browser, page, {}).startswith("/giris/")
    assert PageDraft.objects.count() == 0


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in_with_the_answers(browser):
    person = cases.person()
    enter(browser, person)
    hidden = token(browser, CONTACT)
    lose()
    answer = browser.post(
        CONTACT,
        TYPED | hidden,
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{CONTACT}"},
    )
    assert answer.headers["HX-Redirect"] == "/giris/?next=%2Fprofil%2Filetisim%2F"
    browser.get(answer.headers["HX-Redirect"])
    enter(browser, person)
    assert "Samarqand" in browser.get(browser.answer.url).content.decode()


def test_neither_the_session_nor_an_address_holds_what_was_typed(browser):
    person = cases.person()
    enter(browser, person)
    url = post_too_late(browser, CONTACT, TYPED)
    assert browser.session["kept_for"] == str(PageDraft.objects.get().owner_id)
    assert "Samarqand" not in str(dict(browser.session)) + url
    assert settings.SESSION_COOKIE_NAME in browser.cookies


def test_another_telephone_number_is_told_of_and_the_first_one_is_not(browser):
    """N22: somebody else's change of a number would otherwise go unnoticed."""
    person = cases.person()
    enter(browser, person)
    for number in (person.contact.phone, TYPED["phone"]):
        browser.post(CONTACT, TYPED | {"phone": number} | token(browser, CONTACT))
    told = person.notices.get(kind="phone_changed")
    assert "765" not in told.text


@pytest.mark.requirement("R26")
def test_the_registered_address_is_shown_in_the_profile_with_the_way_to_change_it(browser):
    person = cases.person()
    enter(browser, person)
    page = browser.get(CONTACT).content.decode()
    assert person.email in page
    assert 'href="/hesap/e-posta/"' in page
