"""A termination with a day to come (A-34): until it has passed the exemption holds; one that ends before its beginning
never enters into force, and everything says exactly that."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from applications import schedule
from applications.eligibility.deadlines import today
from applications.eligibility.period import list_earlier_periods
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application
from applications.models.status import Status
from applications.requests.request_transitions import TERMINATION
from applications.summaries.timeline import list_events
from documents import cards, storage
from documents.cards import batches
from documents.issued.verification import VerificationVerdict, verify_code
from documents.models import Card, Certificate, Letter
from documents.models.card import CardState
from tests.builders.browsers import reviewer, signed_in
from tests.builders.letters import letter_of, pages_of
from tests.owner import triggers_off

from . import cases
from .desk import looked_at
from .holders import ask_for_the_end, do, holder_of_a_card, told

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def begun(days: int = 60) -> Application:
    """An exemption with a card that began five days ago and was to run for ``days`` more."""
    case = holder_of_a_card()
    first, last = today() - 5 * DAY, today() + days * DAY
    Application.objects.filter(pk=case.pk).update(granted_from=first, granted_to=last)
    _move_certificate(case, first, last)
    return Application.objects.select_related("applicant__identity", "category").get(pk=case.pk)


def _move_certificate(case: Application, first: Any, last: Any) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_certificate SET valid_from = %s, valid_to = %s WHERE case_reference = %s",
            [first, last, case.pk],
        )


def ended(case: Application, on: Any) -> Application:
    row = ask_for_the_end(case, effective_on=on)
    do(TERMINATION, "accept", row, Actor.from_person(cases.officer()))
    return Application.objects.select_related("applicant").get(pk=case.pk)


def code_of(case: Application) -> str:
    return Certificate.objects.get(case_reference=case.pk).verification_code


def written(day: Any, pattern: str = "j E Y") -> str:
    with translation.override("tr"):
        return date_format(day, pattern)


def page(case: Application) -> str:
    return signed_in(case.applicant).get(reverse("application", args=[case.pk])).text


# --- between the decision and the day ----------------------------------------------------------------------
@pytest.mark.requirement("A-34")
def test_until_its_last_day_has_passed_the_exemption_holds_and_everything_names_that_day() -> None:
    case, last = begun(), today() + 10 * DAY
    case = ended(case, last)
    assert (case.status, case.ended_on, case.last_day, case.never_began) == (Status.TERMINATED, last, last, False)
    mail = told(case, "terminated").text
    assert f"Son günü {written(last)}" in mail
    assert "o günün sonuna kadar" in mail
    [letter] = pages_of(storage.read_file(letter_of(case, "terminated").pdf))
    assert f"Son günü {last:%d.%m.%Y}" in letter
    for shown in (page(case), signed_in(case.applicant).get(reverse("application_list")).text):
        assert f"{written(last)} gününün sonuna kadar geçerlidir" in shown
        assert "10 gün kaldı" in shown
    answer = verify_code(code_of(case), today())
    assert (answer.verdict, answer.valid_to, answer.since, answer.reason) == (VerificationVerdict.VALID, last, None, "")
    shown = Client().get(reverse("verify", args=[code_of(case)])).text
    assert f"{last:%d.%m.%Y} gününün sonuna kadar geçerlidir" in shown
    assert Client().get(reverse("verify_json", args=[code_of(case)])).json() | {"checked_at": ""} == {
        "verdict": "valid",
        "checked_at": "",
        "initials": "N. K.",
        "category": answer.category,
        "legal_ref": answer.legal_ref,
        "valid_from": str(case.granted_from),
        "valid_to": str(last),
        "not_valid_since": None,
        "reason": None,
        "never_in_force": False,
    }


@pytest.mark.requirement("A-34")
def test_after_its_last_day_it_has_ended_since_that_day() -> None:
    case, last = begun(), today() + 10 * DAY
    ended(case, last)
    assert verify_code(code_of(case), last).verdict is VerificationVerdict.VALID
    after = verify_code(code_of(case), last + DAY)
    assert (after.verdict, after.since, after.reason) == (VerificationVerdict.ENDED, last + DAY, "terminated")
    Application.objects.filter(pk=case.pk).update(ended_on=today() - DAY)
    assert f"son günü {written(today() - DAY)} idi" in page(Application.objects.get(pk=case.pk))


def test_one_that_has_not_begun_and_ends_later_is_upcoming_with_its_new_last_day() -> None:
    case = holder_of_a_card()
    last = case.granted_from + 3 * DAY
    ended(case, last)
    answer = verify_code(code_of(case), today())
    assert (answer.verdict, answer.valid_to) == (VerificationVerdict.UPCOMING, last)


# --- the card ---------------------------------------------------------------------------------------------
def test_a_card_in_its_holders_hands_counts_until_the_day_has_passed() -> None:
    case = begun()
    card = cards.find_live_card(case.pk)
    for state in (CardState.PRINTED, CardState.HANDED_OVER, CardState.DELIVERED):
        Card.objects.filter(pk=card.pk).update(tracking_number="270000000001", printed_at=timezone.now())
        cards.move_card(card.pk, state)
    ended(case, today() + 2 * DAY)
    assert cards.find_live_card(case.pk) == card
    job = schedule.JOBS["card_end"]
    assert schedule.run_job(job, dry_run=True).found == 0
    later = timezone.now() + 3 * DAY
    assert schedule.run_job(job, dry_run=True, at=later).found == 1
    Application.objects.filter(pk=case.pk).update(ended_on=today() - DAY)
    schedule.run_job(job)
    card.refresh_from_db()
    assert (card.state, card.invalid_reason) == ("invalidated", "terminated")
    assert schedule.run_job(job, dry_run=True, at=later).found == 0


def test_a_card_that_has_not_left_the_house_is_made_with_the_new_last_day() -> None:
    case, last = begun(), today() + 10 * DAY
    before = cards.find_live_card(case.pk)
    ended(case, last)
    card = cards.find_live_card(case.pk)
    assert card != before
    assert (card.state, card.facts["valid_to"], card.uavt_code) == ("queued", last.isoformat(), before.uavt_code)
    batches.open_batch(cases.officer(), [card.pk])
    card.refresh_from_db()
    assert card.verification_code == code_of(case)


# --- before the beginning ----------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["terminated", "cancelled"])
@pytest.mark.requirement("A-34")
def test_an_exemption_that_ends_before_it_began_never_enters_into_force(how: str) -> None:
    case = holder_of_a_card()
    first = case.granted_from
    if how == "terminated":
        case = ended(case, first - DAY)
    else:
        by = Actor.from_person(cases.officer())
        case = cases.do("cancel", case, by, ground="forged", text="Denetimde tespit edildi.")
    assert case.never_began
    assert cards.find_live_card(case.pk) is None
    assert "iç yürürlüğe girmez" in told(case, how).text
    [letter] = pages_of(storage.read_file(letter_of(case, how).pdf))
    assert f"{first:%d.%m.%Y} günü başlayacak olan" in letter
    assert "Hiç yürürlüğe girmez." in letter
    assert "It never enters into force." in letter
    assert "İkamet hakkınız da sona erer" not in letter
    for day in (today(), first - DAY, first, first + 400 * DAY):
        answer = verify_code(code_of(case), day)
        assert (answer.verdict, answer.since, answer.reason, answer.never_began) == (
            VerificationVerdict.ENDED,
            None,
            how,
            True,
        )
    shown = Client().get(reverse("verify", args=[code_of(case)])).text
    assert "Hiç yürürlüğe girmedi" in shown
    assert "belge hiç yürürlüğe girmedi" in shown
    told_json = Client().get(reverse("verify_json", args=[code_of(case)])).json()
    assert (told_json["verdict"], told_json["never_in_force"], told_json["not_valid_since"]) == ("ended", True, None)
    for text in (page(case), signed_in(case.applicant).get(reverse("application_list")).text):
        assert "hiç yürürlüğe gir" in text
        assert text.count("gün kaldı") == (how == "cancelled"), "what is left is the term for objecting alone"


def test_it_used_up_none_of_the_days_of_later_applications() -> None:
    case = holder_of_a_card()
    other = cases.draft(case.applicant, category=case.category_id, card=None, days=100)
    other.category.rolling_days = 180
    assert len(list_earlier_periods(other)) == 1
    ended(case, case.granted_from - DAY)
    assert list_earlier_periods(other) == []


# --- which days can be asked for ----------------------------------------------------------------------------
@pytest.mark.parametrize("offset", [-1, None])
@pytest.mark.requirement("A-34")
def test_the_day_lies_between_today_and_the_last_day(offset: int | None) -> None:
    case = begun()
    day = today() - DAY if offset else case.granted_to + DAY
    with pytest.raises(engine.GuardError, match="bugün ile muafiyetin bitiş günü arasında"):
        cases.do("terminate", case, Actor.from_person(cases.officer()), effective_on=day)


def test_a_day_that_went_by_while_the_request_waited_becomes_today() -> None:
    case = begun()
    row = ask_for_the_end(case)
    type(row).objects.filter(pk=row.pk).update(effective_on=today() - 2 * DAY)
    _, desk = reviewer("view_application", "decide_application")
    at_desk = reverse("admin:termination_request", args=[row.pk])
    assert "İstenen gün geçti" in desk.get(at_desk).text
    preview = desk.post(at_desk, looked_at(row, move="accept", text=""))
    assert f"Muafiyetin son günü</dt><dd>{written(today())}" in preview.text
    do(TERMINATION, "accept", row, Actor.from_person(cases.officer()))
    case.refresh_from_db()
    assert case.ended_on == today()


def test_form_and_preview_say_when_it_would_never_begin() -> None:
    case = holder_of_a_card()
    form = signed_in(case.applicant).get(reverse("termination", args=[case.pk])).text
    assert "hiç yürürlüğe girmez" in form
    row = ask_for_the_end(case, effective_on=case.granted_from - DAY)
    _, desk = reviewer("view_application", "decide_application")
    at_desk = reverse("admin:termination_request", args=[row.pk])
    assert "Muafiyet başlamadan sona erer" in desk.get(at_desk).text
    preview = desk.post(at_desk, looked_at(row, move="accept", text="")).text
    assert "Hiç yürürlüğe girmeden sona erdiği gün" in preview
    assert "Hiç yürürlüğe girmez" in preview
    assert not Letter.objects.exists()


def test_the_history_tells_a_decision_not_an_end() -> None:
    case = ended(begun(), today() + 10 * DAY)
    assert str(list_events(case)[0].title) in {"Sonlandırma kararı verildi", "Sonlandırma talebi kabul edildi"}
    assert "Sonlandırıldı" not in {str(each.title) for each in list_events(case)}
