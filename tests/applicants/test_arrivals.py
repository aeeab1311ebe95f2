"""The door abroad: every answer of the mission leads somewhere, and one person gets one account."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Arrival, Identity, OneTimeCode, ReferenceUse
from applicants.sign_in.identity_checks import Admission, admit_arrival
from emuafiyet.core.models import OutsideSystem
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from emuafiyet.core.outbox.models import OutboxState

from .doors import (
    ADMISSION,
    CODE,
    CONSULAR,
    RESEND,
    arrive,
    asked,
    at_once,
    due,
    knock,
    later,
    prove,
    type_code,
    wrong,
)

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R13")]

EMAIL = "nilufar@ornek.example"
HOME = "/basvurularim/"


def text(response) -> str:
    return response.content.decode()


def typed_values(response) -> dict[str, str]:
    """What stands in the fields of the page."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text(response)):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("name") in {"consular_reference", "passport_number", "email"}:
            found[attributes["name"]] = attributes.get("value", "")
    return found


def test_a_person_with_a_reference_comes_in_with_what_the_mission_knows(browser, sandbox):
    made = sandbox.new_reference(
        surname="SUHARTINI", given_names="", nationality="IDN", birth={"year": 1988, "month": None, "day": None}
    )
    answer = arrive(browser, made["reference"], made["passport_number"].lower())
    assert answer.url == HOME
    identity = Identity.objects.get()
    assert (identity.surname, identity.given_names, identity.nationality) == ("SUHARTINI", "", "IDN")
    assert (identity.birth_year, identity.birth_month, identity.birth_day) == (1988, None, None)
    assert identity.applicant.email == EMAIL
    assert browser.session["applicant"] == str(identity.pk)


REFUSALS = {
    "unknown": ({}, "birlikte bulunamadı. İkisini de temsilciliğin verdiği belgedeki gibi yazdığınızdan emin olun"),
    "mismatch": ({}, "birlikte bulunamadı. İkisini de temsilciliğin verdiği belgedeki gibi yazdığınızdan emin olun"),
    "used": ({}, "daha önce kullanılmış. Kaydınız varsa e-posta adresinizle giriş yapın"),
    "expired": ({"issued_days_ago": 31}, "30 günlük süresi dolmuş. Temsilcilikten yeni numara isteyin"),
    "turkish": ({"nationality": "TUR"}, "Türk vatandaşları çalışma izni muafiyetine başvuramaz"),
    "mission_closed": ({}, "Başka bir temsilciliğe başvurun"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_says_what_to_do_and_keeps_what_was_typed(browser, sandbox, case):
    values, sentence = REFUSALS[case]
    made = sandbox.new_reference(**values)
    reference, passport = made["reference"], made["passport_number"]
    if case == "unknown":
        reference = "7999999999999999"
    if case == "mismatch":
        passport = "X00000000"
    if case == "mission_closed":
        reference, passport = "2026110000000404", "Y1234500"
    if case == "used":
        sandbox.post(f"/mfa/references/{reference}/use", {"passport": passport, "use_id": "somebody"})
    page = arrive(browser, reference, passport)
    assert sentence in text(page)
    assert f'href="{CONSULAR}"' in text(page)
    assert Applicant.objects.count() == 0
    back = browser.get(CONSULAR)
    assert typed_values(back) == {"consular_reference": reference, "passport_number": passport, "email": EMAIL}


def test_a_slip_is_corrected_without_a_second_code(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], "X00000000")
    assert knock(browser, made["reference"], made["passport_number"]).url == ADMISSION
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    assert browser.get(ADMISSION).url == HOME
    assert OneTimeCode.objects.count() == 1


def test_another_email_needs_a_code_of_its_own(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], "X00000000")
    assert knock(browser, made["reference"], made["passport_number"], "other@ornek.example").url == CODE
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    assert "Referans numarası doğrulanamadı" in text(browser.get(ADMISSION))  # still the first one
    assert prove(browser).url == ADMISSION
    assert browser.get(ADMISSION).url == HOME
    assert Applicant.objects.get().email == "other@ornek.example"


def test_somebody_who_goes_back_before_the_code_finds_what_they_typed(browser, sandbox):
    made = sandbox.new_reference()
    knock(browser, made["reference"], "X00000000")
    assert typed_values(browser.get(CONSULAR))["passport_number"] == "X00000000"
    page = knock(browser, made["reference"], made["passport_number"])  # corrected within the minute
    assert "az önce kod gönderdik" in text(page)
    assert typed_values(page)["passport_number"] == made["passport_number"]
    assert typed_values(Client().get(CONSULAR))["passport_number"] == ""


def test_pressing_the_button_twice_makes_one_arrival_and_leads_to_its_code(browser, sandbox):
    made = sandbox.new_reference()
    assert knock(browser, made["reference"], made["passport_number"]).url == CODE
    assert knock(browser, made["reference"], made["passport_number"]).url == CODE
    assert (Arrival.objects.count(), OneTimeCode.objects.count()) == (1, 1)
    # The e-mail's own door does not take the code of the other one.
    assert browser.post("/giris/e-posta/", {"email": EMAIL}).status_code == 200


