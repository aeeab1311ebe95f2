"""What people read is words: no Python internals, no ``None``, no unfilled placeholder and no raw key, in any notice,
page, letter and export, with every value that a choice can have."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from applicants.models import Notice, RightsRequest
from applicants.privacy import personal_data, rights
from applications.eligibility.deadlines import today
from applications.lifecycle.actors import Actor
from applications.lifecycle.cancellation_guards import LiftedBy
from applications.lifecycle.state_machine import MACHINES, accepts_details
from applications.models.requests import ReissueGround, TerminationGround
from applications.models.status import CancellationGround, RejectionGround, Status
from applications.notices import case_notices, kinds
from applications.requests.request_transitions import REISSUE, TERMINATION
from documents import cards
from documents.issued.letter import LetterKind
from documents.issued.letter.letter_texts import NEVER_BEGAN_TEXTS, build_page_context
from documents.models import Card, Letter
from documents.models.card import CardState
from tests.builders.browsers import signed_in
from tests.builders.cancellations import FITTING
from tests.builders.mails import of_language, write_every_kind
from tests.builders.page_words import LANGUAGES, raw, unread, words_of

from . import cases
from .holders import TEXT, ask_for_the_end, do, hand_over, holder_of_a_card, sent_reissue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


# --- what nobody should read ---------------------------------------------------------------------------------

INTERNALS_IN_DATA = re.compile(r"functools\.|<bound method|<function|<class |<django|object at 0x|\{\{")


@pytest.mark.parametrize(
    "text",
    [
        "functools.partial(<bound method",
        "Gün: None",
        "{{ day }}",
        "Sayın %(name)s",
        "under_evaluation",
        "[{'a'",
        "{n} gün",
    ],
)
def test_the_test_itself_sees_each_kind(text: str) -> None:
    assert raw(text)
    assert not raw("Son günü 3 Mart; https://x.test/a_b?c_d yazın: ad_soyad@ornek.test, %100, M1_2.")


# --- notices ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_of_a_files_life_is_words(language: str) -> None:
    officer = Actor.from_person(cases.officer())
    for make in cases.IN_STATUS.values():
        case = of_language(make(), language)
        for kind, (status, _occasion) in kinds.REMINDERS.items():
            if case.status == status:
                case_notices.send_reminder(case.pk, kind)
    case_notices.send_purge_warning(cases.draft(cases.person(language=language)))
    for ground in RejectionGround.values:
        case = cases.sent(cases.draft(cases.person(language=language)))
        cases.do("reject", case, officer, ground=ground, text="Uygun değil.", translation="Not fitting.")
    assert unread() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_to_a_holder_is_words(language: str) -> None:
    officer = Actor.from_person(cases.officer())
    for ground in CancellationGround.values:
        case = of_language(cases.approved(), language)
        FITTING.get(ground, lambda each: None)(case)
        cases.do("cancel", case, officer, ground=ground, text="Tespit edildi.")
    for basis in LiftedBy.values:
        case = of_language(cases.approved(), language)
        cases.do("cancel", case, officer, ground="forged", text="Tespit edildi.")
        lifted = {"basis": basis, "decided_on": today(), "text": "Belge gerçek."}
        cases.do("reinstate", case, Actor.from_person(cases.officer()), **lifted)
    case = of_language(holder_of_a_card(), language)
    hand_over(case)
    card = cards.find_live_card(case.pk)
    for state in CardState:
        card.state = state
        case_notices.send_card_notice(card)
    case_notices.send_lost_card_notice(card)
    do(REISSUE, "take_back", sent_reissue(case, ReissueGround.LOST), Actor.from_person(case.applicant))
    for name in ("confirm_fault", "deny_fault"):
        other = of_language(holder_of_a_card(), language)
        do(REISSUE, name, sent_reissue(other, ReissueGround.ADMIN_FAULT), officer, **TEXT)
    for name, details in (("refuse", TEXT), ("accept", {})):
        do(TERMINATION, name, ask_for_the_end(case), officer, **details)
    assert unread() == []


def test_every_notice_that_a_transition_names_is_in_the_table_with_a_text_and_is_given_what_it_needs() -> None:
    for machine in MACHINES.values():
        for move in machine.transitions.values():
            for kind in move.notices:
                assert accepts_details(kinds.NOTICE_CONTEXTS[kind], move.details), (move.name, kind)
    named = {kind for machine in MACHINES.values() for move in machine.transitions.values() for kind in move.notices}
    others = {*kinds.REMINDERS, *kinds.CARD_NOTICE_KINDS.values(), "card_lost", "draft_purge"}
    assert named | others == set(kinds.NOTICE_CONTEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_the_table_is_words(language: str) -> None:
    write_every_kind(language)
    assert set(Notice.objects.values_list("kind", flat=True)) >= set(kinds.NOTICE_CONTEXTS)
    assert unread() == []


@pytest.mark.parametrize("right", RightsRequest.Right.values)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_about_a_right_names_it_in_its_readers_language(right: str, language: str) -> None:
    person = cases.person(language=language, profile=False)
    with translation.override("tr"):
        made = rights.create_rights_request(person, right, "Bilgi istiyorum.")
        assert rights.answer_rights_request(made, cases.officer(), "Ektedir.")
    with translation.override(language):
        name = str(RightsRequest.Right(right).label)
    for kind in ("rights_received", "rights_answered"):
        assert name in person.notices.get(kind=kind).text
    assert unread() == []


# --- pages --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
def test_every_page_about_a_file_is_words(status: Status) -> None:
    case = cases.IN_STATUS[status]()
    browser = signed_in(case.applicant)
    told = {}
    for language in LANGUAGES:
        browser.cookies["language"] = language
        for name in ("application_list", "inbox", "application", "application_preview", "revision", "objection"):
            there = reverse(name) if name in {"application_list", "inbox"} else reverse(name, args=[case.pk])
            answer = browser.get(there, follow=True)
            if answer.status_code == 200 and (found := raw(words_of(answer.text))):
                told[name, language] = found
    assert told == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_about_a_card_is_words(language: str) -> None:
    case = holder_of_a_card()
    browser = signed_in(case.applicant)
    browser.cookies["language"] = language
    told = {}
    for state in (None, CardState.PRINTED, CardState.RETURNED, CardState.HELD_AT_OFFICE, CardState.DELIVERED):
        if state:
            Card.objects.filter(case_reference=case.pk).update(state=state, tracking_number="270000000001")
        for name in ("application_list", "application", "reissue_start", "termination"):
            there = reverse(name, args=[] if name == "application_list" else [case.pk])
            if found := raw(words_of(browser.get(there, follow=True).text)):
                told[name, state] = found
    assert told == {}


# --- letters and the copy of one's data ---------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(LetterKind), ids=lambda kind: kind.value)
def test_every_letter_is_words(kind: LetterKind) -> None:
    facts = {"kind": kind.value, "text": "Gerekçe.", "decided_on": "2047-03-01", "effective_on": "2047-04-01"}
    for beginning in (None, "2047-05-01") if kind in NEVER_BEGAN_TEXTS else (None,):
        context = build_page_context(facts | {"last_day": "2047-03-31", "would_begin_on": beginning})
        told = [context["title_tr"], context["title_en"], *sum([*context["said"], *context["remedies"]], ())]
        assert raw("\n".join(told)) == []


@pytest.mark.parametrize("status", [Status.REJECTED, Status.TERMINATED, Status.CANCELLED, Status.OBJECTION_REJECTED])
def test_every_letters_facts_are_words(status: Status) -> None:
    case = cases.IN_STATUS[status]()
    facts = Letter.objects.filter(case_reference=case.pk).latest("issued_at").facts
    told = [facts[name] for name in ("ground_tr", "ground_en", "category_tr", "category_en", "nationality_tr", "text")]
    assert raw("\n".join(told)) == []


@pytest.mark.parametrize(
    "choices", [RejectionGround, CancellationGround, TerminationGround, ReissueGround, Status, CardState]
)
def test_every_choice_has_words_of_its_own(choices: Any) -> None:
    for value, label in choices.choices:
        assert str(label) != value
        assert raw(str(label)) == []


def test_the_copy_of_ones_data_tells_values_and_no_internals() -> None:
    case = cases.rejected()
    rights.create_rights_request(case.applicant, "information", "Bilgi istiyorum.")
    told = json.dumps(
        personal_data.exportable_rows(personal_data.collect_personal_data(case.applicant)),
        default=str,
        ensure_ascii=False,
    )
    assert INTERNALS_IN_DATA.findall(told) == []
