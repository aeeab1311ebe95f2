"""Nonsense and malice typed into every text box: never a broken page, never code in it, nothing silently changed."""

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils.translation import override

from applicants.models import Identity
from applications.models import Contact, Personal
from emuafiyet.core.fields import PassportNumberField
from tests.applications import cases
from tests.builders.browsers import signed_in
from tests.builders.page_answers import answers, contact, passport, personal, work_page

pytestmark = pytest.mark.django_db

NAUGHTY = {
    "markup": """"'><script>alert(1)</script>{{ settings.SECRET_KEY }}'; DROP TABLE applications_application; --""",
    "nul": "a\x00b",
    "controls": "\x01\x02\x1b[31m\x7f",
    "mirror": "\u202eTERS\u202c\u200b\ufeff",
    "zalgo": "Z" + "\u0301\u0327" * 60,
    "emoji": "👩🏽‍🔬🏳️‍🌈",
    "casing": "ıİiI ğĞ ﬁ ß ŉ",
    "digits": "٣٤٥ ۱۲۳ ½ ²",
    "number": "9" * 5000,
    "exponent": "1e309",
    "header": "a\r\nSet-Cookie: x=1",
    "long": "a" * 20_000,
}


def text_boxes(form: forms.BaseForm) -> list[str]:
    """The names under which a browser posts what can be typed; of a date, its three boxes."""
    names = []
    for name, field in form.fields.items():
        if type(field).__name__ == "DatePartsField":
            names += [f"{name}_{part}" for part in ("day", "month", "year")]
        elif type(field).__name__ != "UploadField":
            names.append(name)
    return names


def ill_typed(browser: Client, page: str, good: dict[str, Any], typed: str) -> None:
    """Each box in turn holds ``typed``, and all of them at once."""
    boxes = text_boxes(browser.get(page).context["form"])
    for wrong in [*([box] for box in boxes), boxes]:
        answer = browser.post(page, good | dict.fromkeys(wrong, typed))
        assert answer.status_code in {200, 302}, (page, wrong, typed[:40])
        if answer.status_code == 200:
            text = answer.content.decode()
            assert "<script>alert" not in text


@pytest.fixture
def catalogue() -> None:
    cases.catalogue()


@pytest.mark.parametrize("typed", NAUGHTY.values(), ids=NAUGHTY)
def test_doors(typed: str) -> None:
    good = {"consular_reference": "2026110012345678", "passport_number": "AB1234567", "email": "ad@ornek.test"}
    ill_typed(Client(), "/giris/konsolosluk/", good, typed)
    ill_typed(Client(), "/giris/e-posta/", {"email": "ad@ornek.test"}, typed)
    for there, asked in (
        ("/verify", {"code": typed}),
        ("/sss/", {"ara": typed}),
        ("/neler-gerekli/", {"category": typed, "period": "length", "months": typed, "place": typed}),
        ("/neler-gerekli/", {"period": "dates", "starts_on_day": typed, "ends_on_year": typed}),
        ("/giris/", {"next": typed}),
    ):
        answer = Client().get(there, asked)
        assert answer.status_code in {200, 404}, there
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("typed", NAUGHTY.values(), ids=NAUGHTY)
def test_profile(catalogue: None, typed: str) -> None:
    applicant = cases.person(profile=False)
    browser = signed_in(applicant)
    ill_typed(browser, "/profil/kisisel/", personal(applicant), typed)
    ill_typed(browser, "/profil/iletisim/", contact(), typed)
    ill_typed(browser, "/profil/pasaport/", passport(applicant), typed)
    ill_typed(browser, "/profil/egitim/", {"native_language": "uz", "turkish_level": "none", "level": "primary"}, typed)


@pytest.mark.parametrize("typed", NAUGHTY.values(), ids=NAUGHTY)
def test_workplace(catalogue: None, typed: str) -> None:
    case = cases.draft()
    ill_typed(signed_in(case.applicant), work_page(case), answers(case), typed)


def test_what_is_kept_is_what_was_typed_and_is_shown_as_text(catalogue: None) -> None:
    applicant = cases.person(profile=False)
    browser = signed_in(applicant)
    typed = "O'Brien & <b>Söhne</b> İI"
    browser.post("/profil/iletisim/", contact(address=typed))
    browser.post("/profil/kisisel/", personal(applicant, birth_place="Iğdır"))
    assert Contact.objects.get(applicant=applicant).address == typed
    assert Personal.objects.get(applicant=applicant).birth_place == "Iğdır"
    page = browser.get("/profil/iletisim/").content.decode()
    assert "<b>Söhne" not in page
    assert "&lt;b&gt;Söhne" in page


@pytest.mark.parametrize("language", ["tr", "en", "ar"])
def test_a_passport_number_is_upper_cased_as_passports_are_whatever_the_language(language: str) -> None:
    with override(language):
        assert PassportNumberField().clean("ti123456i") == "TI123456I"


def test_an_account_never_changes_owner_by_what_is_posted(catalogue: None) -> None:
    """Fields that no form asks for are not read."""
    applicant, other = cases.person(profile=False), cases.person(profile=False)
    smuggled = {
        "applicant": other.pk,
        "applicant_id": other.pk,
        "surname": "BASKA",
        "id": other.pk,
        "status": "approved",
    }
    signed_in(applicant).post("/profil/iletisim/", contact() | smuggled)
    assert Contact.objects.get().applicant == applicant
    assert not Identity.objects.filter(surname="BASKA").exists()
