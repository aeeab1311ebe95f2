"""The language of a person's mails (A-32): what they chose, else that of their latest sending, fixed at sending."""

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Applicant, Notice
from applications.lifecycle.actors import Actor
from applications.models import Application
from tests.applicants.doors import sign_in
from tests.builders.browsers import signed_in

from . import cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def sent_in(language: str, applicant: Applicant | None = None) -> Application:
    case = cases.draft(applicant)
    browser = signed_in(case.applicant)
    browser.cookies["language"] = language
    assert browser.post(reverse("submit", args=[case.pk])).status_code == 302
    return Application.objects.select_related("applicant").get(pk=case.pk)


def signs_in(person: Applicant, language: str) -> None:
    """By a code in the mail, from a browser that nobody knows, in another language."""
    browser = Client()
    browser.cookies["language"] = language
    sign_in(browser, person)


def language_of(case: Application, kind: str) -> str:
    return Notice.objects.get(subject_id=case.pk, kind=kind).language


@pytest.mark.parametrize("language", ["tr", "en", "ru", "ar"])
@pytest.mark.requirement("A-32")
def test_an_application_fixes_the_language_of_its_mails(language: str) -> None:
    case = sent_in(language)
    assert language_of(case, "received") == language


@pytest.mark.parametrize("other", ["tr", "ru", "ar"])
@pytest.mark.requirement("A-32")
def test_a_sign_in_from_another_browser_changes_no_legal_mail(other: str) -> None:
    case = sent_in("en")
    signs_in(case.applicant, other)
    case.applicant.refresh_from_db()
    assert case.applicant.language == "en"
    cases.do("reject", case, Actor.from_person(cases.officer()), ground="policy", text="Uygun bulunmadı.")
    assert language_of(case, "rejected") == "en"


@pytest.mark.requirement("A-32")
def test_the_latest_sending_counts() -> None:
    case = sent_in("en")
    cases.do("withdraw", case, Actor.from_person(case.applicant))
    assert language_of(case, "withdrawn") == "en"
    later = sent_in("ru", Applicant.objects.select_related("identity").get(pk=case.applicant_id))
    assert language_of(later, "received") == "ru"


@pytest.mark.requirement("A-32")
def test_what_was_chosen_on_the_account_page_goes_before_it() -> None:
    person = cases.person()
    Applicant.objects.filter(pk=person.pk).update(language="ar", language_chosen=True)
    case = sent_in("en", Applicant.objects.select_related("identity").get(pk=person.pk))
    assert language_of(case, "received") == "ar"
