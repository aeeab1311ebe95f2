"""Issued papers at the desk: what is still being made, what could not be, and once more where that helps."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from applicants.models import AuditEntry, Notice
from applications import roles
from applications.roles import AUDITOR, CARD_OFFICER
from documents import storage
from documents.admin.problem_texts import describe_problem
from documents.models import Certificate, Letter, Upload
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import handle_failure
from tests.documents.papers import picture
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db
THERE = "admin:documents_certificate_changelist"


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None:
    roles.load_roles()


def desk_of(role: roles.StaffRole) -> Any:
    officer = cases.officer(may=())
    officer.groups.add(Group.objects.get(name=role.name))
    return at_the_desk(officer)


def test_what_could_not_be_made_is_seen_and_made_once_its_cause_is_gone() -> None:
    """The person's approval waits for it: nobody may be left with a decision that never reaches them."""
    case = cases.approved()
    paper = Certificate.objects.get(case_reference=case.pk)
    photo = Upload.objects.get(pk=paper.facts["photo"])
    Upload.objects.filter(pk=photo.pk).update(rebuilt=storage.store_bytes("clean", b"no picture", ".jpg"))
    assert not attempt_delivery(Certificate, paper.pk)
    assert Notice.objects.get(subject_id=case.pk, kind="approved").promise_state == "held"
    desk = desk_of(CARD_OFFICER)
    page = desk.get(reverse(THERE), {"durum": "yapilamayan"}).text
    for words in (paper.number, case.number, "Yapılamadı", "Fotoğraf okunamıyor."):
        assert words in page
    Upload.objects.filter(pk=photo.pk).update(rebuilt=storage.store_bytes("clean", picture(), ".jpg"))
    again = {"action": "make_again", "_selected_action": [str(paper.pk)]}
    assert desk.post(reverse(THERE), again).status_code == 302
    assert AuditEntry.objects.get(action="made_again").key == str(paper.pk)
    assert attempt_delivery(Certificate, paper.pk)
    assert Notice.objects.get(subject_id=case.pk, kind="approved").promise_state == "queued"
    assert "Yapılamadı" not in desk.get(reverse(THERE)).text


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        ("too_long:workplace", "dead", "«İşyeri» alanı belgeye sığmıyor."),
        ("glyph:surname:M00104821", "dead", "M00104821: «Soyadı» alanında basılamayan bir karakter var."),
        ("TimestampRequestError", "queued", "Kendiliğinden yeniden denenecek: TimestampRequestError"),
        ("TimestampRequestError", "dead", "Birçok kez denendi: TimestampRequestError"),
        ("", "kept", ""),
    ],
)
def test_an_officer_reads_what_stands_in_the_way_and_not_our_codes(error: str, state: str, words: str) -> None:
    assert describe_problem(Certificate(last_error=error, promise_state=state)) == words


def test_what_is_made_is_not_made_again() -> None:
    paper = Certificate.objects.get(case_reference=cases.approved().pk)
    assert attempt_delivery(Certificate, paper.pk)
    before = Certificate.objects.get(pk=paper.pk).pdf_sha256
    desk_of(CARD_OFFICER).post(reverse(THERE), {"action": "make_again", "_selected_action": [str(paper.pk)]})
    paper.refresh_from_db()
    assert (paper.promise_state, paper.pdf_sha256) == ("kept", before)
    assert not AuditEntry.objects.filter(action="made_again").exists()


def test_who_only_looks_cannot_order_one() -> None:
    paper = Certificate.objects.get(case_reference=cases.approved().pk)
    Certificate.objects.filter(pk=paper.pk).update(promise_state="dead")
    looking = desk_of(AUDITOR)
    assert paper.number in looking.get(reverse(THERE)).text
    looking.post(reverse(THERE), {"action": "make_again", "_selected_action": [str(paper.pk)]})
    paper.refresh_from_db()
    assert paper.promise_state == "dead"


def test_a_letter_made_late_is_not_said_to_have_been_in_the_mail() -> None:
    case = cases.rejected()
    letter = Letter.objects.get(case_reference=case.pk)
    Letter.objects.filter(pk=letter.pk).update(promise_state="dead")
    handle_failure(letter)
    mail = Notice.objects.get(subject_id=case.pk, kind="rejected")
    assert attempt_delivery(Notice, mail.pk)
    there = reverse("admin:documents_letter_changelist")
    desk_of(CARD_OFFICER).post(there, {"action": "make_again", "_selected_action": [str(letter.pk)]})
    assert attempt_delivery(Letter, letter.pk)
    mail.refresh_from_db()
    assert (mail.promise_state, mail.attachment) == ("kept", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_whatever_they_hold(rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        cases.approved()
        cases.rejected()
    desk = desk_of(CARD_OFFICER)
    for model in ("certificate", "letter"):
        there = reverse(f"admin:documents_{model}_changelist")
        desk.get(there)
        with django_assert_num_queries(8):
            page = desk.get(there).text
        assert f"<strong>{rows}</strong> Sırada" in page
