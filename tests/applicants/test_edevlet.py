"""The door through e-Devlet: who comes in, who does not and why, and that nobody comes in as somebody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Arrival, EdevletVisit, Identity, OneTimeCode, RecordReading, RegistryRecord
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.models import OutboxState

from .doors import (
    ADMISSION,
    EDEVLET,
    EDEVLET_EMAIL,
    EDEVLET_OUTCOME,
    SIGN_OUT,
    approve,
    arrive,
    due,
    first_time_by_edevlet,
    later,
    ours,
    prove_and_look,
    through_edevlet,
)

pytestmark = pytest.mark.django_db

HOME = "/basvurularim/"
EMAIL = "nilufar@ornek.example"
CITIZEN = "10000000146"


def text(response) -> str:
    return response.content.decode()


def resident(sandbox, **values) -> dict:
    return sandbox.post("/nvi/persons", values)


@pytest.mark.requirement("R11", "R14")
def test_the_first_time_asks_for_an_email_and_fills_in_what_nvi_knows(browser, sandbox):
    made = resident(sandbox, passport_number="FB1112223", marital_status="married")
    assert first_time_by_edevlet(browser, sandbox, made["ykn"]).url == HOME
    identity = Identity.objects.get()
    assert identity.applicant.email == EMAIL
    assert (identity.door, identity.foreigner_id) == ("edevlet", made["ykn"])
    assert (identity.full_name, identity.nationality) == ("DİLNOZA YUSUPOVA", "UZB")
    assert (identity.birth_year, identity.birth_month, identity.birth_day) == (1994, 5, 21)
    assert identity.passport_number == "FB1112223"
    record = identity.registry
    assert (record.father_name, record.mother_name, record.sex) == ("ALİŞER", "GÜLNARA", "K")
    assert (record.marital_status, record.birth_place, record.birth_country) == ("married", "TAŞKENT", "UZB")


@pytest.mark.requirement("R9")
def test_the_second_time_leads_straight_in(browser, sandbox):
    made = resident(sandbox)
    first_time_by_edevlet(browser, sandbox, made["ykn"])
    browser.post(SIGN_OUT)
    assert through_edevlet(browser, sandbox, made["ykn"]).url == HOME
    assert browser.session["applicant"] == str(Identity.objects.get().pk)
    assert set(browser.session.keys()) == {"applicant"}
    assert OneTimeCode.objects.count() == 1


@pytest.mark.requirement("R6")
def test_the_yes_branch_offers_the_email_and_edevlet_and_nothing_else(browser, db):
    page = text(browser.get(browser.post("/giris/", {"before": "yes"}).url))
    assert 'name="email"' in page
    assert f'href="{EDEVLET}"' in page
    assert "/giris/pasaport/" not in page
    assert "/giris/konsolosluk/" not in page


@pytest.mark.requirement("R10", "R11", "R12")
def test_somebody_in_turkey_chooses_edevlet_or_the_passport(browser, db):
    page = text(browser.get(browser.post("/giris/", {"before": "no", "where": "turkey"}).url))
    assert f'href="{EDEVLET}"' in page
    assert 'href="/giris/pasaport/"' in page


def test_the_question_to_edevlet_is_in_its_own_dialect(browser, sandbox, settings):
    settings.EDEVLET_BROWSER_URL = "https://giris.example"
    address = urlsplit(browser.get(EDEVLET).url)
    assert address.netloc == "giris.example"
    assert address.path == "/OAuth2AuthorizationServer/AuthorizationController"
    assert parse_qs(address.query) == {
        "response_type": ["code"],
        "client_id": ["emuafiyet-demo"],
        "state": [browser.session["edevlet_visit"]],
        "scope": ["Kimlik-Dogrula"],
        "redirect_uri": [f"{settings.SITE_URL}/giris/e-devlet/donus/"],
    }


@pytest.mark.parametrize(
    ("quirk", "answer", "sentence"),
    [
        ("", "iptal", "e-Devlet girişini iptal ettiniz"),
        ("stale_code", "onayla", "e-Devlet kimliğinizi doğrulamadı"),
        ("refused", "onayla", "e-Devlet kimliğinizi doğrulamadı"),
        ("token_500", "onayla", "e-Devlet şu anda yanıt vermiyor"),
        ("token_slow", "onayla", "e-Devlet şu anda yanıt vermiyor"),
        ("nonsense", "onayla", "e-Devlet şu anda yanıt vermiyor"),
    ],
)
def test_every_failure_of_edevlet_has_its_page_and_a_way_on(browser, sandbox, settings, quirk, answer, sentence):
    settings.GATEWAY_TIMEOUT = 1
    made = resident(sandbox, edevlet=quirk)
    page = text(through_edevlet(browser, sandbox, made["ykn"], answer))
    assert sentence in page
    assert f'href="{EDEVLET}"' in page
    assert 'href="/giris/"' in page
    assert Applicant.objects.count() == 0
    assert browser.get(EDEVLET).url  # and it starts afresh
    assert EdevletVisit.objects.count() == 2


def test_edevlet_being_down_is_said_and_what_still_works_too(browser, sandbox):
    made = resident(sandbox)
    sandbox.control(edevlet_down=60)
    page = text(through_edevlet(browser, sandbox, made["ykn"]))
    assert "e-Devlet şu anda yanıt vermiyor" in page
    assert 'href="/giris/e-posta/"' in page


def test_an_error_that_edevlet_reports_is_no_cancellation(browser, sandbox):
    state = parse_qs(urlsplit(browser.get(EDEVLET).url).query)["state"][0]
    browser.get(f"{EDEVLET}donus/", {"state": state, "error": "server_error", "error_description": "x"})
    assert "e-Devlet kimliğinizi doğrulamadı" in text(browser.get(EDEVLET_OUTCOME))


@pytest.mark.requirement("R1")
def test_a_citizen_is_told_that_no_exemption_is_needed(browser, sandbox):
    page = text(through_edevlet(browser, sandbox, CITIZEN))
    assert "Türk vatandaşları çalışma izni muafiyetine başvuramaz" in page
    assert EdevletVisit.objects.get().foreigner_id == ""  # not ours to keep


@pytest.mark.requirement("L15")
@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ({"surname": "SUHARTONO", "given_names": ""}, ("", "SUHARTONO", (1994, 5, 21))),
        ({"surname": "", "given_names": "SUHARTONO"}, ("", "SUHARTONO", (1994, 5, 21))),
        ({"surname": "-", "given_names": "SUHARTONO"}, ("", "SUHARTONO", (1994, 5, 21))),
        (
            {"surname": "ÇİÇEK-ŞAHİNOĞLU", "given_names": "İĞDE"},
            ("İĞDE", "ÇİÇEK-ŞAHİNOĞLU", (1994, 5, 21)),
        ),
        (
            {"birth": {"year": 1991, "month": None, "day": None}},
            ("DİLNOZA", "YUSUPOVA", (1991, None, None)),
        ),
    ],
)
def test_single_names_turkish_letters_and_half_birthdays_come_in(browser, sandbox, record, kept):
    made = resident(sandbox, **record)
    assert first_time_by_edevlet(browser, sandbox, made["ykn"]).url == HOME
    identity = Identity.objects.get()
    birth = (identity.birth_year, identity.birth_month, identity.birth_day)
    assert (identity.given_names, identity.surname, birth) == kept


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ({"nvi": "missing"}, "Nüfus kaydınız bulunamadı"),
        ({"life_status": "deceased"}, "Nüfus kaydınızla giriş yapılamadı"),
        ({"edevlet": "other_name"}, "e-Devlet ile nüfus kaydı uyuşmadı"),
        ({"nationality": "TUR"}, "Türk vatandaşları çalışma izni muafiyetine başvuramaz"),
    ],
)
def test_every_refusal_of_the_registry_says_what_to_do(browser, sandbox, record, sentence):
    made = resident(sandbox, **record)
    assert sentence in text(first_time_by_edevlet(browser, sandbox, made["ykn"]))
    assert Applicant.objects.count() == 0


@pytest.mark.requirement("R11")
def test_while_nvi_is_down_the_person_waits_and_comes_in_when_it_is_back(browser, sandbox):
    made = resident(sandbox)
    sandbox.control(nvi_down=60)
    page = text(first_time_by_edevlet(browser, sandbox, made["ykn"]))
    assert "nüfus kaydından (NVİ) okunuyor" in page
    arrival = Arrival.objects.get()
    later(arrival, seconds=21)
    assert "Nüfus kayıt sistemi (NVİ) şu anda geç yanıt veriyor" in text(browser.get(ADMISSION))
    sandbox.restore()
    due(arrival)
    assert attempt_delivery(Arrival, arrival.pk)
    assert browser.get(ADMISSION).url == HOME


# --- nobody comes in as somebody else ----------------------------------------------------------------


@pytest.fixture
def known(sandbox) -> dict:
    """Somebody who has an account since their first sign-in through e-Devlet."""
    made = resident(sandbox)
    first_time_by_edevlet(Client(), sandbox, made["ykn"])
    return made


def test_a_way_back_works_only_in_the_browser_that_went(browser, sandbox, known):
    back = ours(approve(sandbox, browser.get(EDEVLET).url, known["ykn"]))
    thief = Client()
    thief.get(EDEVLET)
    page = thief.get(back)
    assert page.status_code == 400
    assert "Bu e-Devlet girişi artık geçerli değil" in text(page)
    assert Client().get(back).status_code == 400
    # The rightful browser is not shut out by the attempt.
    assert browser.get(back).url == EDEVLET_OUTCOME


def test_a_way_back_with_another_state_is_refused(browser, sandbox):
    made = resident(sandbox, edevlet="bad_state")
    back = approve(sandbox, browser.get(EDEVLET).url, made["ykn"])
    assert browser.get(ours(back)).status_code == 400
    assert not EdevletVisit.objects.exclude(promise_state=OutboxState.ON_HOLD).exists()


def test_a_way_back_is_good_once_and_for_ten_minutes(browser, sandbox, known):
    login = browser.get(EDEVLET).url
    first, second = approve(sandbox, login, known["ykn"]), approve(sandbox, login, resident(sandbox)["ykn"])
    browser.get(ours(first))
    browser.get(ours(second))  # another code under the same state changes nothing
    visit = EdevletVisit.objects.latest("created_at")
    attempt_delivery(EdevletVisit, visit.pk)
    assert browser.get(EDEVLET_OUTCOME).url == HOME
    assert browser.get(ours(first)).url == HOME  # reloaded: already in
    browser.post(SIGN_OUT)
    assert browser.get(ours(first)).status_code == 400

    late = approve(sandbox, browser.get(EDEVLET).url, known["ykn"])
    later(EdevletVisit.objects.latest("created_at"), minutes=10)
    assert browser.get(ours(late)).status_code == 400


def test_a_code_is_exchanged_once_even_when_a_worker_dies_over_it(browser, sandbox, known):
    browser.get(ours(approve(sandbox, browser.get(EDEVLET).url, known["ykn"])))
    visit = EdevletVisit.objects.latest("created_at")
    EdevletVisit.objects.filter(pk=visit.pk).update(exchanged_at=timezone.now(), code="")
    assert attempt_delivery(EdevletVisit, visit.pk)
    assert "e-Devlet şu anda yanıt vermiyor" in text(browser.get(EDEVLET_OUTCOME))


def test_pressing_the_link_twice_is_one_way_and_the_code_is_not_kept(browser, sandbox, known):
    assert browser.get(EDEVLET).url == browser.get(EDEVLET).url
    through_edevlet(browser, sandbox, known["ykn"])
    assert EdevletVisit.objects.latest("created_at").code == ""


def test_what_edevlet_vouched_for_does_not_lie_about_for_hours(browser, sandbox):
    through_edevlet(browser, sandbox, resident(sandbox)["ykn"])
    later(EdevletVisit.objects.get(), minutes=31)
    assert browser.get(EDEVLET_OUTCOME).status_code == 400
    assert browser.get(EDEVLET_EMAIL).url == "/giris/"


def test_the_session_that_comes_back_has_a_new_key(browser, sandbox, known):
    browser.get(EDEVLET)
    planted = browser.session.session_key
    browser.get(ours(approve(sandbox, browser.get(EDEVLET).url, known["ykn"])))
    assert browser.session.session_key != planted


@pytest.mark.parametrize("address", [EDEVLET_OUTCOME, EDEVLET_EMAIL])
def test_a_stranger_sees_no_outcome(browser, db, address):
    assert browser.get(address).url == "/giris/"


def test_an_account_with_another_name_is_not_opened(browser, sandbox, known):
    Identity.objects.update(surname="KARIMOVA")
    page = text(through_edevlet(browser, sandbox, known["ykn"]))
    assert "Kayıtlar birbirini tutmuyor" in page
    assert "emuafiyetdestek@csgb.gov.tr" in page
    assert "applicant" not in browser.session
    assert Identity.objects.get().surname == "KARIMOVA"


def test_an_email_alone_links_nobody(browser, sandbox, nilufar):
    """The address is proven, and yet its account is another person's."""
    page = text(first_time_by_edevlet(browser, sandbox, resident(sandbox)["ykn"], nilufar.email))
    assert "Bu e-posta adresi başka bir hesapta kayıtlı" in page
    assert "applicant" not in browser.session


