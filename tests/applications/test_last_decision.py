""" "Son karar" on the review page: the newest decision with the day and the name of whoever made it."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle.actors import SYSTEM, Actor
from applications.models import Application
from tests.builders.browsers import reviewer
from tests.builders.lawful_cases import LAWFUL

from . import cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


@pytest.fixture
def desk() -> Client:
    return reviewer("view_application")[1]


def box(desk: Client, case: Application) -> str:
    page = desk.get(reverse("admin:review", args=[case.pk])).text
    return page.split("<h2>Son karar</h2>")[1].split("</section>")[0] if "<h2>Son karar</h2>" in page else ""


def test_nothing_is_decided_yet(desk: Client) -> None:
    assert box(desk, cases.sent()) == ""


def test_the_second_decision_is_told_with_its_own_officer(desk: Client) -> None:
    first, second = cases.officer("birinci"), cases.officer("ikinci")
    case = cases.rejected(by=first)
    assert "birinci" in box(desk, case)
    assert "Uygun bulunmadı." in box(desk, case)
    cases.do("object", case, Actor.from_person(case.applicant), **cases.objection(case))
    cases.do("reopen", case, Actor.from_person(second))
    assert "birinci" in box(desk, case)
    cases.do("reject_after_objection", case, Actor.from_person(second), ground="out_of_scope", text="Yine uygun değil.")
    told = box(desk, case)
    assert "ikinci" in told
    assert "birinci" not in told
    assert "Yine uygun değil." in told


def test_a_grant_after_an_objection_carries_no_reason_of_the_refusal(desk: Client) -> None:
    case = cases.objected()
    cases.do("accept_objection_free", case, Actor.from_person(cases.officer("kabul-eden")), **cases.period(case))
    told = box(desk, case)
    assert "kabul-eden" in told
    assert "Uygun bulunmadı." not in told


def test_a_cancellation_is_told_with_its_day_and_officer(desk: Client) -> None:
    case = cases.approved()
    cases.do("cancel", case, Actor.from_person(cases.officer("iptal-eden")), ground="forged", text="Tespit edildi.")
    told = box(desk, case)
    assert "iptal-eden" in told
    assert "İptal edildi" in told
    assert "Tespit edildi." in told


def test_what_the_clock_decided_is_the_systems(desk: Client) -> None:
    case = cases._revision()
    cases.do("expire_revision", case, SYSTEM, **LAWFUL["expire_revision"](case))
    assert "sistem" in box(desk, case)