def test_nothing_is_told_before_the_email_is_proven(browser, sandbox):
    made = sandbox.new_reference()
    knock(browser, made["reference"], made["passport_number"])
    attempt_delivery(Arrival, asked(browser).arrival_id)
    assert browser.get(ADMISSION).url == "/giris/"
    type_code(browser, wrong(asked(browser)))
    assert browser.get(ADMISSION).url == "/giris/"
    assert Applicant.objects.count() == 0


def test_a_new_code_belongs_to_the_same_arrival(browser, sandbox):
    made = sandbox.new_reference()
    knock(browser, made["reference"], made["passport_number"])
    first = asked(browser)
    later(first, seconds=61)
    assert browser.post(RESEND).url == CODE
    assert asked(browser).arrival_id == first.arrival_id
    attempt_delivery(Arrival, first.arrival_id)
    prove(browser)
    assert browser.get(ADMISSION).url == HOME


def test_pressing_the_code_again_goes_on_instead_of_complaining(browser, sandbox):
    made = sandbox.new_reference()
    knock(browser, made["reference"], made["passport_number"])
    prove(browser)
    assert prove(browser).url == ADMISSION


def test_the_proof_belongs_to_a_new_session(browser, sandbox):
    """Whoever planted a session in this browser must not be let in by somebody else's code."""
    made = sandbox.new_reference()
    knock(browser, made["reference"], made["passport_number"])
    planted = browser.session.session_key
    prove(browser)
    assert browser.session.session_key != planted
    thief = Client()
    thief.cookies["session"] = planted
    attempt_delivery(Arrival, Arrival.objects.get().pk)
    assert thief.get(ADMISSION).url == "/giris/"


def test_while_the_mission_is_down_the_person_waits_and_is_let_in_when_it_is_back(browser, sandbox):
    made = sandbox.new_reference()
    sandbox.control(mfa_down=60)
    page = arrive(browser, made["reference"], made["passport_number"])
    assert "bu sayfa kendiliğinden yenilenir" in text(page)
    assert 'http-equiv="refresh" content="2"' in text(page)
    arrival = Arrival.objects.get()
    later(arrival, seconds=21)
    assert "Temsilcilik sistemi şu anda geç yanıt veriyor" in text(browser.get(ADMISSION))
    for _ in range(9):
        due(arrival)
        assert not attempt_delivery(Arrival, arrival.pk)
    # However long it has been away, who waits at the screen is not made to wait an hour more.
    arrival.refresh_from_db()
    assert arrival.promise_state == OutboxState.QUEUED
    assert arrival.next_attempt_at - timezone.now() <= timedelta(minutes=1)
    assert (arrival.attempts, arrival.waits_for) == (0, "mfa")
    sandbox.restore()
    OutsideSystem.objects.update(next_probe_at=timezone.now())
    assert attempt_delivery(Arrival, arrival.pk)
    assert browser.get(ADMISSION).url == HOME


def test_answers_that_nobody_understands_end_the_waiting_with_words(browser, sandbox, settings):
    made = sandbox.new_reference()
    address, settings.MFA_URL = settings.MFA_URL, f"{sandbox.url}/nowhere"
    arrive(browser, made["reference"], made["passport_number"])
    Arrival.objects.update(attempts=Arrival.max_attempts - 1)
    attempt_delivery(Arrival, Arrival.objects.get().pk)
    page = text(browser.get(ADMISSION))
    assert "refresh" not in page
    assert "Temsilcilikten bilgi alınamadı" in page
    assert f'href="{CONSULAR}"' in page
    settings.MFA_URL = address
    knock(browser, made["reference"], made["passport_number"])
    attempt_delivery(Arrival, Arrival.objects.latest("created_at").pk)
    assert browser.get(ADMISSION).url == HOME


@pytest.mark.parametrize(
    "record",
    [
        {"surname": "X" * 101},
        {"nationality": "UZBEK"},
        {"nationality": "uz"},
        {"birth": {"year": 1990, "month": None, "day": 5}},
        {"birth": {"year": None, "month": None, "day": None}},
        {"birth": {"year": 1990, "month": "ağustos", "day": None}},
        {"birth": {"year": 1990, "month": 13, "day": None}},
        {"surname": "A\x00B"},
    ],
)
def test_a_record_that_cannot_be_true_is_an_answer_and_not_a_crash(browser, sandbox, record):
    made = sandbox.new_reference(**record)
    arrival = Arrival.objects.create(
        door="consular", email=EMAIL, consular_reference=made["reference"], passport_number=made["passport_number"]
    )
    attempt_delivery(Arrival, arrival.pk)
    arrival.refresh_from_db()
    assert arrival.promise_state == OutboxState.FAILED
    assert admit_arrival(arrival, "tr") == (Admission.UNREACHABLE, None)


