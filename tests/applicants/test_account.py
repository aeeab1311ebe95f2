"""Hesabım: where one is signed in and for how long, what a strange browser sets off, the language of notices."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Identity, Notice, Officer, Session
from tests.builders.sessions import again, is_in, wait
from tests.staff import at_the_desk

from .doors import SIGN_OUT, sign_in

pytestmark = pytest.mark.django_db

ACCOUNT, SESSIONS, LANGUAGE = "/hesap/", "/hesap/oturumlar/", "/hesap/bildirim-dili/"
STATE, PROLONG = "/oturum/", "/oturum/uzat/"
FIREFOX = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"}
CHROME = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"}


def left(browser: Client) -> int:
    return browser.get(STATE).json()["left"]


class TestTheEnd:
    def test_after_twenty_minutes_without_a_sign_of_life(self, browser, nilufar):
        sign_in(browser, nilufar)
        wait(minutes=19)
        assert is_in(browser)
        wait(minutes=19)
        assert is_in(browser)
        wait(minutes=20)
        assert not is_in(browser)

    def test_after_eight_hours_in_any_case(self, browser, nilufar):
        sign_in(browser, nilufar)
        for _ in range(30):
            wait(minutes=15)
            assert is_in(browser)
        wait(minutes=15)
        assert is_in(browser)
        assert browser.get(STATE).json() == {"left": pytest.approx(900, abs=120), "last": True}
        assert browser.post(PROLONG).json()["left"] <= 900
        wait(minutes=16)
        assert not is_in(browser)

    def test_an_officer_has_fifteen_minutes(self):
        officer = Officer.objects.create_user("gorevli", password="x", is_staff=True, is_superuser=True)
        clerk = at_the_desk(officer, Client())
        wait(minutes=14)
        assert clerk.get("/admin/").status_code == 200
        wait(minutes=15)
        assert clerk.get("/admin/").status_code == 302

    def test_somebody_on_the_way_in_is_not_thrown_out_while_the_authority_is_slow(self, browser, nilufar):
        browser.get(f"/giris/?next={SESSIONS}")
        wait(hours=7)
        assert browser.session["next"] == SESSIONS

    def test_asking_how_long_it_lasts_does_not_prolong_it_and_the_button_does(self, browser, nilufar):
        sign_in(browser, nilufar)
        wait(minutes=18)
        assert left(browser) == pytest.approx(120, abs=5)
        assert left(browser) <= 120
        assert browser.post(PROLONG).json() == {"left": pytest.approx(1200, abs=5), "last": False}
        assert browser.get(PROLONG).status_code == 405
        wait(minutes=21)
        assert browser.get(STATE).json()["left"] == 0
        assert browser.post(PROLONG).json()["left"] == 0
        assert not is_in(browser)

    def test_without_scripts_the_page_says_when(self, browser, nilufar):
        sign_in(browser, nilufar)
        ends = timezone.localtime(Session.objects.get().expire_date)
        assert f'<bdi dir="ltr">{ends:%H:%M}</bdi>' in browser.get(ACCOUNT).content.decode()

    def test_it_is_written_down_at_most_once_a_minute(self, browser, nilufar, django_assert_num_queries):
        sign_in(browser, nilufar)
        with django_assert_num_queries(2):  # the session and the person
            browser.get(STATE)
        wait(seconds=61)
        browser.get(ACCOUNT)
        seen = Session.objects.get().seen_at
        assert timezone.now() - seen < timedelta(seconds=5)
        browser.get(ACCOUNT)
        assert Session.objects.get().seen_at == seen

    def test_a_page_under_way_does_not_revive_a_session_ended_meanwhile(self, browser, nilufar):
        sign_in(browser, nilufar)
        store = Session.get_session_store_class()(browser.session.session_key)
        store.is_user_activity = True
        wait(minutes=2)
        Session.objects.all().delete()
        assert store.load() == {}
        assert Session.objects.count() == 0


class TestWhereOneIsSignedIn:
    @pytest.mark.requirement("R1")
    def test_every_browser_is_listed_and_this_one_is_marked(self, browser, nilufar, django_assert_num_queries):
        browser.defaults |= {"HTTP_USER_AGENT": FIREFOX["User-Agent"]}
        sign_in(browser, nilufar)
        with django_assert_num_queries(4):
            page = browser.get(SESSIONS).content.decode()
        assert page.count("Bu oturum<") == 1
        assert "Firefox, Android" in page
        for _ in range(2):
            other = Client(headers=CHROME)
            again(other, nilufar)
        with django_assert_num_queries(4):
            page = browser.get(SESSIONS).content.decode()
        assert page.count("Chrome, Windows</bdi>") == 2
        assert page.count("Bu oturum<") == 1
        assert browser.session.session_key not in page

    def test_another_one_can_be_ended_and_only_one_s_own(self, browser, nilufar):
        stranger = sign_in(Client(), Applicant.objects.create(email="baska@ornek.example"))
        phone = sign_in(browser, nilufar)
        desk = again(Client(), nilufar)
        theirs = Session.objects.exclude(applicant=nilufar).get()
        desk.post(f"{SESSIONS}{theirs.public_id}/kapat/")
        assert is_in(stranger)
        of_phone = Session.objects.get(pk=phone.session.row_key)
        for _ in range(2):  # pressed twice
            assert desk.post(f"{SESSIONS}{of_phone.public_id}/kapat/").url == SESSIONS
        assert not is_in(phone)
        assert is_in(desk)

    def test_everywhere_means_here_too(self, browser, nilufar):
        sign_in(browser, nilufar)
        phone = again(Client(), nilufar)
        answer = browser.post(f"{SESSIONS}hepsini-kapat/")
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert not is_in(browser)
        assert not is_in(phone)

    def test_the_account_page_costs_few_queries(self, browser, nilufar, django_assert_max_num_queries):
        sign_in(browser, nilufar)
        with django_assert_max_num_queries(8):
            page = browser.get(ACCOUNT).content.decode()
        assert nilufar.email in page


class TestAStrangeBrowser:
    def notices(self, applicant: Applicant) -> list[Notice]:
        return list(applicant.notices.filter(kind="new_device"))

    def test_is_reported_and_a_familiar_one_is_not(self, browser, nilufar):
        sign_in(browser, nilufar)
        browser.post(SIGN_OUT)
        again(browser, nilufar)
        assert self.notices(nilufar) == []
        again(Client(headers=CHROME), nilufar)
        told = self.notices(nilufar)
        assert len(told) == 1
        assert "Chrome, Windows" in told[0].text
        assert nilufar.email not in told[0].text + told[0].title

    def test_is_strange_to_each_account_by_itself_and_the_cookie_cannot_be_made(self, browser, nilufar):
        sign_in(browser, nilufar)
        other = Applicant.objects.create(email="baska@ornek.example", last_sign_in_at=timezone.now())
        sign_in(browser, other)
        assert len(self.notices(other)) == 1
        cookie = browser.cookies[configured.DEVICE_COOKIE_NAME]
        assert str(nilufar.pk) not in cookie.value
        assert nilufar.email not in cookie.value
        assert cookie["httponly"]
        forged = Client()
        forged.cookies[configured.DEVICE_COOKIE_NAME] = cookie.value[:-2] + "xx"
        again(forged, nilufar)
        assert len(self.notices(nilufar)) == 1


@pytest.mark.requirement("R2")
class TestTheLanguageOfNotices:
    def test_what_was_chosen_outlives_a_sign_in_in_another_language(self, browser, nilufar):
        sign_in(browser, nilufar)
        assert browser.post(LANGUAGE, {"language": "ru"}).url == ACCOUNT
        browser.post(SIGN_OUT)
        browser.cookies["language"] = "en"
        again(browser, nilufar)
        nilufar.refresh_from_db()
        assert nilufar.language == "ru"
        page = browser.get(ACCOUNT).content.decode()
        assert '<html lang="en"' in page
        assert "Русский" in page

    def test_only_languages_of_the_portal(self, browser, nilufar):
        sign_in(browser, nilufar)
        assert "Hata:" in browser.post(LANGUAGE, {"language": "xx"}).content.decode()
        assert browser.post(LANGUAGE, {}).status_code == 200


@pytest.mark.requirement("R1")
def test_one_account_is_one_foreign_person():
    """Nobody signs in for others: an account has one identity, and Turkish citizens have none here."""
    fields = {field.name for field in Applicant._meta.get_fields()}
    assert not fields & {"employer", "company", "agent", "represents"}
    assert Identity._meta.get_field("applicant").primary_key
