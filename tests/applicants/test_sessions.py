"""Who is signed in: fresh keys, real farewells, no way out of the site, and nobody is two people."""

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Officer, OneTimeCode, Session
from applicants.notices import inbox
from tests.staff import SEED, at_the_desk, code_of

from .doors import EMAIL, SIGN_OUT, arrive, ask, asked, later, sign_in, type_code

pytestmark = pytest.mark.django_db

HOME = "/basvurularim/"
INBOX = "/bildirimler/"


@pytest.fixture
def officer(db) -> Officer:
    return Officer.objects.create_user("gorevli", password="uzun-bir-parola-42", is_staff=True)


def with_cookie(value: str) -> Client:
    browser = Client()
    browser.cookies[configured.SESSION_COOKIE_NAME] = value
    return browser


def cookie(browser: Client) -> str:
    return browser.cookies[configured.SESSION_COOKIE_NAME].value


def test_signing_in_gives_a_new_key_and_the_old_one_is_nobody(browser, nilufar):
    ask(browser, nilufar.email)
    before = cookie(browser)
    type_code(browser, asked(browser).derive_digits())
    assert cookie(browser) != before
    assert with_cookie(before).get(INBOX).status_code == 302
    assert browser.get(INBOX).status_code == 200
    assert Session.objects.get().applicant == nilufar
    # Nothing of the way in is carried along.
    assert set(browser.session.keys()) == {"applicant"}


def test_signing_out_ends_the_session_on_the_server(browser, nilufar):
    sign_in(browser, nilufar)
    stolen = cookie(browser)
    assert with_cookie(stolen).get(INBOX).status_code == 200
    assert browser.get(SIGN_OUT).status_code == 405  # a picture on another site must not sign anybody out
    answer = browser.post(SIGN_OUT)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert with_cookie(stolen).get(INBOX).status_code == 302
    assert Session.objects.count() == 0


def test_a_session_ends_by_itself(browser, nilufar):
    sign_in(browser, nilufar)
    assert Session.objects.get().expire_date <= timezone.now() + timedelta(hours=8)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get(INBOX).status_code == 302


def test_a_page_asked_for_before_signing_in_is_shown_after(browser, nilufar):
    answer = browser.get(f"{INBOX}?sayfa=2")
    assert answer.url == "/giris/?next=%2Fbildirimler%2F%3Fsayfa%3D2"
    browser.get(answer.url)
    browser.post("/giris/", {"before": "yes"})
    ask(browser, nilufar.email)
    assert type_code(browser, asked(browser).derive_digits()).url == f"{INBOX}?sayfa=2"
    assert browser.get("/giris/").url == HOME  # once


def test_a_page_asked_for_is_shown_after_coming_in_from_abroad(browser, sandbox):
    browser.get(f"/giris/?next={INBOX}")
    made = sandbox.new_reference()
    assert arrive(browser, made["reference"], made["passport_number"]).url == INBOX


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "\thttps://evil.example",
        " //evil.example",
        "/\t/evil.example",
        "%2F%2Fevil.example",
        "http://[evil",
        "\x00//evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(browser, nilufar, where):
    browser.get("/giris/", {"next": where})
    ask(browser, nilufar.email)
    url = type_code(browser, asked(browser).derive_digits()).url
    assert url == HOME or url.startswith("%2F")  # a name relative to our own page


def test_nobody_is_sent_from_https_to_http(nilufar, settings):
    browser = Client()
    browser.get("/giris/", {"next": "http://testserver/bildirimler/"}, secure=True)
    assert "next" not in browser.session


def test_a_post_that_met_a_lost_session_leads_back_to_its_page(browser, nilufar):
    """The address of a POST may have no page to show: after sign-in the person sees where they were instead."""
    somewhere = f"/basvuru/{uuid.uuid4()}/gonder/"
    answer = browser.post(somewhere, headers={"referer": "http://testserver/basvuru/on-izleme/?geri=1"})
    assert answer.url == "/giris/?next=%2Fbasvuru%2Fon-izleme%2F%3Fgeri%3D1"
    assert browser.post(somewhere).url == "/giris/"
    assert browser.post(somewhere, headers={"referer": "https://evil.example/x"}).url == "/giris/"


