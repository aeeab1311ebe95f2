"""The card and Yeni Kart Başvurusu (guide 4.9): its three grounds, what each costs, what becomes of the old card."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import Identity
from applications.eligibility.deadlines import today
from applications.eligibility.fees import quote_reissue
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application, ReissueRequest
from applications.models.requests import ReissueGround, ReissueStatus
from applications.models.status import Status
from applications.requests.request_transitions import REISSUE
from documents import cards
from documents.issued import verification
from documents.models import Card, Certificate
from payments.models import OrderState, PaymentOrder
from tests.builders.browsers import reviewer, signed_in
from tests.sandbox_server import Sandbox, running

from . import cases
from .desk import confirmed
from .holders import TEXT, do, draft_reissue, hand_over, holder_of_a_card, pay, sent_reissue, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


@pytest.fixture(scope="module")
def registry_process():
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def registry(registry_process: Sandbox, settings: Any) -> Sandbox:
    registry_process.restore()
    registry_process.forget()
    settings.GOC_URL = f"{registry_process.url}/goc"
    return registry_process


# --- the card ---------------------------------------------------------------------------------------
@pytest.mark.requirement("R81", "R106")
def test_an_approval_with_a_card_queues_it_to_the_chosen_address_and_its_end_kills_it() -> None:
    case = holder_of_a_card()
    card = cards.find_live_card(case.pk)
    assert (card.state, card.uavt_code, card.facts["surname"]) == ("queued", "2345678901", "KARIMOVA")
    assert "Basım sırasında" in signed_in(case.applicant).get(reverse("application", args=[case.pk])).text
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sahte belge.")
    assert cards.find_live_card(case.pk) is None
    assert Card.objects.get(pk=card.pk).invalid_reason == "cancelled"


def test_without_a_card_none_is_queued() -> None:
    assert not Card.objects.filter(case_reference=cases.approved().pk).exists()


def test_two_live_cards_of_one_exemption_are_impossible() -> None:
    case = holder_of_a_card()
    first = cards.find_live_card(case.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        cards.queue_card(
            owner=case.applicant, case_reference=case.pk, facts=first.facts, to=cards.DeliveryAddress("1", "other")
        )


# --- what a new card costs: the six rows of domain 4.4 -----------------------------------------------
HALF, PAPER = ("9280", 628740), ("9268", 96400)


@pytest.mark.requirement("R113", "R117", "R123", "R124")
@pytest.mark.parametrize(
    ("ground", "months", "fault", "owed"),
    [
        (ReissueGround.LOST, 6, None, [HALF, PAPER]),
        (ReissueGround.LOST, 2, None, [PAPER]),
        (ReissueGround.DATA_CHANGE, 6, None, [PAPER]),
        (ReissueGround.ADMIN_FAULT, 6, True, []),
        (ReissueGround.ADMIN_FAULT, 6, False, [HALF, PAPER]),
        (ReissueGround.ADMIN_FAULT, 2, False, [PAPER]),
    ],
)
def test_what_a_new_card_costs(ground: str, months: int, fault: bool | None, owed: list) -> None:
    case = holder_of_a_card()
    if months < 3:
        Application.objects.filter(pk=case.pk).update(granted_to=case.granted_from + timedelta(days=30 * months))
    row = sent_reissue(case, ground)
    if fault is not None:
        do(REISSUE, "confirm_fault" if fault else "deny_fault", row, Actor.from_person(cases.officer()), **TEXT)
    order = PaymentOrder.objects.filter(case_reference=row.pk).first()
    assert [(leg.tax_code, leg.amount_kurus) for leg in order.legs.all()] == owed if owed else order is None
    if owed:
        row.refresh_from_db()
        mail = told(case, "reissue_fault_denied" if fault is False else "reissue_payment").text
        assert order.reference in mail
        assert order.due_at == row.payment_due_at
        assert [leg.tax_code for leg in quote_reissue(row).legs] == [code for code, _ in owed]


# --- a: lost ---------------------------------------------------------------------------------------
def address_post(**values: Any) -> dict[str, Any]:
    return {"where": "earlier", "uavt_code": "", "address_kind": "", "address_note": ""} | values


@pytest.mark.requirement("R107", "R108", "R109", "R110", "R111", "R112", "R113", "R114")
def test_a_lost_card_is_made_anew_once_it_is_paid() -> None:
    case = holder_of_a_card()
    old = hand_over(case)
    browser = signed_in(case.applicant)
    there = reverse("reissue_start", args=[case.pk])
    assert there in browser.get(reverse("application_list")).text
    page = browser.get(there).text
    for ground in ReissueGround.labels:
        assert str(ground) in page
    steps = browser.post(there, {"ground": "lost"}).headers["Location"]
    assert browser.get(there).headers["Location"] == steps  # a second press goes on with the same draft
    assert "6.287,40" in browser.get(steps).text
    assert browser.post(steps, address_post()).status_code == 422  # the declaration is missing
    new_address = address_post(
        where="another", uavt_code="4000000004", address_kind="other", address_note="Ablamın evi", declaration="on"
    )
    assert browser.post(steps, new_address).status_code == 302
    row = ReissueRequest.objects.get(application=case)
    assert row.status == ReissueStatus.AWAITING_PAYMENT
    listed = browser.get(reverse("application_list")).text
    last_day = timezone.localdate(row.payment_due_at).isoformat()
    for fact in ("Yeni kartınız, tutarın tamamı son güne kadar ödenince basılacak.", "Sizde", f'datetime="{last_day}"'):
        assert fact in listed
    paying = browser.get(reverse("reissue_payment", args=[row.pk])).text
    for fact in ("6.287,40", "964,00", "muafiyetiniz bundan etkilenmez"):
        assert fact in paying
    file = browser.get(reverse("reissue_last_day", args=[row.pk]))
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert reverse("reissue_last_day", args=[row.pk]) in paying
    assert cards.find_live_card(case.pk) == old  # it counts until the new one is promised
    pay(row)
    row.refresh_from_db()
    new = cards.find_live_card(case.pk)
    assert row.status == ReissueStatus.APPROVED
    assert (new.uavt_code, new.address_note, new.state) == ("4000000004", "Ablamın evi", "queued")
    assert Card.objects.get(pk=old.pk).invalid_reason == "replaced"
    assert "geçersizdir" in told(case, "reissue_approved").text
    assert browser.get(reverse("reissue_last_day", args=[row.pk])).status_code == 404
    assert Application.objects.get(pk=case.pk).status == Status.APPROVED


@pytest.mark.requirement("R109")
def test_the_earlier_address_may_be_kept() -> None:
    case = holder_of_a_card()
    hand_over(case)
    browser = signed_in(case.applicant)
    steps = browser.post(reverse("reissue_start", args=[case.pk]), {"ground": "lost"}).headers["Location"]
    assert "Mesken kodu 2345678901: Çalışacağım işyerinin adresi" in browser.get(steps).text
    browser.post(steps, address_post(declaration="on"))
    assert ReissueRequest.objects.get(application=case).uavt_code == cards.find_live_card(case.pk).uavt_code


def test_an_unpaid_new_card_lapses_and_the_exemption_stays() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    past = timezone.now() - timedelta(days=20)
    PaymentOrder.objects.filter(case_reference=row.pk).update(opened_at=past - timedelta(days=30), due_at=past)
    ReissueRequest.objects.filter(pk=row.pk).update(payment_due_at=past)
    cases.fed_through(timezone.now())
    for _ in range(2):  # the clock may strike twice
        cases.tick()
    row.refresh_from_db()
    assert (row.status, Application.objects.get(pk=case.pk).status) == (ReissueStatus.LAPSED, Status.APPROVED)
    assert cards.find_live_card(case.pk)
    assert "Muafiyetiniz bundan etkilenmez" in told(case, "reissue_lapsed").text


def test_a_wrong_amount_for_a_new_card_is_told_and_prints_nothing() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    order = PaymentOrder.objects.get(case_reference=row.pk)
    cases.import_lines([cases.line(order, "9268", 96399)])
    row.refresh_from_db()
    assert row.status == ReissueStatus.AWAITING_PAYMENT
    assert reverse("reissue_payment", args=[row.pk]) in told(case, "payment_mismatch").text


def test_a_new_cards_request_ends_with_the_exemption() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.LOST)
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sahte belge.")
    cases.tick()
    row.refresh_from_db()
    assert row.status == ReissueStatus.CLOSED
    assert PaymentOrder.objects.get(case_reference=row.pk).state == OrderState.VOID


def test_one_request_at_a_time() -> None:
    case = holder_of_a_card()
    sent_reissue(case, ReissueGround.LOST)
    with pytest.raises(engine.GuardError, match="Sonuçlanmamış bir yeni kart"):
        draft_reissue(case, ReissueGround.LOST)


# --- b: changed data -------------------------------------------------------------------------------
def begin_data_change(case: Application) -> tuple[Client, str]:
    browser = signed_in(case.applicant)
    return browser, browser.post(reverse("reissue_start", args=[case.pk]), {"ground": "data_change"}).headers[
        "Location"
    ]


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


@pytest.mark.requirement("R115", "R116", "R117", "R118")
def test_changed_data_are_compared_confirmed_and_printed(registry: Sandbox) -> None:
    case = holder_of_a_card()
    number = case.applicant.identity.foreigner_id
    browser, steps = begin_data_change(case)
    page = browser.get(steps).text
    assert "Önce İl Göç İdaresi Müdürlüğüne başvurarak" in page
    assert "Yeni kart talebini gönder" not in page
    registry.post("/goc/persons", {"ykn": number, "surname": "KARIMOVA-DEMIR", "father_name": "ALISHER"})
    page = browser.get(steps).text
    assert "KARIMOVA-DEMIR" in page
    assert "964,00" in page
    assert "6.287,40" not in page
    confirmed = address_post(confirmed="on", seen=seen(page))
    assert browser.post(steps, confirmed | {"confirmed": ""}).status_code == 422
    assert browser.post(steps, confirmed).status_code == 302
    row = ReissueRequest.objects.get(application=case)
    pay(row)
    # From now on the person is known by the corrected name: at the doors and in the next application.
    assert Identity.objects.get(pk=case.applicant_id).surname == "KARIMOVA-DEMIR"
    assert Application.objects.get(pk=case.pk).snapshot["identity"]["surname"] == "KARIMOVA"
    card = cards.find_live_card(case.pk)
    assert (card.facts["surname"], card.facts["father_name"], card.facts["given_names"]) == (
        "KARIMOVA-DEMIR",
        "ALISHER",
        "NILUFAR",
    )
    old, new = Certificate.objects.filter(case_reference=case.pk).order_by("issued_at")
    assert (old.end_reason, new.facts["surname"]) == ("superseded", "KARIMOVA-DEMIR")
    assert not old.counts_on(today())
    assert verification.verify_code(old.verification_code, today()).verdict == "ended"
    assert verification.verify_code(new.verification_code, new.valid_from).verdict == "valid"
    pay(sent_reissue(case, ReissueGround.LOST))  # what was corrected once stays corrected on every later card
    assert cards.find_live_card(case.pk).facts == card.facts


@pytest.mark.requirement("R116")
def test_a_record_that_changes_between_reading_and_confirming_is_compared_again(registry: Sandbox) -> None:
    case = holder_of_a_card()
    number = case.applicant.identity.foreigner_id
    browser, steps = begin_data_change(case)
    registry.post("/goc/persons", {"ykn": number, "surname": "KARIMOVA-DEMIR"})
    first = seen(browser.get(steps).text)
    registry.post("/goc/persons", {"ykn": number, "surname": "KARIMOVA-KAYA"})
    answer = browser.post(steps, address_post(confirmed="on", seen=first))
    assert answer.status_code == 422
    assert "Kaydınız bu arada değişti" in answer.text
    assert ReissueRequest.objects.get(application=case).status == ReissueStatus.DRAFT


@pytest.mark.requirement("R115")
def test_while_the_registry_is_away_the_request_waits_as_a_draft(registry: Sandbox) -> None:
    case = holder_of_a_card()
    browser, steps = begin_data_change(case)
    registry.control(goc_down=60)
    assert "Kaydınıza şu anda ulaşılamıyor" in browser.get(steps).text
    assert browser.post(steps, address_post(confirmed="on", seen="x")).status_code == 200
    assert ReissueRequest.objects.get(application=case).status == ReissueStatus.DRAFT


@pytest.mark.requirement("R115")
def test_a_correction_not_yet_synchronised_is_no_correction(registry: Sandbox) -> None:
    case = holder_of_a_card()
    number = case.applicant.identity.foreigner_id
    facts = cards.find_live_card(case.pk).facts
    registry.post("/goc/persons", {"ykn": number, "surname": facts["surname"], "given_names": facts["given_names"]})
    registry.post("/goc/persons", {"ykn": number, "surname": "YENI", "after": 60})
    browser, steps = begin_data_change(case)
    assert "Kaydınız henüz güncellenmemiş" in browser.get(steps).text


# --- c: the administration's fault -------------------------------------------------------------------
def fault_post(case: Application, **values: Any) -> dict[str, Any]:
    kinds = {"proof": "misprint-proof", "card_front": "card-front-scan", "card_back": "card-back-scan"}
    papers = {f"{name}-kept": str(cases.upload(case.applicant, kind).pk) for name, kind in kinds.items()}
    return address_post() | {"explanation": "Soyadım kartta bir harf eksik basılmış."} | papers | values


@pytest.mark.requirement("R119", "R120", "R121", "R122", "R123")
def test_a_misprint_of_the_administration_costs_nothing() -> None:
    case = holder_of_a_card()
    old = cards.find_live_card(case.pk)
    browser = signed_in(case.applicant)
    steps = browser.post(reverse("reissue_start", args=[case.pk]), {"ground": "admin_fault"}).headers["Location"]
    assert browser.post(steps, fault_post(case)).status_code == 302
    row = ReissueRequest.objects.get(application=case)
    assert row.status == ReissueStatus.UNDER_REVIEW
    assert told(case, "reissue_received")
    _, desk = reviewer("view_application", "decide_application")
    at_desk, found = reverse("admin:reissue_request", args=[row.pk]), "Baskı hatası tespit edildi."
    assert "bir harf eksik" in desk.get(at_desk).text
    assert desk.post(at_desk, confirmed(row, move="confirm_fault", text="")).status_code == 422
    assert desk.post(at_desk, confirmed(row, move="confirm_fault", text=found)).status_code == 302
    assert cards.find_live_card(case.pk) != old
    assert not PaymentOrder.objects.filter(case_reference=row.pk).exists()
    mail = told(case, "reissue_fault_confirmed").text
    assert "Hiçbir ödeme yapmanız gerekmez" in mail
    assert "Baskı hatası tespit edildi." in mail


@pytest.mark.requirement("R124")
def test_a_fault_that_is_not_the_administrations_is_paid_for() -> None:
    case = holder_of_a_card()
    row = sent_reissue(case, ReissueGround.ADMIN_FAULT)
    do(REISSUE, "deny_fault", row, Actor.from_person(cases.officer()), text="Beyan edilen ad basılmıştır.")
    assert "Beyan edilen ad basılmıştır." in told(case, "reissue_fault_denied").text
    pay(row)
    assert ReissueRequest.objects.get(pk=row.pk).status == ReissueStatus.APPROVED


@pytest.mark.requirement("R120", "R121")
@pytest.mark.parametrize("missing", ["explanation", "proof-kept", "card_front-kept", "card_back-kept"])
def test_a_fault_needs_words_proof_and_both_sides_of_the_card(missing: str) -> None:
    case = holder_of_a_card()
    browser = signed_in(case.applicant)
    steps = browser.post(reverse("reissue_start", args=[case.pk]), {"ground": "admin_fault"}).headers["Location"]
    assert browser.post(steps, fault_post(case, **{missing: ""})).status_code == 422
    assert ReissueRequest.objects.get(application=case).status == ReissueStatus.DRAFT
