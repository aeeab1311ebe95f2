"""The door in Türkiye without e-Devlet: the entry record decides, and only after the e-mail is proven."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Applicant, Arrival, EntryRecord, Identity, OneTimeCode
from emuafiyet.core.text.name_comparison import is_same_name
from tests.builders.entries import HOME, come, entry, look_again, next_code_may_be_asked, text

from .doors import (
    ADMISSION,
    CODE,
    PASSPORT,
    SIGN_OUT,
    due,
    first_time_by_edevlet,
    later,
    passport_form,
    through_edevlet,
)

pytestmark = pytest.mark.django_db

EMAIL = "nilufar@ornek.example"
BIRTH = {"year": 1992, "month": 3, "day": 8}


@pytest.mark.requirement("R12", "R14")
def test_the_entry_record_lets_the_person_in_and_is_kept(browser, sandbox):
    made = entry(sandbox, stay_basis="visa", gate="Kapıkule")
    assert come(browser, passport_form(made)).url == HOME
    identity = Identity.objects.get()
    assert identity.applicant.email == EMAIL
    assert (identity.door, identity.full_name, identity.foreigner_id) == ("passport", "AYSEL MAMMADOVA", None)
    assert (identity.birth_year, identity.birth_month, identity.birth_day) == (1992, 3, 8)
    kept = identity.entry
    assert (kept.gate, kept.stay_basis) == ("Kapıkule", "visa")
    assert kept.entered_on.isoformat() == made["entered_on"]
    assert kept.stay_until.isoformat() == made["stay_until"]


@pytest.mark.requirement("L15")
@pytest.mark.parametrize(
    ("record", "typed"),
    [
        ({"surname": "SUHARTINI", "given_names": ""}, {}),
        ({"surname": "SUHARTINI", "given_names": ""}, {"given_names": "Suhartini", "surname": ""}),
        ({"birth": {"year": 1993, "month": None, "day": None}}, {}),
        ({"birth": {"year": 1993, "month": 5, "day": None}}, {}),
        ({"surname": "MUELLER", "given_names": "JUERGEN"}, {"surname": "Müller", "given_names": "Jürgen"}),
        ({"surname": "CICEK", "given_names": "IGDE"}, {"surname": "Çiçek", "given_names": "iğde"}),
    ],
)
def test_single_names_half_birthdays_and_other_letters_come_in(browser, sandbox, record, typed):
    made = entry(sandbox, **record)
    assert come(browser, passport_form(made, **typed)).url == HOME
    identity = Identity.objects.get()
    assert identity.birth_month == made["birth"]["month"]
    if not made["given_names"]:
        assert (identity.given_names, identity.surname.upper()) == ("", "SUHARTINI")


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(
    ("record", "typed", "sentence"),
    [
        ({}, {"passport_number": "X0000000"}, "Bu pasaportla giriş kaydı bulunamadı"),
        ({}, {"nationality": "GEO"}, "Bu pasaportla giriş kaydı bulunamadı"),
        ({}, {"birth_day": "9"}, "Bilgileriniz giriş kaydıyla uyuşmadı"),
        ({}, {"birth_day": ""}, "Bilgileriniz giriş kaydıyla uyuşmadı"),
        ({}, {"surname": "KARIMOVA"}, "Bilgileriniz giriş kaydıyla uyuşmadı"),
        ({}, {"entered_on_year": "2020"}, "Bilgileriniz giriş kaydıyla uyuşmadı"),
        ({"left": True}, {}, "Kayda göre Türkiye’den çıkmışsınız"),
    ],
)
def test_every_refusal_says_what_to_do_and_keeps_what_was_typed(browser, sandbox, record, typed, sentence):
    form = passport_form(entry(sandbox, **record), **typed)
    page = text(come(browser, form))
    assert sentence in page.replace("'", "&#x27;")
    assert f'href="{PASSPORT}"' in page
    assert Applicant.objects.count() == 0
    again = text(browser.get(PASSPORT))
    for name in ("passport_number", "surname", "given_names", "birth_year", "entered_on_day", "email"):
        value = form[name].lstrip("0")
        assert re.search(rf'name="{name}"[^>]*value="0?{value}"', again), name


def test_a_slip_is_corrected_without_a_second_code(browser, sandbox):
    made = entry(sandbox)
    come(browser, passport_form(made, surname="KARIMOVA"))
    assert come(browser, passport_form(made)).url == HOME
    assert OneTimeCode.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nationality": "TUR"}, "vatandaşları çalışma izni muafiyetine ihtiyaç duymaz"),
        ({"surname": ""}, "Soyadınızı yazın; pasaportunuzda yalnız bir ad varsa"),
        ({"given_names": "", "surname": ""}, "Adınızı yazın; pasaportunuzda yalnız bir ad varsa"),
        ({"one_name": "on"}, "Ad ve soyad yazdınız; yalnız bir adınız varsa birini silin"),
        ({"one_name": "on", "given_names": "", "surname": ""}, "Adınızı pasaporttaki gibi yazın"),
        ({"surname": "Каримова"}, "Latin harfleriyle yazın"),
        ({"birth_year": "2099"}, "Doğum tarihi bugünden sonra olamaz"),
        ({"entered_on_year": "2099"}, "Giriş tarihi bugünden sonra olamaz"),
        ({"entered_on_day": ""}, "Günü yazın"),
        ({"foreigner_id": "10000000146"}, "Yabancı kimlik numarası 99 ile başlar"),
        ({"foreigner_id": "98000000052"}, "98 ile başlayan eski numaralar geçersizdir"),
    ],
)
@pytest.mark.requirement("R12", "L15")
def test_what_cannot_be_right_is_said_beside_its_question(browser, sandbox, typed, sentence):
    page = browser.post(PASSPORT, passport_form(entry(sandbox), **typed))
    assert sentence in text(page)
    assert Arrival.objects.count() == 0


def test_an_identity_number_is_believed_only_with_its_name_and_birth_date(browser, sandbox):
    other = sandbox.post("/nvi/persons", {})
    made = entry(sandbox)
    page = text(come(browser, passport_form(made, foreigner_id=other["ykn"])))
    assert "Yabancı kimlik numarası doğrulanamadı" in page
    assert "boş bırakın" in page
    assert come(browser, passport_form(made)).url == HOME
    assert Identity.objects.get().foreigner_id is None


def test_while_the_directorate_is_down_the_person_waits_and_comes_in_when_it_is_back(browser, sandbox):
    made = entry(sandbox)
    sandbox.control(goc_down=60)
    assert "giriş kaydıyla karşılaştırılıyor" in text(come(browser, passport_form(made)))
    arrival = Arrival.objects.get()
    later(arrival, seconds=21)
    assert "Göç İdaresi sistemi şu anda geç yanıt veriyor" in text(browser.get(ADMISSION))
    sandbox.restore()
    due(arrival)
    assert look_again(browser).url == HOME


def test_a_record_that_cannot_be_true_is_an_answer_and_not_a_crash(browser, sandbox):
    made = entry(sandbox, stay_basis="a-new-kind")
    page = text(come(browser, passport_form(made)))
    assert "Göç İdaresinden bilgi alınamadı" in page
    assert f'href="{PASSPORT}"' in page


def test_pressing_the_button_twice_makes_one_arrival(browser, sandbox):
    form = passport_form(entry(sandbox))
    assert browser.post(PASSPORT, form).url == CODE
    assert browser.post(PASSPORT, form).url == CODE
    assert Arrival.objects.count() == 1


@pytest.mark.requirement("R12")
def test_a_known_passport_is_sent_to_the_yes_branch_without_seeing_the_address(browser, sandbox):
    made = entry(sandbox)
    come(Client(), passport_form(made))
    page = text(come(browser, passport_form(made, "other@ornek.example")))
    assert "Bu pasaportla daha önce kayıt yapılmış" in page
    assert "Evet, daha önce giriş yaptım" in page
    assert EMAIL not in page
    assert "applicant" not in browser.session
    assert Applicant.objects.count() == 1


def test_the_account_from_the_passport_is_the_one_that_edevlet_opens_later(browser, sandbox):
    """A-3: linked by the identity number, which the passport door has had verified."""
    lives_here = sandbox.post(
        "/nvi/persons", {"surname": "MƏMMƏDOVA", "given_names": "AYSEL", "birth": BIRTH, "nationality": "AZE"}
    )
    made = entry(sandbox, surname="MAMMADOVA")
    # The registry's letters are not the passport's; it says itself whether they are one name.
    sandbox.post("/nvi/persons", {**lives_here, "surname": "MAMMADOVA"})
    assert come(browser, passport_form(made, foreigner_id=lives_here["ykn"])).url == HOME
    browser.post(SIGN_OUT)
    sandbox.post("/nvi/persons", {**lives_here, "surname": "MƏMMƏDOVA"})
    assert through_edevlet(browser, sandbox, lives_here["ykn"]).url == HOME
    assert Applicant.objects.count() == 1


def test_an_account_from_edevlet_gains_the_passport_and_the_entry(browser, sandbox):
    lives_here = sandbox.post(
        "/nvi/persons", {"surname": "MAMMADOVA", "given_names": "AYSEL", "birth": BIRTH, "nationality": "AZE"}
    )
    first_time_by_edevlet(Client(), sandbox, lives_here["ykn"])
    next_code_may_be_asked()
    made = entry(sandbox)
    assert come(browser, passport_form(made, foreigner_id=lives_here["ykn"])).url == HOME
    identity = Identity.objects.get()
    assert (identity.door, identity.passport_number) == ("edevlet", made["passport_number"])
    assert identity.entry.gate == made["gate"]


def test_a_later_entry_replaces_the_earlier_one(browser, sandbox):
    made = entry(sandbox)
    come(Client(), passport_form(made))
    today = timezone.localdate() - timedelta(days=1)
    back = entry(sandbox, **made | {"entered_on": today.isoformat(), "gate": "Sarp"})
    next_code_may_be_asked()
    assert come(browser, passport_form(back)).url == HOME
    assert (EntryRecord.objects.get().gate, EntryRecord.objects.get().entered_on) == ("Sarp", today)


def test_guessing_entries_is_limited(browser, sandbox):
    made = entry(sandbox)
    for number in range(10):
        assert browser.post(PASSPORT, passport_form(made, f"n{number}@ornek.example")).url == CODE
    page = text(browser.post(PASSPORT, passport_form(made, "other@ornek.example")))
    assert "Kısa sürede çok deneme yapıldı" in page
    assert Arrival.objects.count() == 10


@pytest.mark.requirement("L15")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("İĞDE ÇİÇEK", "igde cicek", True),
        ("Ilgın Işık", "ILGIN ISIK", True),
        ("JÜRGEN MÜLLER", "JUERGEN MUELLER", True),
        ("JÜRGEN MÜLLER", "JURGEN MULLER", True),
        ("Suhartini", " SUHARTINI", True),
        ("AL-HALABI RIMA", "Rima Al Halabi", True),
        ("Weiß", "WEISS", True),
        ("MƏMMƏDOVA", "Mammadova", True),
        ("DİLNOZA YUSUPOVA", "DİLNOZA KARIMOVA", False),
        ("ANNA", "ANNA PETROVA", False),
        ("Нина", "Nina", False),
    ],
)
def test_two_spellings_of_one_name(one, other, same):
    assert is_same_name(one, other) is same


def test_the_form_costs_the_same_with_nothing_and_with_everything_to_show(browser, sandbox, django_assert_num_queries):
    with django_assert_num_queries(0):
        browser.get(PASSPORT)
    come(browser, passport_form(entry(sandbox), surname="KARIMOVA"))
    with django_assert_num_queries(3):  # the session, the code, the arrival
        browser.get(PASSPORT)
