"""How a file stands for its owner: days left, whose turn it is, how many steps, what is lacking."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from applications.eligibility.deadlines import today
from applications.lifecycle.actors import Actor
from applications.models import Application, Category
from applications.models.status import Status
from applications.requests.request_summary import annotate_requests
from applications.summaries.application_list import ApplicationSummary, summarize_application
from documents.models import Card as Plastic
from documents.models.card import CardState
from documents.templatetags.legal import PROVISIONS, legal_reference
from tests.builders.browsers import signed_in

from . import cases
from .holders import hand_over, holder_of_a_card

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def shown(case: Application) -> ApplicationSummary:
    with translation.override("tr"):
        return summarize_application(annotate_requests(Application.objects.select_related("category")).get(pk=case.pk))


def turn(case: Application) -> str:
    return str(shown(case).turn)


# --- days left ----------------------------------------------------------------------------------------------
def test_a_validity_that_has_not_begun_has_no_days_left() -> None:
    case = cases.approved()
    assert case.granted_from > today()
    assert shown(case).days_left is None
    assert "günü başlar" in shown(case).sentence
    for name, args in (("application_list", []), ("application", [case.pk])):
        page = signed_in(case.applicant).get(reverse(name, args=args)).text
        assert "gün kaldı" not in page
        assert "None" not in page


@pytest.mark.parametrize(("begins", "left"), [(1, None), (0, 20), (-5, 15), (-20, 0)])
def test_days_left_never_exceed_the_days_granted(begins: int, left: int | None) -> None:
    case = cases.approved()
    first = today() + begins * DAY
    Application.objects.filter(pk=case.pk).update(granted_from=first, granted_to=first + 20 * DAY)
    assert shown(case).days_left == left


# --- whose turn ---------------------------------------------------------------------------------------------
def test_a_card_that_waits_at_the_post_office_is_its_holders_turn() -> None:
    case = holder_of_a_card()
    assert turn(case) == "Bekleyen işlem yok"
    Plastic.objects.filter(pk=hand_over(case).pk).update(state=CardState.HELD_AT_OFFICE)
    assert turn(case) == "Sizde: kartınız PTT şubesinde bekliyor"


def test_a_cancellation_can_be_objected_to_and_then_the_card_is_due() -> None:
    case = holder_of_a_card()
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Denetimde tespit edildi.")
    assert turn(case) == "Sizde, itiraz etmek isterseniz"


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (1, "Bekleyen işlem yok"),
        (-1, "Sizde: kartınızı geri verin"),
        (-15, "Sizde: kartınızı geri verin"),
        (-16, "Bekleyen işlem yok"),
    ],
)
def test_after_a_termination_the_card_is_due_for_fifteen_days(ended: int, words: str) -> None:
    case = holder_of_a_card()
    cases.do("terminate", case, Actor.from_person(cases.officer()), effective_on=case.granted_to)
    day = today() + ended * DAY
    Application.objects.filter(pk=case.pk).update(ended_on=day, granted_from=day - 30 * DAY)
    assert turn(case) == words


def test_without_a_card_nothing_is_due() -> None:
    case = cases.IN_STATUS[Status.TERMINATED]()
    day = today() - DAY
    Application.objects.filter(pk=case.pk).update(ended_on=day, granted_from=day - 30 * DAY)
    assert turn(case) == "Bekleyen işlem yok"


# --- counting and naming ------------------------------------------------------------------------------------
def test_list_and_wizard_count_the_same_steps() -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    listed = shown(case).progress
    page = browser.get(reverse("application_step", args=[case.pk, "isyeri"])).text
    assert listed is not None
    assert f"Adım 2 / {listed[1]}" in page
    assert f"{listed[0]} / {listed[1]}" in browser.get(reverse("application_list")).text


def test_every_missing_section_is_named() -> None:
    person = cases.person()
    browser = signed_in(person)
    person.education.delete()
    assert "Eksik olan bölüm: «Eğitim Bilgileri»" in browser.get(reverse("profile")).text
    person.contact.delete()
    assert "Eksik olan bölümler: «İletişim Bilgileri», «Eğitim Bilgileri»" in browser.get(reverse("profile")).text


def test_the_consent_leads_to_the_page_on_which_it_is_withdrawn() -> None:
    case = cases.draft()
    page = signed_in(case.applicant).get(reverse("application_step", args=[case.pk, "riza"])).text
    assert reverse("application_consent", args=[case.pk]) in page
    assert "destek adresine yazarak" not in page


def test_every_provision_of_the_catalogue_is_cited_in_the_readers_language(monkeypatch: Any) -> None:
    refs = set(Category.objects.values_list("legal_ref", flat=True))
    parts = {part.strip() for text in refs for part in text.split(";")}
    assert {part for part in parts if not any(form.fullmatch(part) for form, _words in PROVISIONS)} == set()
    assert {legal_reference(text) for text in refs} == refs
    english = {"Yön. m.%(article)s": "Reg. art. %(article)s", "Kanun m.%(article)s": "Law art. %(article)s"}
    monkeypatch.setattr("documents.templatetags.legal._", english.get)
    assert legal_reference("Kanun m.13; Yön. m.48/1-c") == "Law art. 13; Reg. art. 48/1-c"
    assert legal_reference("KHK 1/2") == "KHK 1/2"
