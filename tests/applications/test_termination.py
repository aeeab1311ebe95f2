"""Muafiyet Sonlandırma (guide 4.6): asked for with a petition, decided by an officer."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.models import Application, TerminationRequest
from applications.models.requests import TerminationStatus
from applications.models.status import Status
from documents import cards
from documents.models import Certificate
from tests.builders.browsers import reviewer, signed_in

from . import cases
from .desk import confirmed
from .holders import ask_for_the_end, holder_of_a_card, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


# --- termination -------------------------------------------------------------------------------------
def termination_post(case: Application, **values: Any) -> dict[str, Any]:
    day = today() + timedelta(days=2)
    return {
        "ground": "left",
        "ground_note": "",
        "effective_on_day": day.day,
        "effective_on_month": day.month,
        "effective_on_year": day.year,
        "confirmed": "on",
        "petition-kept": str(cases.upload(case.applicant, "termination-petition").pk),
    } | values


@pytest.mark.requirement("R91", "R92")
def test_a_holder_asks_for_the_end_and_an_officer_ends_it() -> None:
    case = holder_of_a_card()
    browser, there = signed_in(case.applicant), reverse("termination", args=[case.pk])
    assert there in browser.get(reverse("application_list")).text
    assert browser.post(there, termination_post(case)).status_code == 302
    row = TerminationRequest.objects.get(application=case)
    assert told(case, "termination_received")
    page = browser.get(reverse("application_list")).text
    assert "Sonlandırma talebiniz inceleniyor" in page
    assert "Bakanlıkta" in page
    assert there not in page
    _, desk = reviewer("view_application", "decide_application")
    at_desk = reverse("admin:termination_request", args=[row.pk])
    assert "Türkiye’den ayrılıyorum" in desk.get(at_desk).text
    assert desk.post(at_desk, confirmed(row, move="accept", text="")).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.ended_on) == (Status.TERMINATED, row.effective_on)
    assert cards.find_live_card(case.pk) is None
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert certificate.counts_on(max(row.effective_on, certificate.valid_from)) is (
        certificate.valid_from <= row.effective_on
    )
    assert not certificate.counts_on(row.effective_on + timedelta(days=1))
    assert "ikamet hakk" not in told(case, "terminated").text, "it would have begun later: no such right arose"


@pytest.mark.requirement("R91", "R92")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ground": ""}, "Sonlandırma gerekçesini seçin"),
        ({"ground": "other"}, "Nedeninizi yazın"),
        ({"confirmed": ""}, "sonlandırmak istediğinizi onaylayın"),
        ({"petition-kept": ""}, "İmzalı dilekçenizin taramasını yükleyin"),
        ({"effective_on_year": 2001}, "Muafiyet bugünden önce"),
        ({"effective_on_year": 2090}, "Muafiyet bugünden önce"),
    ],
    ids=["no ground", "other without words", "not confirmed", "no petition", "in the past", "after the end"],
)
def test_an_incomplete_termination_is_explained_and_nothing_is_asked(values: dict[str, Any], said: str) -> None:
    case = holder_of_a_card()
    answer = signed_in(case.applicant).post(reverse("termination", args=[case.pk]), termination_post(case, **values))
    assert answer.status_code == 422
    assert said in answer.text
    assert not TerminationRequest.objects.exists()


def test_a_petition_still_being_checked_is_waited_for() -> None:
    case = holder_of_a_card()
    scanning = cases.upload(case.applicant, "termination-petition", state="scanning")
    post = termination_post(case, **{"petition-kept": str(scanning.pk)})
    answer = signed_in(case.applicant).post(reverse("termination", args=[case.pk]), post)
    assert "denetimi sürüyor" in answer.text
    assert not TerminationRequest.objects.exists()


def test_a_second_termination_waits_for_the_first_one() -> None:
    case = holder_of_a_card()
    ask_for_the_end(case)
    with pytest.raises(engine.GuardError, match="Sonuçlanmamış"):
        ask_for_the_end(case)
    assert signed_in(case.applicant).get(reverse("termination", args=[case.pk])).status_code == 302


def test_a_refused_termination_leaves_the_exemption_and_says_why() -> None:
    case = holder_of_a_card()
    row = ask_for_the_end(case)
    _, desk = reviewer("view_application", "decide_application")
    at_desk = reverse("admin:termination_request", args=[row.pk])
    assert desk.post(at_desk, confirmed(row, move="refuse", text="")).status_code == 422
    assert desk.post(at_desk, confirmed(row, move="refuse", text="Dilekçe imzasız.")).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.APPROVED
    assert "Dilekçe imzasız." in told(case, "termination_refused").text
    assert ask_for_the_end(case).status == TerminationStatus.REQUESTED


@pytest.mark.parametrize("status", [Status.UNDER_EVALUATION, Status.REJECTED, Status.EXPIRED, Status.TERMINATED])
def test_only_an_exemption_in_force_can_be_ended_or_get_a_new_card(status: Status) -> None:
    case = cases.IN_STATUS[status]()
    for name in ("termination", "reissue_start"):
        answer = signed_in(case.applicant).get(reverse(name, args=[case.pk]), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("application", args=[case.pk])
    with pytest.raises(engine.GuardError):
        ask_for_the_end(case)