def test_a_known_person_is_sent_to_the_yes_branch_without_seeing_the_address(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    second = sandbox.new_reference(passport_number=made["passport_number"])
    stranger = Client()
    page = arrive(stranger, second["reference"], made["passport_number"], "other@ornek.example")
    assert "Bu pasaportla daha önce kayıt yapılmış" in text(page)
    assert "Evet, daha önce giriş yaptım" in text(page)
    assert EMAIL not in text(page)
    assert "applicant" not in stranger.session
    assert Applicant.objects.count() == 1


def test_a_known_person_with_a_new_reference_and_the_same_email_comes_in(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    second = sandbox.new_reference(passport_number=made["passport_number"])
    again = Client()
    assert arrive_later(again, second["reference"], made["passport_number"]).url == HOME
    assert Applicant.objects.count() == 1


def arrive_later(browser: Client, reference: str, passport: str, email: str = EMAIL):
    OneTimeCode.objects.update(created_at=F("created_at") - timedelta(minutes=2))
    return arrive(browser, reference, passport, email)


def test_an_email_of_another_account_is_told_to_be_changed(browser, sandbox):
    first, second = sandbox.new_reference(), sandbox.new_reference()
    arrive(browser, first["reference"], first["passport_number"])
    sibling = Client()
    page = arrive_later(sibling, second["reference"], second["passport_number"])
    assert "Bu e-posta adresi başka bir hesapta kayıtlı" in text(page)
    assert "applicant" not in sibling.session
    assert typed_values(sibling.get(CONSULAR))["passport_number"] == second["passport_number"]
    assert arrive(sibling, second["reference"], second["passport_number"], "own@ornek.example").url == HOME
    assert Identity.objects.count() == 2


@pytest.mark.parametrize("email", [EMAIL, "other@ornek.example"])
def test_a_record_corrected_after_it_opened_an_account_opens_no_second_one(browser, sandbox, email):
    """Before the mission has been told of the use, the same reference may come again with another birth date."""
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    sandbox.new_reference(**{**made, "birth": {"year": 1970, "month": 1, "day": 1}})
    answer = arrive_later(Client(), made["reference"], made["passport_number"], email)
    if email == EMAIL:
        assert answer.url == HOME
    else:
        assert "Bu pasaportla daha önce kayıt yapılmış" in text(answer)
    assert Applicant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_in_eight_tabs_gets_one_account(sandbox):
    made = sandbox.new_reference()
    arrivals = [
        Arrival.objects.create(
            door="consular", email=EMAIL, consular_reference=made["reference"], passport_number=made["passport_number"]
        )
        for _ in range(8)
    ]
    for arrival in arrivals:
        assert attempt_delivery(Arrival, arrival.pk)
        arrival.refresh_from_db()
    results = at_once(8, lambda number: admit_arrival(arrivals[number], "tr"))
    assert {result[0] for result in results} == {Admission.ADMITTED}
    assert len({result[1].pk for result in results}) == 1
    assert (Applicant.objects.count(), Identity.objects.count(), ReferenceUse.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_with_one_email_at_once_get_one_account(sandbox):
    arrivals = []
    for _ in range(6):
        made = sandbox.new_reference()
        arrival = Arrival.objects.create(
            door="consular", email=EMAIL, consular_reference=made["reference"], passport_number=made["passport_number"]
        )
        assert attempt_delivery(Arrival, arrival.pk)
        arrivals.append(Arrival.objects.get(pk=arrival.pk))
    results = [result[0] for result in at_once(6, lambda number: admit_arrival(arrivals[number], "tr"))]
    assert sorted(results, key=str) == [Admission.ADMITTED] + [Admission.EMAIL_TAKEN] * 5
    assert Applicant.objects.count() == 1


def test_the_mission_is_told_once_of_the_use_even_when_the_promise_is_kept_twice(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    browser.get(ADMISSION)
    use = ReferenceUse.objects.get()
    look = f"/mfa/references/{made['reference']}"
    assert sandbox.get(look, passport=made["passport_number"])["used"] is False
    sandbox.control(mfa_down=60)
    assert not attempt_delivery(ReferenceUse, use.pk)
    sandbox.restore()
    assert attempt_delivery(ReferenceUse, use.pk)
    first = sandbox.post(f"{look}/use", {"passport": made["passport_number"], "use_id": str(use.pk)})
    deliver(use)  # a worker that died before the row said so
    again = sandbox.post(f"{look}/use", {"passport": made["passport_number"], "use_id": str(use.pk)})
    assert first["used_at"] == again["used_at"]
    other = sandbox.http.post(f"{look}/use", json={"passport": made["passport_number"], "use_id": "other"})
    assert other.status_code == 409


def test_a_use_that_the_mission_refuses_is_left_to_a_person_at_once(browser, sandbox):
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    sandbox.post(f"/mfa/references/{made['reference']}/use", {"passport": made["passport_number"], "use_id": "x"})
    attempt_delivery(ReferenceUse, ReferenceUse.objects.get().pk)
    use = ReferenceUse.objects.get()
    assert use.promise_state == OutboxState.FAILED
    assert use.last_error == "refused: used"


def test_the_account_speaks_the_language_the_person_came_in_with(browser, sandbox):
    browser.cookies["language"] = "en"
    made = sandbox.new_reference()
    arrive(browser, made["reference"], made["passport_number"])
    assert Applicant.objects.get().language == "en"
