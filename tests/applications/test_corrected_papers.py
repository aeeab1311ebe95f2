"""Papers follow what the registry (guide 4.9-b) or an officer (4.9-c) has put right, and go out with it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from applicants.models import Identity, Notice, RegistryRecord
from applicants.privacy import personal_data
from applications.lifecycle import engine
from applications.lifecycle.actors import SYSTEM, Actor
from applications.models import Application, Lookup, ReissueRequest
from applications.models.requests import ReissueGround
from applications.requests.request_transitions import REISSUE
from documents import cards
from documents.cards.render_cards import get_card_renderer as card_press
from documents.issued.make_document import render_certificate
from documents.models import Certificate
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.models import OutboxState
from tests.builders.letters import text_of
from tests.documents.papers import picture
from tests.staff import at_the_desk

from . import cases
from .holders import TEXT, do, holder_of_a_card, pay, sent_reissue, told

pytestmark = pytest.mark.django_db
EVIDENCE = "Pasaportun kimlik sayfası"


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def waiting() -> tuple[Application, ReissueRequest, Client]:
    """A card that its holder calls wrong, and an officer's browser."""
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.ADMIN_FAULT)
    officer = cases.officer()
    officer.user_permissions.add(Permission.objects.get(codename="view_application"))
    return case, row, at_the_desk(officer)


def page_of(row: ReissueRequest) -> str:
    return reverse("admin:reissue_request", args=[row.pk])


def press(desk: Client, row: ReissueRequest, move: str = "confirm_fault", **values: str) -> Any:
    posted = {"version": str(row.version), "move": move, "send": "1", "text": "Kart yanlış basılmış."}
    return desk.post(page_of(row), posted | values)


def certificates(case: Application) -> list[Certificate]:
    return list(Certificate.objects.filter(case_reference=case.pk).order_by("issued_at"))


@pytest.mark.requirement("R122", "R123")
def test_the_officer_sees_what_is_printed_beside_what_was_sent_and_what_is_registered() -> None:
    case, row, desk = waiting()
    identity = case.applicant.identity
    RegistryRecord.objects.create(
        identity=identity, surname="KARIMOWA", given_names="NILUFAR", birth_year=1991, birth_month=4, birth_day=17
    )
    answer = {"title": "SİCİLDEKİ A.Ş.", "address": "", "province": "06"}
    number = case.snapshot["work"]["sgk_workplace_no"]
    Lookup(application=case, kind="workplace", code=number, outcome="found", answer=answer).enqueue()
    lines = {each.name: each for each in desk.get(page_of(row)).context["compared"]}
    surname, workplace = lines["surname"], lines["workplace"]
    assert (surname.printed, surname.sent, surname.registered) == ("KARIMOVA", "KARIMOVA", "KARIMOWA")
    assert (workplace.printed, workplace.registered) == (f"SGK {number}", "SİCİLDEKİ A.Ş.")
    assert [each.name for each in lines.values() if each.differs] == ["surname", "workplace"]


@pytest.mark.requirement("R123", "A-33")
def test_what_the_administration_got_wrong_is_put_right_on_card_and_certificate_and_the_holder_gets_both() -> None:
    case, row, desk = waiting()
    right = {
        "surname": "KARIMOWA",
        "birth_date_day": "7",
        "birth_date_month": "4",
        "birth_date_year": "1991",
        "birth_place": "Buxoro",
        "workplace": "Doğru Unvan A.Ş.",
        "evidence": EVIDENCE,
    }
    assert press(desk, row, **right).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.fault_confirmed, row.evidence) == ("approved", True, EVIDENCE)
    assert set(row.corrections) == {"surname", "birth_year", "birth_month", "birth_day", "birth_place", "workplace"}
    before, after = certificates(case)
    assert (before.end_reason, after.end_reason) == ("superseded", "")
    card = cards.find_live_card(case.pk)
    assert card is not None
    card.verification_code = after.verification_code
    for paper in (render_certificate(after), card_press().render_pdf([card], lambda key: picture())):
        printed = text_of(paper)
        for fact in ("KARIMOWA", "07.04.1991", "Doğru Unvan A.Ş."):
            assert fact in printed
        assert "KARIMOVA" not in printed
    assert "Buxoro" in text_of(render_certificate(after))
    mail = told(case, "reissue_fault_confirmed")
    assert mail.promise_state == OutboxState.ON_HOLD, "it waits for the certificate"
    assert attempt_delivery(Certificate, after.pk)
    mail.refresh_from_db()
    assert mail.attachment_name == after.file_name
    for words in ("- Soyadı: KARIMOWA", "- Doğum tarihi: 7 Nisan 1991", "bu iletinin ekindedir"):
        assert words in mail.text
    assert EVIDENCE not in mail.text
    assert EVIDENCE in desk.get(page_of(row)).text
    assert EVIDENCE not in str(personal_data.exportable_rows(personal_data.collect_personal_data(case.applicant))), (
        "officers' words to each other"
    )
    assert Identity.objects.get(pk=case.applicant_id).surname == "KARIMOWA"
    case.refresh_from_db()
    assert case.snapshot["identity"]["surname"] == "KARIMOVA", "what was sent stays as it was sent"


