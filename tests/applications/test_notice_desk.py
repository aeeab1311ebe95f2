"""The desk of notices: what went out, whether it arrived, once more where needed; and what a card's way tells."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from applicants.models import AuditEntry, Notice
from applicants.notices import inbox
from applications.admin.notices import NOTICE_KINDS
from applications.casework.queue import QueueFilter, count_tiles, load_page
from applications.lifecycle.actors import Actor
from emuafiyet.core.outbox.models import OutboxState
from tests.builders.browsers import reviewer

from . import cases

pytestmark = pytest.mark.django_db
LIST = "admin:applicants_notice_changelist"
SEES = ("view_notice", "view_application")


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def lost(case: Any) -> Notice:
    """The mailbox did not take it."""
    notice = Notice.objects.get(subject_id=case.pk, kind="received")
    Notice.objects.filter(pk=notice.pk).update(promise_state=OutboxState.FAILED, last_error="no such mailbox")
    return Notice.objects.get(pk=notice.pk)


def test_every_letter_has_its_place_in_the_filter_and_codes_have_none() -> None:
    letters = {path.stem for path in Path("templates/mail").glob("*.txt")}
    no_notices = {kind for kind in letters if kind.startswith(("code", "officer_"))} | {"no_account", "email_taken"}
    assert set(NOTICE_KINDS) == letters - no_notices
    assert len(NOTICE_KINDS) == len(set(NOTICE_KINDS))
    cases.approved()
    _officer, desk = reviewer(*SEES)
    shown = desk.get(reverse(LIST), {"tur": "approved"}).text
    assert shown.count("Çalışma izni muafiyetiniz onaylandı</a>") == 2  # the row and its filter
    assert shown.count("Başvurunuz alındı</a>") == 1  # the filter alone


def test_an_officer_sees_what_went_out_and_that_it_did_not_arrive() -> None:
    case = cases.sent()
    notice = lost(case)
    officer, desk = reviewer(*SEES)
    assert case.number not in desk.get(reverse(LIST), {"q": "EM-2020-000000-0"}).text
    found = desk.get(reverse(LIST), {"q": case.number, "teslim": "dead"}).text
    assert notice.title in found
    assert "Ulaşmadı" in found
    shown = desk.get(reverse("admin:notice", args=[notice.pk])).text
    assert case.number in shown
    assert "no such mailbox" in shown
    assert notice.recipient not in shown, "masked: the reader needs to recognise it, not to learn it"
    assert notice.recipient[:2] in shown
    html = desk.get(reverse("admin:notice_html", args=[notice.pk]))
    assert html.text == notice.html
    assert html["Content-Security-Policy"].startswith("sandbox;")
    assert "Bildirimler" in desk.get(reverse("admin:review", args=[case.pk])).text
    assert AuditEntry.objects.filter(officer=officer, action="saw_notice", key=str(notice.pk)).exists()
    # Codes are no notices: there is nothing of them here to see or send again.
    assert "code" not in {each.kind for each in Notice.objects.all()}


def test_sending_again_goes_to_the_present_address_and_a_double_click_sends_one() -> None:
    case = cases.sent()
    notice = lost(case)
    case.applicant.email = "yeni@ornek.test"
    case.applicant.save()
    officer, desk = reviewer(*SEES, "resend_notice")
    assert case in load_page(QueueFilter(desk="ulasmayan"), officer).rows
    there = reverse("admin:notice_again", args=[notice.pk])
    first, second = desk.post(there), desk.post(there)
    assert first.url == second.url
    (repeat,) = notice.again.all()
    assert (repeat.recipient, repeat.text, repeat.html) == ("yeni@ornek.test", notice.text, notice.html)
    assert {tile.key: tile.count for tile in count_tiles(officer)}["ulasmayan"] == 0
    Notice.objects.filter(pk=repeat.pk).update(promise_state=OutboxState.FAILED)
    assert {tile.key: tile.count for tile in count_tiles(officer)}["ulasmayan"] == 1
    assert inbox.resend_notice(repeat).again_of == notice, "a repeat of a repeat repeats the first"
    assert AuditEntry.objects.filter(action="resent_notice").count() == 2


def test_who_only_sees_sends_nothing_and_nobody_writes_or_deletes_one() -> None:
    notice = lost(cases.sent())
    _, desk = reviewer(*SEES)
    assert desk.post(reverse("admin:notice_again", args=[notice.pk])).status_code == 403
    assert "Yeniden gönder" not in desk.get(reverse("admin:notice", args=[notice.pk])).text
    assert desk.post(reverse("admin:applicants_notice_add")).status_code == 403
    assert desk.post(reverse("admin:applicants_notice_delete", args=[notice.pk])).status_code == 403
    _, nobody = reviewer("view_application")
    assert nobody.get(reverse("admin:notice", args=[notice.pk])).status_code == 403


def test_the_list_costs_the_same_with_one_and_three(django_assert_num_queries: Any) -> None:
    _, desk = reviewer(*SEES)
    for _ in (1, 3):
        cases.sent()
        with django_assert_num_queries(7):
            assert desk.get(reverse(LIST)).status_code == 200


def test_every_mail_of_a_move_says_what_it_must_in_every_language() -> None:
    """Whatever a template names is there, in all four languages, with the number and a way back to the portal."""
    for language in ("tr", "en", "ru", "ar"):
        case = cases.sent(cases.payable_draft(cases.person(language=language)))
        officer = cases.officer()
        cases.do("find_appropriate", case, Actor.from_person(officer), **cases.period(case))
        notice = Notice.objects.get(subject_id=case.pk, kind="found_appropriate")
        for must in ("9280", "9268", case.applicant.identity.foreigner_id, case.number, "ivd.gib.gov.tr"):
            assert must in notice.text, (language, must)
        assert notice.language == language
        assert "{{" not in notice.html