# --- one person, two doors (A-3) ---------------------------------------------------------------------


def consular_account(sandbox, **values) -> dict:
    made = sandbox.new_reference(**values)
    arrive(Client(), made["reference"], made["passport_number"])
    return made


SAME = {"surname": "YUSUPOVA", "given_names": "DILNOZA", "birth": {"year": 1994, "month": 5, "day": 21}}


def next_code_may_be_asked() -> None:
    for code in OneTimeCode.objects.all():
        later(code, minutes=2)


def test_somebody_with_an_account_from_abroad_is_the_same_person_by_passport(browser, sandbox):
    made = consular_account(sandbox, **SAME)
    lives_here = resident(sandbox, passport_number=made["passport_number"])
    next_code_may_be_asked()
    assert first_time_by_edevlet(browser, sandbox, lives_here["ykn"]).url == HOME
    identity = Identity.objects.get()
    assert (identity.door, identity.foreigner_id) == ("consular", lives_here["ykn"])
    assert identity.given_names == "DILNOZA"  # nothing that stands is overwritten
    assert RegistryRecord.objects.get().identity == identity
    browser.post(SIGN_OUT)
    assert through_edevlet(browser, sandbox, lives_here["ykn"]).url == HOME


def test_under_another_email_the_account_is_not_opened_and_its_address_not_shown(browser, sandbox):
    made = consular_account(sandbox, **SAME)
    lives_here = resident(sandbox, passport_number=made["passport_number"])
    page = text(first_time_by_edevlet(browser, sandbox, lives_here["ykn"], "other@ornek.example"))
    assert "Daha önce kayıt yapmışsınız" in page
    assert EMAIL not in page
    assert Identity.objects.get().foreigner_id is None


