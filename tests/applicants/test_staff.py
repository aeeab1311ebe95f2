"""Officers' way in: password and code, forced enrolment, guessing, recovery, accounts, and what of it is on record."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry, Officer, OfficerMail, StaffAttempt
from applicants.staff import lockout, totp
from tests.staff import SEED, at_the_desk, code_of

pytestmark = pytest.mark.django_db
PASSWORD = "uzun-bir-parola-42"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def officer() -> Officer:
    return Officer.objects.create_user(
        "gorevli", password=PASSWORD, is_staff=True, totp_seed=SEED, totp_confirmed_at=timezone.now()
    )


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"})


def type_password(browser: Client, password: str = PASSWORD, username: str = "gorevli", **more: str) -> Any:
    return browser.post(reverse("admin:login"), {"username": username, "password": password, **more})


def actions(**which: Any) -> list[str]:
    return list(AuditEntry.objects.filter(**which).order_by("pk").values_list("action", flat=True))


# --- in ------------------------------------------------------------------------------------------------
def test_password_and_code_lead_to_the_page_that_was_asked_for(browser: Client, officer: Officer) -> None:
    wanted = reverse("admin:applications_application_changelist")
    assert browser.get(wanted).url == f"/admin/login/?next={wanted}"
    assert type_password(browser, next=wanted).url == reverse("admin:code")
    before = browser.cookies["session"].value
    assert browser.get(wanted).status_code == 302, "the password alone opens nothing"
    assert browser.post(reverse("admin:code"), {"code": code_of(officer)}).url == wanted
    assert browser.cookies["session"].value != before
    assert browser.get(reverse("admin:index")).status_code == 200
    assert actions(officer=officer) == ["signed_in"]


def test_a_way_to_somewhere_else_is_not_followed(browser: Client, officer: Officer) -> None:
    type_password(browser, next="https://evil.example/")
    assert browser.post(reverse("admin:code"), {"code": code_of(officer)}).url == reverse("admin:index")


def test_a_session_without_the_code_does_not_open_the_desk_however_it_was_signed_in(
    browser: Client, officer: Officer
) -> None:
    browser.force_login(officer)
    assert browser.get(reverse("admin:index")).status_code == 302


def test_no_code_counts_twice_nor_an_earlier_one_after_it(browser: Client, officer: Officer) -> None:
    assert totp.use_code(officer, code_of(officer))
    for steps in (0, -1):
        assert not totp.use_code(officer, code_of(officer, steps))
    assert totp.use_code(officer, code_of(officer, 1)), "a phone may be half a minute ahead"
    assert not totp.use_code(officer, code_of(officer, 2))


@pytest.mark.django_db(transaction=True)
def test_one_code_typed_twice_at_the_same_moment_counts_once(officer: Officer) -> None:
    code, start, answers = code_of(officer), Barrier(4), []

    def type_it() -> None:
        start.wait()
        answers.append(totp.use_code(officer, code))
        connection.close()

    threads = [Thread(target=type_it) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [False, False, False, True]


def test_the_way_in_ends_after_ten_minutes_or_with_the_password(browser: Client, officer: Officer) -> None:
    type_password(browser)
    officer.set_password("baska-bir-parola-43")
    officer.save()
    assert browser.post(reverse("admin:code"), {"code": code_of(officer)}).url == reverse("admin:login")


# --- enrolment -------------------------------------------------------------------------------------------
def test_nobody_gets_in_before_the_app_is_set_up_and_the_given_password_changed(browser: Client) -> None:
    officer = Officer.objects.create_user("gorevli", password=PASSWORD, is_staff=True, must_change_password=True)
    enrol = reverse("admin:enrol")
    assert type_password(browser).url == enrol
    for step in ("code", "recovery", "new_password"):
        assert browser.get(reverse(f"admin:{step}")).url == enrol
    page = browser.get(enrol)
    officer.refresh_from_db()
    drawn = browser.get(reverse("admin:enrol_code"))
    assert (drawn["Content-Type"], b"<svg" in drawn.content) == ("image/svg+xml", True)
    assert Client().get(reverse("admin:enrol_code")).status_code == 404
    assert totp.derive_secret(officer) in page.text.replace(" ", "")
    assert totp.derive_secret(officer) not in str(Officer.objects.filter(pk=officer.pk).values().get())
    assert browser.post(enrol, {"code": "000000"}).status_code == 422
    done = browser.post(enrol, {"code": code_of(officer)})
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", done.text)
    assert len(set(codes)) == 10
    assert browser.get(reverse("admin:index")).status_code == 302
    new_password = reverse("admin:new_password")
    assert browser.get(reverse("admin:code")).url == new_password
    same = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "başka bir parola" in browser.post(new_password, same).text
    mine = {"new_password1": "benim-parolam-2026", "new_password2": "benim-parolam-2026"}
    assert browser.post(new_password, mine).url == reverse("admin:index")
    assert browser.get(reverse("admin:index")).status_code == 200
    assert actions(officer=officer) == ["enrolled", "changed_password", "signed_in"]

    second = Client(headers={"host": "localhost"})
    type_password(second, "benim-parolam-2026")
    assert codes[0] not in second.get(reverse("admin:code")).text
    assert second.post(reverse("admin:recovery"), {"code": codes[0].upper()}).url == reverse("admin:index")
    third = Client(headers={"host": "localhost"})
    type_password(third, "benim-parolam-2026")
    assert third.post(reverse("admin:recovery"), {"code": codes[0]}).status_code == 422, "each is good once"
    assert actions(officer=officer)[3:] == ["used_recovery_code", "signed_in", "refused_sign_in"]


def test_a_changed_password_is_on_record_and_looking_at_the_page_is_not(officer: Officer) -> None:
    desk = at_the_desk(officer)
    desk.get(reverse("admin:password_change_done"))
    assert actions(officer=officer) == []
    new = {"old_password": PASSWORD, "new_password1": "baska-bir-parola-43", "new_password2": "baska-bir-parola-43"}
    assert desk.post(reverse("admin:password_change"), new).status_code == 302
    assert actions(officer=officer) == ["changed_password"]
    assert desk.get(reverse("admin:index")).status_code == 200, "the session lives on"


# --- guessing ----------------------------------------------------------------------------------------------
def elsewhere(network: str = "203.0.113.9") -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR=network)


def pass_time(**ago: float) -> None:
    for attempt in StaffAttempt.objects.all():
        StaffAttempt.objects.filter(pk=attempt.pk).update(at=attempt.at - timedelta(**ago))


def without_values(answer: Any) -> str:
    return re.sub(r'value="[^"]*"|\d+ saniye', "", answer.text)


def test_after_five_wrong_tries_the_next_has_to_wait_and_nothing_says_who_exists(
    browser: Client, officer: Officer
) -> None:
    wrong, waiting = set(), set()
    for name in ("gorevli", "hic-kimse"):
        for _ in range(lockout.FREE_TRIES):
            wrong.add(without_values(type_password(browser, "yanlis", name)))
        shut = type_password(browser, PASSWORD, name)
        assert shut.status_code == 422, "the right password does not help meanwhile"
        assert re.search(r"(30|29) saniye sonra", shut.text), "the true time"
        waiting.add(without_values(shut))
    assert (len(wrong), len(waiting)) == (1, 1)
    assert actions(officer=officer).count("locked_out") == 1
    assert actions(officer=None).count("locked_out") == 1
    assert not AuditEntry.objects.filter(detail__contains="hic-kimse").exists()
    pass_time(seconds=31)
    assert type_password(browser).url == reverse("admin:code")


def test_each_further_wrong_try_waits_twice_as_long_and_knocking_makes_it_no_longer(
    browser: Client, officer: Officer
) -> None:
    for _ in range(lockout.FREE_TRIES):
        type_password(browser, "yanlis")
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        for _ in range(3):
            assert type_password(browser).status_code == 422
        last = StaffAttempt.objects.latest("at").at
        StaffAttempt.objects.update(at=timezone.now() - timedelta(seconds=seconds - 5))
        assert type_password(browser).status_code == 422, seconds
        StaffAttempt.objects.update(at=timezone.now() - timedelta(seconds=seconds + 1))
        assert type_password(browser, "yanlis").status_code == 422
        assert StaffAttempt.objects.latest("at").at > last
    pass_time(hours=1, seconds=1)
    assert type_password(browser, "yanlis").status_code == 422
    assert type_password(browser).url == reverse("admin:code"), "an hour later the count begins anew"


def sign_in_here(browser: Client, officer: Officer) -> None:
    type_password(browser)
    assert browser.post(reverse("admin:code"), {"code": code_of(officer)}).url == reverse("admin:index")
    browser.post(reverse("admin:logout"))
    Officer.objects.update(totp_last_step=None)


def test_strangers_lock_nobody_out_of_a_known_browser_nor_of_another_network(browser: Client, officer: Officer) -> None:
    sign_in_here(browser, officer)
    stranger = elsewhere("127.0.0.1")
    for _ in range(3):
        for _ in range(lockout.FREE_TRIES_OF_NETWORK):
            type_password(stranger, "yanlis")
        pass_time(minutes=16)
    for _ in range(lockout.FREE_TRIES + 1):
        type_password(stranger, "yanlis")
    assert type_password(stranger).status_code == 422
    assert type_password(elsewhere()).url == reverse("admin:code"), "a new browser in another network"
    sign_in_here(browser, officer)


def test_a_known_browser_is_known_for_its_officer_alone_and_counts_its_own_tries(
    browser: Client, officer: Officer
) -> None:
    sign_in_here(browser, officer)
    for _ in range(lockout.FREE_TRIES):
        type_password(browser, "yanlis")
    assert type_password(browser).status_code == 422, "a stolen laptop guesses no faster"
    for _ in range(lockout.FREE_TRIES):
        type_password(browser, "yanlis", "baskasi")
    assert type_password(elsewhere("127.0.0.1"), "yanlis", "baskasi").status_code == 422
    assert StaffAttempt.objects.filter(name_key=lockout.name_key("baskasi"), device="").count() == lockout.FREE_TRIES


def test_who_knows_the_password_guesses_no_codes_from_many_networks_and_the_owner_is_told(
    browser: Client, officer: Officer
) -> None:
    Officer.objects.update(email="gorevli@ornek.example")
    sign_in_here(browser, officer)
    for number in range(lockout.FREE_TRIES):
        thief = elsewhere(f"198.51.{number}.7")
        assert type_password(thief).url == reverse("admin:code")
        assert thief.post(reverse("admin:code"), {"code": "000000"}).status_code == 422
    thief = elsewhere("198.51.99.7")
    type_password(thief)
    assert thief.post(reverse("admin:code"), {"code": code_of(officer)}).status_code == 422
    assert lockout.is_locked("GOREVLI ")
    assert OfficerMail.objects.get(officer=officer).context["change"] == "wrong_codes"
    sign_in_here(browser, officer)
    lockout.unlock_officer("gorevli")
    assert not lockout.is_locked("gorevli")


def test_a_network_that_tries_many_names_is_slowed_down(browser: Client, officer: Officer) -> None:
    for number in range(lockout.FREE_TRIES_OF_NETWORK):
        type_password(browser, "yanlis", f"kisi{number}")
    assert type_password(browser).status_code == 422
    assert type_password(elsewhere()).url == reverse("admin:code")


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_are_five_tries(officer: Officer) -> None:
    start = Barrier(20)

    def guess() -> None:
        start.wait()
        type_password(Client(headers={"host": "localhost"}), "yanlis")
        connection.close()

    threads = [Thread(target=guess) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert StaffAttempt.objects.count() == lockout.FREE_TRIES


# --- no officers of the desk ----------------------------------------------------------------------------------
def test_a_superuser_is_let_in_nowhere(browser: Client, officer: Officer) -> None:
    """Rights come with roles, and roles of different duties are never in one hand."""
    Officer.objects.filter(pk=officer.pk).update(is_superuser=True)
    assert type_password(browser).status_code == 422


def test_a_reviewer_administers_nobody(officer: Officer) -> None:
    desk = at_the_desk(officer)
    for page in (
        reverse("admin:applicants_officer_changelist"),
        reverse("admin:officer_deed", args=[officer.pk, "kodu-sifirla"]),
    ):
        assert desk.get(page).status_code == 403
        assert desk.post(page).status_code == 403
