"""The registered e-mail changes when both ends have been proven, and not a moment before (R26)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from applicants.models import Applicant, EmailChange, Notice, OneTimeCode, Session
from applicants.notices.mail import send_code
from tests.builders.sessions import again, is_in, wait

from .doors import later, sign_in, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R26")]

START, CODE, RESEND, CANCEL = (
    "/hesap/e-posta/",
    "/hesap/e-posta/kod/",
    "/hesap/e-posta/kod/yeni/",
    "/hesap/e-posta/vazgec/",
)
NEW = "yeni@ornek.example"


@pytest.fixture
def inside(browser, nilufar) -> Client:
    sign_in(browser, nilufar)
    a_minute_goes_by()
    return browser


def a_minute_goes_by() -> None:
    for code in OneTimeCode.objects.all():
        later(code, seconds=61)


def last(browser: Client) -> OneTimeCode:
    return OneTimeCode.objects.get(pk=browser.session["confirmation_code"])


def type_code(browser: Client, step: str, digits: str = ""):
    return browser.post(CODE, {"step": step, "code": digits or last(browser).derive_digits()})


def change(browser: Client, new: str = NEW):
    assert browser.post(START, {"email": new}).url == CODE
    assert type_code(browser, "old").url == CODE
    return type_code(browser, "new")


def email_of(applicant: Applicant) -> str:
    return Applicant.objects.get(pk=applicant.pk).email


def test_a_code_to_the_old_address_then_one_to_the_new(inside, nilufar):
    elsewhere = again(Client(), nilufar)
    a_minute_goes_by()
    inside.post(START, {"email": "Yeni@Ornek.example "})
    assert (last(inside).purpose, last(inside).email) == ("email_old", nilufar.email)
    page = inside.get(CODE).content.decode()
    assert "Şimdiki adresinize gelen kodu girin" in page
    type_code(inside, "old")
    assert email_of(nilufar) == nilufar.email
    assert (last(inside).purpose, last(inside).email) == ("email_new", NEW)
    assert NEW in inside.get(CODE).content.decode()
    key = inside.session.row_key
    assert type_code(inside, "new").url == "/hesap/"
    assert email_of(nilufar) == NEW
    # Everybody else is out, and the key of this session is new.
    assert is_in(inside)
    assert not is_in(elsewhere)
    assert not Session.objects.filter(pk=key).exists()
    told = {notice.recipient: notice for notice in Notice.objects.filter(kind__startswith="email_changed")}
    assert set(told) == {nilufar.email, NEW}
    for notice in told.values():
        assert not {NEW, nilufar.email} & set(re.findall(r"\S+@\S+", notice.text))


def test_the_old_address_opens_nothing_any_more_and_the_new_one_does(inside, nilufar):
    change(inside)
    a_minute_goes_by()
    guest = Client()
    guest.post("/giris/e-posta/", {"email": nilufar.email})
    guest.post("/giris/kod/", {"code": OneTimeCode.objects.get(pk=guest.session["code"]).derive_digits()})
    assert not is_in(guest)
    nilufar.refresh_from_db()
    assert is_in(again(Client(), nilufar))


def test_without_the_old_address_the_new_one_is_not_even_asked(inside, nilufar):
    inside.post(START, {"email": NEW})
    assert "Kod yanlış" in type_code(inside, "old", wrong(last(inside))).content.decode()
    assert inside.post(CODE, {"step": "new", "code": last(inside).derive_digits()}).url == CODE
    assert last(inside).tries == 1  # a step ahead of itself is not judged
    assert not OneTimeCode.objects.filter(purpose="email_new").exists()
    change_row = EmailChange.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailChange.objects.filter(pk=change_row.pk).update(changed_at=change_row.asked_at)


def test_a_code_for_one_thing_is_good_for_nothing_else(inside, nilufar):
    inside.post(START, {"email": NEW})
    digits = last(inside).derive_digits()
    guest = Client()
    guest.post("/giris/kod/", {"code": digits})
    assert not is_in(guest)
    wait(minutes=11)
    inside.post("/hesap/onay/", {"code": digits})
    assert not inside.session.is_freshly_proven
    stranger = sign_in(Client(), Applicant.objects.create(email="baska@ornek.example"))
    assert stranger.post(CODE, {"step": "old", "code": digits}).url == START


def test_an_address_of_another_account_is_answered_like_any_other_and_only_its_owner_is_told(inside, nilufar, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    other = Applicant.objects.create(email="baska@ornek.example")
    pages = {}
    for new in (NEW, other.email):
        a_minute_goes_by()
        inside.post(START, {"email": new})
        assert type_code(inside, "old").url == CODE
        pages[new] = re.sub(r'value="\w{64}"', "", inside.get(CODE).content.decode()).replace(new, "")
        send_code(last(inside))
    assert pages[NEW] == pages[other.email]
    to_new, to_other = mail.outbox[-2:]
    assert re.search(r"\d{4} \d{4}", to_new.body)
    assert not re.search(r"\d{4} \d{4}", to_other.body)
    assert "Kod yanlış" in type_code(inside, "new").content.decode()  # even the right digits
    assert email_of(nilufar) == nilufar.email


def test_an_address_registered_in_the_meantime_is_refused_in_words(inside, nilufar):
    inside.post(START, {"email": NEW})
    type_code(inside, "old")
    code = last(inside)
    OneTimeCode.objects.filter(pk=code.pk).update(purpose="email_old")  # as if judged a moment before
    Applicant.objects.create(email=NEW)
    assert type_code(inside, "new").url == START
    assert "kullanılamıyor" in inside.get(START).content.decode()
    assert email_of(nilufar) == nilufar.email
    assert EmailChange.objects.get().cancelled_at


def test_two_tabs_a_double_click_and_turning_back(inside, nilufar):
    for _ in range(2):
        assert inside.post(START, {"email": NEW}).url == CODE
    assert EmailChange.objects.count() == 1
    assert "az önce kod gönderdik" in inside.post(START, {"email": "x@ornek.example"}).content.decode()
    digits = last(inside).derive_digits()
    type_code(inside, "old")
    assert inside.post(CODE, {"step": "old", "code": digits}).url == CODE  # the other tab
    assert last(inside).tries == 0
    assert inside.post(CANCEL).url == "/hesap/"
    assert type_code(inside, "new").url == START
    assert email_of(nilufar) == nilufar.email
    a_minute_goes_by()
    assert change(inside, "baska@ornek.example").url == "/hesap/"
    assert inside.get(CODE).url == "/hesap/"


def test_a_second_browser_takes_over_and_the_first_is_told(inside, nilufar):
    inside.post(START, {"email": NEW})
    desk = again(Client(), nilufar)
    a_minute_goes_by()
    desk.post(START, {"email": "masa@ornek.example"})
    assert type_code(inside, "old").url == START
    assert EmailChange.objects.filter(cancelled_at__isnull=True).count() == 1


def test_a_new_code_is_asked_of_the_step_one_is_at(inside):
    inside.post(START, {"email": NEW})
    type_code(inside, "old")
    first = last(inside)
    assert inside.post(RESEND).url == CODE
    assert last(inside) == first  # within the minute
    a_minute_goes_by()
    inside.post(RESEND)
    assert last(inside) != first
    assert last(inside).purpose == "email_new"


def test_half_an_hour_is_enough(inside, nilufar):
    inside.post(START, {"email": NEW})
    EmailChange.objects.update(asked_at=F("asked_at") - timedelta(minutes=31))
    assert type_code(inside, "old").url == START
    assert email_of(nilufar) == nilufar.email


@pytest.mark.parametrize("typed", ["", "ad@", "nilufar@ornek.example", "NILUFAR@ornek.example"])
def test_nonsense_and_the_same_address_are_refused(inside, typed):
    page = inside.post(START, {"email": typed})
    assert page.status_code == 200
    assert "Hata:" in page.content.decode()


class TestConfirmation:
    """Before something grave a fresh code is typed, unless one has just been."""

    PLACE = "/hesap/onay/?next=/hesap/oturumlar/"

    def test_shortly_after_a_sign_in_nobody_is_asked(self, inside):
        assert inside.get(self.PLACE).url == "/hesap/oturumlar/"

    def test_later_a_code_is_sent_on_the_button_and_leads_on(self, inside):
        wait(minutes=11)
        page = inside.get(self.PLACE).content.decode()
        assert "Kod gönder" in page
        assert not OneTimeCode.objects.filter(purpose="confirm").exists()  # a look sends no mail
        inside.post("/hesap/onay/kod/")
        assert "Kod yanlış" in inside.post("/hesap/onay/", {"code": wrong(last(inside))}).content.decode()
        assert inside.post("/hesap/onay/", {"code": last(inside).derive_digits()}).url == "/hesap/oturumlar/"
        assert inside.session.ends_at
        assert inside.get(self.PLACE).url == "/hesap/oturumlar/"

    def test_nobody_is_led_to_another_site(self, inside):
        assert inside.get("/hesap/onay/?next=https://evil.example/").url == "/basvurularim/"