def test_two_people_on_one_passport_are_left_to_an_officer(browser, sandbox):
    first = resident(sandbox, passport_number="IR9990001", surname="KAYA", given_names="LEYLA")
    second = resident(sandbox, passport_number="IR9990001", surname="KAYA", given_names="LEILA")
    first_time_by_edevlet(Client(), sandbox, first["ykn"])
    page = text(first_time_by_edevlet(browser, sandbox, second["ykn"], "other@ornek.example"))
    assert "Kayıtlar birbirini tutmuyor" in page
    assert Identity.objects.count() == 1


def test_what_nvi_holds_is_read_later_for_somebody_who_came_by_another_door(browser, sandbox):
    lives_here = resident(sandbox)
    consular_account(sandbox, **SAME)
    Identity.objects.update(foreigner_id=lives_here["ykn"])
    assert through_edevlet(browser, sandbox, lives_here["ykn"]).url == HOME
    browser.post(SIGN_OUT)
    assert through_edevlet(browser, sandbox, lives_here["ykn"]).url == HOME
    reading = RecordReading.objects.get()
    assert attempt_delivery(RecordReading, reading.pk)
    assert RegistryRecord.objects.get().father_name == "ALİŞER"


def test_a_slip_in_the_address_is_corrected_with_a_code_of_its_own(browser, sandbox):
    made = resident(sandbox)
    through_edevlet(browser, sandbox, made["ykn"])
    browser.post(EDEVLET_EMAIL, {"email": "wrong@ornek.example"})
    browser.post(EDEVLET_EMAIL, {"email": EMAIL})
    assert prove_and_look(browser).url == HOME
    assert Applicant.objects.get().email == EMAIL