@pytest.mark.requirement("R123")
@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"surname": "KARIMOWA"}, "text"),  # on no evidence
        ({"surname": "", "evidence": EVIDENCE}, "surname"),
        ({"workplace": "公司", "evidence": EVIDENCE}, "workplace"),
        ({"foreigner_id": "99000000014", "evidence": EVIDENCE}, "foreigner_id"),
    ],
)
def test_nothing_is_put_right_without_evidence_or_with_what_no_paper_can_print(
    values: dict[str, str], wrong: str
) -> None:
    case, row, desk = waiting()
    answer = press(desk, row, **values)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert ReissueRequest.objects.get(pk=row.pk).status == "under_review"
    assert len(certificates(case)) == 1


@pytest.mark.requirement("R123", "R124")
def test_a_card_that_was_only_printed_badly_is_printed_again_and_a_denied_fault_changes_nothing() -> None:
    case, row, desk = waiting()
    facts = cards.find_live_card(case.pk).facts
    assert press(desk, row).status_code == 302
    assert cards.find_live_card(case.pk).facts == facts
    assert len(certificates(case)) == 1
    assert told(case, "reissue_fault_confirmed").promise_state == OutboxState.QUEUED
    case, row, desk = waiting()
    assert press(desk, row, "deny_fault", surname="KARIMOWA", evidence=EVIDENCE).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.corrections) == ("awaiting_payment", {})


def test_only_printed_facts_can_be_put_right() -> None:
    _case, row, _desk = waiting()
    officer = Actor.from_person(cases.officer())
    with pytest.raises(engine.GuardError, match="Yalnız belgede"):
        do(REISSUE, "confirm_fault", row, officer, **TEXT, corrections={"valid_to": "2099-01-01"}, evidence=EVIDENCE)


@pytest.mark.requirement("R116", "R118")
@pytest.mark.parametrize(
    ("record", "follows"), [({"surname": "KARIMOVA-DEMIR"}, True), ({"father_name": "Anvar"}, False)]
)
def test_changed_data_bring_a_corrected_certificate_where_the_certificate_says_them(
    record: dict[str, str], follows: bool
) -> None:
    """4.9-b: the mail that the new card is coming brings it; the parents' names stand on the card's record alone."""
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.DATA_CHANGE)
    ReissueRequest.objects.filter(pk=row.pk).update(record=record)
    pay(row)
    issued = certificates(case)
    assert len(issued) == 1 + follows
    mail = told(case, "reissue_approved")
    assert (mail.promise_state == OutboxState.ON_HOLD) is follows
    assert ("bu iletinin ekindedir" in mail.text) is follows
    assert cards.find_live_card(case.pk).facts | record == cards.find_live_card(case.pk).facts
    if follows:
        assert issued[1].notice == mail


@pytest.mark.requirement("A-33")
def test_a_lost_card_from_before_names_the_workplace_and_its_certificate_follows() -> None:
    """No paper contradicts the other: one from an earlier edition is replaced together with the card."""
    case = holder_of_a_card()
    old = cards.find_live_card(case.pk)
    new = {"workplace", "own_account", "foreign_employer", "foreign_employer_country", "host"}
    type(old).objects.filter(pk=old.pk).update(facts={name: v for name, v in old.facts.items() if name not in new})
    row = sent_reissue(case, ReissueGround.LOST)
    pay(row)
    assert cards.find_live_card(case.pk).facts["workplace"] == certificates(case)[-1].facts["workplace"] != ""


@pytest.mark.requirement("A-35")
@pytest.mark.parametrize("language", ["tr", "en", "ru", "ar"])
def test_a_request_that_the_end_closes_is_told_to_its_holder(language: str) -> None:
    case = holder_of_a_card()
    case.applicant.language = language
    case.applicant.save()
    row = sent_reissue(case, ReissueGround.LOST)
    case = cases.do("terminate", case, Actor.from_person(cases.officer()), effective_on=case.granted_to)
    do(REISSUE, "close", row, SYSTEM)
    mail = Notice.objects.get(subject_id=case.pk, kind="reissue_closed")
    assert case.number in mail.text
    assert (mail.title == "Yeni kart talebiniz kapandı") is (language == "tr")