def test_a_part_of_a_page_that_met_a_lost_session_sends_the_whole_page_to_sign_in(browser):
    answer = browser.post(
        INBOX, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/profil/iletisim/?x=1"}
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/giris/?next=%2Fprofil%2Filetisim%2F%3Fx%3D1"


def test_an_officer_is_no_applicant_and_an_applicant_no_officer(browser, nilufar, officer):
    sign_in(browser, nilufar)
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/admin/login/")

    clerk = at_the_desk(officer, Client())
    assert clerk.get("/admin/").status_code == 200
    assert clerk.get(INBOX).url.startswith("/giris/")


def test_one_browser_is_one_person_at_a_time(browser, nilufar, officer):
    sign_in(browser, nilufar)
    before = cookie(browser)
    Officer.objects.update(totp_seed=SEED, totp_confirmed_at=timezone.now())
    browser.post("/admin/login/", {"username": "gorevli", "password": "uzun-bir-parola-42"})
    assert browser.get(INBOX).url.startswith("/giris/"), (
        "the applicant is gone as soon as an officer's password is right"
    )
    answer = browser.post("/admin/login/kod/", {"code": code_of(Officer.objects.get())})
    assert answer.url == "/admin/"
    assert browser.get("/admin/").status_code == 200
    assert browser.get(INBOX).url.startswith("/giris/")
    assert with_cookie(before).get(INBOX).status_code == 302
    assert [session.applicant_id for session in Session.objects.all()] == [None]

    later(OneTimeCode.objects.get(), minutes=2)
    sign_in(browser, nilufar)
    assert browser.get(INBOX).status_code == 200
    assert browser.get("/admin/").status_code == 302


def test_an_officers_address_opens_no_applicants_account(browser, officer):
    Officer.objects.filter(pk=officer.pk).update(email="gorevli@ornek.example")
    ask(browser, "gorevli@ornek.example")
    type_code(browser, asked(browser).derive_digits())
    assert "applicant" not in browser.session
    assert Applicant.objects.count() == 0


@pytest.fixture
def letter(nilufar):
    context = {"number": "2026-1", "category": "Araştırma", "url": "https://x.example/"}
    return inbox.write_notice("received", applicant=nilufar, dedupe_key="x", context=context)


def test_somebody_elses_notice_is_not_there(browser, nilufar, letter):
    other = Applicant.objects.create(email="other@ornek.example")
    page = f"{INBOX}{letter.pk}/"
    assert browser.get(page).url == f"/giris/?next=%2Fbildirimler%2F{letter.pk}%2F"
    sign_in(browser, other)
    assert browser.get(page).status_code == 404
    assert browser.get(f"{INBOX}{uuid.uuid4()}/").status_code == 404
    assert letter.title not in browser.get(INBOX).content.decode()
    letter.refresh_from_db()
    assert letter.read_at is None

    mine = sign_in(Client(), nilufar)
    assert "Yeni" in mine.get(INBOX).content.decode()
    assert letter.title in mine.get(page).content.decode()
    assert "tag--info" not in mine.get(INBOX).content.decode()


def test_pages_of_people_are_kept_by_no_cache(browser, nilufar, letter):
    sign_in(browser, nilufar)
    for page in (INBOX, f"{INBOX}{letter.pk}/", EMAIL, "/giris/"):
        assert "no-store" in browser.get(page).headers["Cache-Control"]


def test_the_inbox_costs_the_same_for_one_notice_and_for_twenty(
    browser, nilufar, letter, django_assert_max_num_queries
):
    sign_in(browser, nilufar)
    for number in range(20):
        inbox.write_notice(
            "received",
            applicant=nilufar,
            dedupe_key=f"x{number}",
            context={"number": str(number), "category": "A", "url": ""},
        )
    with django_assert_max_num_queries(8):
        assert len(re.findall("notices__item--unread", browser.get(INBOX).content.decode())) == 21


def test_the_code_comes_in_the_browsers_language_and_mails_keep_to_theirs(browser, nilufar):
    """A-32: a sign-in from another browser changes nothing."""
    before = nilufar.language
    assert before != "en"
    browser.cookies["language"] = "en"
    sign_in(browser, nilufar)
    nilufar.refresh_from_db()
    assert nilufar.language == before
    assert OneTimeCode.objects.get().language == "en"


def test_letters_that_would_grow_do_not_make_an_address_too_long(browser, db):
    """Lower case of İ is two characters; it is read as the i of the keyboard, so the address keeps its length."""
    assert ask(browser, "a@" + ".".join(["İ" * 60] * 4) + ".com").status_code == 302
    page = ask(browser, "a@" + ".".join(["İ" * 60] * 5) + ".com")
    assert page.status_code == 200
    assert "Hata:" in page.content.decode()


def test_a_copy_of_the_table_signs_nobody_in(browser, nilufar):
    """What a backup or a report holds of a session is not what the cookie holds."""
    sign_in(browser, nilufar)
    kept = str(Session.objects.values().get())
    assert cookie(browser) not in kept
    for stolen in re.findall(r"[A-Za-z0-9_:-]{20,}", kept):
        assert with_cookie(stolen).get(HOME).status_code == 302, stolen
    assert with_cookie(cookie(browser)).get(HOME).status_code == 200  # the cookie itself would
