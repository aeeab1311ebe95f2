"""Guessers are stopped, and strangers cannot keep an owner out: reserves, the lock of a day, and what is cleared."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import AddressLock, Applicant, Arrival, EdevletVisit, Notice, OneTimeCode, Session
from applicants.privacy import account_retention, rights
from applicants.privacy.sign_in_retention import delete_expired_sign_in_rows
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver

from .doors import (
    CODE,
    EMAIL,
    RESEND,
    SIGN_OUT,
    arrive,
    ask,
    asked,
    first_time_by_edevlet,
    later,
    passport_form,
    sign_in,
    through_edevlet,
    type_code,
)

pytestmark = pytest.mark.django_db
LOCKED = "yeni tarayıcılarda e-posta ile giriş"
TOO_MANY = "Kısa sürede çok kod istendi"


def text(response) -> str:
    return response.content.decode()


def an_hour_passes() -> None:
    for code in OneTimeCode.objects.all():
        later(code, minutes=61)


def burn(email: str, codes: int = 5, network: str = "127.0.0.1") -> None:
    """A stranger, by default in the owner's own network, uses up that network's share of an hour."""
    for _ in range(codes):
        assert Client(REMOTE_ADDR=network).post(EMAIL, {"email": email}).status_code == 302
        later(OneTimeCode.objects.latest("created_at"), seconds=61)


def test_a_stranger_uses_up_the_strangers_network_and_not_the_owners_door(nilufar):
    for _ in range(2):
        burn(nilufar.email, network="198.51.100.7")
        an_hour_passes()
    assert TOO_MANY in text(Client(REMOTE_ADDR="198.51.100.9").post(EMAIL, {"email": nilufar.email}))
    assert ask(Client(), nilufar.email).url == CODE, "a new browser of the owner's is sent a code at once"


@pytest.mark.parametrize("email", ["nilufar@ornek.example", "nosorog@ornek.example"])
def test_many_networks_make_codes_rarer_and_never_stop_them(nilufar, email):
    for number in range(20):
        last = OneTimeCode(purpose="sign_in", email=email, language="tr", network=f"n{number}").enqueue()
        later(last, minutes=16 + number)
    assert ask(Client(), email).url == CODE
    later(OneTimeCode.objects.latest("created_at"), minutes=5)
    page = text(ask(Client(REMOTE_ADDR="203.0.113.9"), email))
    until = timezone.localtime(timezone.now() + timedelta(minutes=10, seconds=59))
    early = timezone.localtime(timezone.now() + timedelta(minutes=10, seconds=50))
    assert any(f"{each:%H:%M} saatinden sonra" in page for each in (until, early)), "the true time"
    for code in OneTimeCode.objects.all():
        later(code, minutes=11)
    assert ask(Client(REMOTE_ADDR="203.0.113.9"), email).url == CODE


def test_the_time_that_a_refusal_names_is_the_true_one(nilufar):
    burn(nilufar.email)
    oldest = OneTimeCode.objects.earliest("created_at")
    page = text(ask(Client(), nilufar.email))
    until = timezone.localtime(oldest.created_at + timedelta(hours=1, seconds=59))
    assert f"{until:%H:%M} saatinden sonra" in page
    for code in OneTimeCode.objects.all():
        later(code, minutes=59)
    assert ask(Client(), nilufar.email).url == CODE


@pytest.mark.requirement("R8")
def test_the_owner_on_a_known_browser_signs_in_while_strangers_burn_the_budget(browser, nilufar):
    sign_in(browser, nilufar)
    browser.post(SIGN_OUT)
    an_hour_passes()
    burn(nilufar.email)
    assert TOO_MANY in text(ask(Client(), nilufar.email))
    assert ask(browser, nilufar.email).url == CODE
    assert asked(browser).reserve
    assert type_code(browser, asked(browser).derive_digits()).status_code == 302
    assert browser.session["applicant"] == str(nilufar.pk)


def test_the_reserve_has_an_end_and_its_own_pause(browser, nilufar):
    sign_in(browser, nilufar)
    browser.post(SIGN_OUT)
    an_hour_passes()
    burn(nilufar.email)
    for _ in range(3):
        assert ask(browser, nilufar.email).url == CODE
        before = OneTimeCode.objects.count()
        browser.post(RESEND)  # at once: no
        assert OneTimeCode.objects.count() == before
        later(OneTimeCode.objects.latest("created_at"), seconds=61)
    assert TOO_MANY in text(ask(browser, nilufar.email))


def test_a_browser_known_to_somebody_else_has_no_reserve_here(browser, nilufar):
    other = Applicant.objects.create(email="other@ornek.example")
    sign_in(browser, other)
    browser.post(SIGN_OUT)
    burn(nilufar.email)
    assert TOO_MANY in text(ask(browser, nilufar.email))
    forged = Client()
    forged.cookies["device"] = "WyJ4Il0:forged"
    assert TOO_MANY in text(ask(forged, nilufar.email))


def guess(email: str, times: int) -> None:
    """So many wrong codes in a row, five to a code."""
    for number in range(times // 5):
        code = OneTimeCode(purpose="sign_in", email=email, language="tr", network=f"n{number}", tries=5).enqueue()
        later(code, hours=25 + number)


@pytest.mark.requirement("R8")
@pytest.mark.parametrize("email", ["nilufar@ornek.example", "nosorog@ornek.example"])
def test_a_hundred_wrong_codes_in_a_row_close_the_door_for_a_day_for_any_address(browser, nilufar, email):
    guess(email, 95)
    ask(browser, email)
    for _ in range(5):
        assert not AddressLock.objects.exists()
        page = type_code(browser, "00000000")
    assert AddressLock.objects.get().email == email
    assert type_code(browser, asked(browser).derive_digits()).status_code == 200  # not even the right one
    later(OneTimeCode.objects.latest("created_at"), minutes=2)
    assert LOCKED in text(ask(Client(), email))
    assert "Şimdi e-Devlet ile ya da" in text(ask(Client(), email))
    AddressLock.objects.update(until=timezone.now())
    assert ask(Client(), email).url == CODE
    assert page.status_code == 200


def test_the_owner_is_told_once_by_mail_and_a_stranger_never(sandbox, nilufar):
    for email in (nilufar.email, "nosorog@ornek.example"):
        lock = AddressLock(email=email, until=timezone.now() + timedelta(days=1)).enqueue()
        assert attempt_delivery(AddressLock, lock.pk)
        deliver(lock)
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("email_locked", nilufar.email)
    assert "Hesabınıza kimse girmedi" in notice.text


def test_a_right_code_starts_the_count_anew(browser, nilufar):
    guess(nilufar.email, 95)
    sign_in(browser, nilufar)
    later(OneTimeCode.objects.latest("created_at"), minutes=2)
    stranger = Client()
    ask(stranger, nilufar.email)
    for _ in range(5):
        type_code(stranger, "00000000")
    assert not AddressLock.objects.exists()


@pytest.mark.requirement("R9")
def test_while_the_emails_door_is_closed_edevlet_and_the_known_browser_still_open(sandbox):
    made = sandbox.post("/nvi/persons", {})
    owner = Client()
    first_time_by_edevlet(owner, sandbox, made["ykn"])
    owner.post(SIGN_OUT)
    email = Applicant.objects.get().email
    AddressLock(email=email, until=timezone.now() + timedelta(days=1)).enqueue()
    later(OneTimeCode.objects.latest("created_at"), minutes=2)
    assert LOCKED in text(ask(Client(), email))
    assert through_edevlet(Client(), sandbox, made["ykn"]).url == "/basvurularim/"
    assert ask(owner, email).url == CODE
    assert type_code(owner, asked(owner).derive_digits()).status_code == 302


# --- what is cleared (domain 1.8) --------------------------------------------------------------------


def test_what_the_doors_leave_behind_goes_in_its_time(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    through_edevlet(Client(), sandbox, sandbox.post("/nvi/persons", {})["ykn"])
    Client().post("/giris/pasaport/", passport_form(sandbox.post("/goc/entries", {}), "waits@ornek.example"))
    assert set(delete_expired_sign_in_rows().values()) == {0}

    for row in (*Arrival.objects.all(), *EdevletVisit.objects.all(), *OneTimeCode.objects.all()):
        later(row, days=8)
    account_retention.apply_retention_rules()
    assert not EdevletVisit.objects.exists()
    kept, waiting = Arrival.objects.order_by("promise_state")
    assert (kept.passport_number, kept.consular_reference, kept.claim, kept.answer) == ("", "", {}, {})
    assert waiting.claim  # still owed: nobody has asked the authority yet
    assert OneTimeCode.objects.count() == 2

    for code in OneTimeCode.objects.all():
        later(code, days=366)
    Arrival.objects.update(created_at=timezone.now() - timedelta(days=366))
    Session.objects.update(expire_date=timezone.now() - timedelta(days=8))
    account_retention.apply_retention_rules()
    for table in (OneTimeCode, Arrival, Session):
        assert not table.objects.exists()
    assert set(delete_expired_sign_in_rows().values()) == {0}
    assert Applicant.objects.count() == 1


def test_somebody_whose_arrival_was_emptied_starts_with_an_empty_form(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], "X00000000")
    later(Arrival.objects.get(), days=8)
    delete_expired_sign_in_rows()
    assert "X00000000" not in text(browser.get("/giris/konsolosluk/"))


def test_an_erased_person_stands_in_no_line_that_is_kept_of_sign_ins(browser, sandbox):
    """Law 6698 art. 7: the lines say that codes were asked for (domain 1.8), and no longer by whom."""
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    applicant, email = Applicant.objects.get(), Applicant.objects.get().email
    AddressLock(email=email, until=timezone.now() + timedelta(hours=1)).enqueue()
    other = OneTimeCode(purpose="sign_in", email="baska@ornek.example", language="tr", network="n").enqueue()
    rights.erase_account(applicant, "her own wish")
    for table in (Arrival, OneTimeCode, AddressLock):
        rows = str(list(table.objects.values()))
        for trace in (email, made["passport_number"], made["reference"]):
            assert trace not in rows, (table, trace)
    other.refresh_from_db()
    assert other.email == "baska@ornek.example"
