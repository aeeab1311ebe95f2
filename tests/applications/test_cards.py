"""The card from the queue to the holder's door: print room, PTT, what comes back, what is lost (domain 5.4, 6.6)."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry, Notice
from applications.lifecycle.actors import Actor
from applications.models import Application
from documents import cards
from documents.cards import batches as printing
from documents.cards import shipping, work_lists
from documents.models import Card, Certificate, Movement, PrintBatch, Shipment, TrackingRange, Withdrawal
from documents.models.card import CardState
from documents.models.tracking_numbers import is_tracking_number
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.models import OutboxState
from tests.builders.browsers import reviewer, signed_in
from tests.sandbox_server import Sandbox, wait_for

from . import cases
from .holders import holder_of_a_card, told

pytestmark = pytest.mark.django_db
S = CardState
OFFICE = ("view_card", "change_card", "view_printbatch", "add_printbatch", "change_printbatch")
RANGES = ("view_trackingrange", "add_trackingrange")


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None:
    TrackingRange.objects.create(first="270000000001", last="270000000900")


@pytest.fixture
def ptt(sandbox: Sandbox, settings: Any) -> Sandbox:
    settings.PTT_URL, settings.NVI_URL = f"{sandbox.url}/ptt", f"{sandbox.url}/nvi"
    settings.PTT_LOOK_EVERY = 0.0
    sandbox.control(ptt_pace=1000)
    return sandbox


def card_of(case: Application) -> Card:
    found = cards.find_live_card(case.pk)
    assert found is not None
    return found


def printed(uavt_code: str = "2345678907") -> Card:
    card = card_of(holder_of_a_card())
    Card.objects.filter(pk=card.pk).update(uavt_code=uavt_code)
    with transaction.atomic():
        return cards.move_card(card.pk, S.PRINTED)


def handed_over(uavt_code: str = "2345678907") -> tuple[Card, Shipment]:
    card = printed(uavt_code)
    (shipment,) = shipping.hand_over_cards([card.pk]).shipments
    assert attempt_delivery(Shipment, shipment.pk)
    card.refresh_from_db()
    shipment.refresh_from_db()
    return card, shipment


def happens(ptt: Sandbox, shipment: Shipment, *words: str, received_by: str = "") -> Card:
    """PTT's clerk writes these movements, and we ask after the parcel."""
    for each in words:
        moved = {"words": each, "received_by": received_by}
        ptt.http.post(f"/ptt/parcels/{shipment.tracking_number}/move", data=moved)
    shipping.update_movements(Shipment.objects.get(pk=shipment.pk))
    return Card.objects.get(pk=shipment.card_id)


# --- the print room ---------------------------------------------------------------------------------------
def open_batch(*chosen: Card) -> PrintBatch:
    return printing.open_batch(cases.officer(), [each.pk for each in chosen])


def test_a_batch_is_rendered_printed_and_its_file_thrown_away() -> None:
    first, second = card_of(holder_of_a_card()), card_of(holder_of_a_card())
    _, desk = reviewer(*OFFICE)
    desk.post(reverse("admin:documents_printbatch_add"))
    batch = PrintBatch.objects.get()
    there = reverse("admin:batch", args=[batch.pk])
    assert "2 karttan 0 tanesi hazır" in desk.get(there).text
    assert desk.get(reverse("admin:batch_pdf", args=[batch.pk])).status_code == 404
    assert attempt_delivery(PrintBatch, batch.pk)
    batch.refresh_from_db()
    assert batch.done == batch.size == 2
    answer = desk.get(reverse("admin:batch_pdf", args=[batch.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    sheets = desk.get(reverse("admin:batch_pdf", args=[batch.pk]), {"sheet": "a4"})
    assert len(pypdfium2.PdfDocument(b"".join(sheets.streaming_content))) == 2  # fronts, backs
    assert AuditEntry.objects.filter(action="downloaded_batch", key=str(batch.pk)).count() == 2
    with pytest.raises(printing.NothingToPrintError):
        open_batch(first, second)  # they lie in an open batch
    desk.post(there, {"deed": "printed"})
    assert set(Card.objects.values_list("state", flat=True)) == {"printed"}
    assert desk.get(reverse("admin:batch_pdf", args=[batch.pk])).status_code == 404
    batch.refresh_from_db()
    assert (batch.pdf, bool(batch.pdf_sha256)) == ("", True)
    assert "PTT’ye verilecek" in desk.get(reverse("admin:documents_card_changelist")).text


def test_a_card_that_became_void_in_the_batch_is_named_for_destruction() -> None:
    case, other = holder_of_a_card(), card_of(holder_of_a_card())
    card = card_of(case)
    batch = open_batch(card, other)
    assert attempt_delivery(PrintBatch, batch.pk)
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sahte belge.")
    _, desk = reviewer(*OFFICE)
    there = reverse("admin:batch", args=[batch.pk])
    assert "Geçersiz; basılanı imha edin" in desk.get(there).text
    page = desk.post(there, {"deed": "printed"}, follow=True)
    assert f"basılanları imha edin: {card.number}" in page.text
    other.refresh_from_db()
    card.refresh_from_db()
    assert (card.state, other.state) == ("invalidated", "printed")


def test_a_spoiled_print_waits_for_print_again_with_its_reason() -> None:
    card = card_of(holder_of_a_card())
    batch = open_batch(card)
    assert attempt_delivery(PrintBatch, batch.pk)
    printing.close_batch(batch.pk)
    _, desk = reviewer(*OFFICE)
    there = reverse("admin:card", args=[card.pk])
    assert desk.post(there, {"deed": "spoil", "reason": ""}).status_code == 422
    assert desk.post(there, {"deed": "spoil", "reason": "Baskı kaydı"}).status_code == 302
    card.refresh_from_db()
    assert card.state == "queued"
    assert "Bozuldu: Baskı kaydı" in desk.get(there).text
    again = open_batch(card)
    assert again.rows.get().card == card
    number = Card.objects.get(pk=card.pk).number
    assert number == card.number, "the same card, printed again"


def test_a_batch_that_was_not_printed_gives_its_cards_back() -> None:
    card = card_of(holder_of_a_card())
    batch = open_batch(card)
    printing.cancel_batch(batch.pk)
    assert work_lists.cards_to_print().get() == card
    with pytest.raises(printing.InvalidBatchStateError):
        printing.close_batch(batch.pk)


def test_a_card_prints_the_code_of_the_certificate_in_force() -> None:
    case = holder_of_a_card()
    open_batch(card_of(case))
    assert card_of(case).verification_code == case_certificate(case).verification_code


def case_certificate(case: Application) -> Any:
    return Certificate.objects.get(case_reference=case.pk, ended_on__isnull=True)


# --- to PTT -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R106", "R110", "R114", "R118")
def test_a_card_handed_over_has_a_number_that_its_holder_can_follow(ptt: Sandbox) -> None:
    card, shipment = handed_over()
    assert (card.state, card.tracking_number) == ("handed_over", shipment.tracking_number)
    assert is_tracking_number(card.tracking_number)
    mail = told(Application.objects.get(pk=card.case_reference), "card_shipped")
    assert card.tracking_number in mail.text
    parcel = ptt.http.get("/ptt/takip", params={"q": card.tracking_number}).text
    assert "NİLUFAR" not in parcel
    assert "NILUFAR KARIMOVA" in parcel
    happens(ptt, shipment, "KABUL EDİLDİ", "YOLDA")
    page = signed_in(card.owner).get(reverse("application", args=[card.case_reference])).text
    for must in (card.tracking_number, "Kartınız yolda.", "KABUL EDİLDİ", f"/ptt/takip?q={card.tracking_number}"):
        assert must in page, must


def test_handing_over_twice_makes_one_parcel(ptt: Sandbox) -> None:
    card = printed()
    assert len(shipping.hand_over_cards([card.pk]).shipments) == 1
    again = shipping.hand_over_cards([card.pk])
    assert (again.shipments, again.not_printed) == ([], [card.number])
    with pytest.raises(IntegrityError), transaction.atomic():
        Shipment.objects.create(card=card, tracking_number="2700000009994")


def test_ptt_being_away_costs_time_only(ptt: Sandbox) -> None:
    card = printed()
    (shipment,) = shipping.hand_over_cards([card.pk]).shipments
    ptt.control(ptt_down=60)
    assert not attempt_delivery(Shipment, shipment.pk)
    assert Card.objects.get(pk=card.pk).state == "printed"
    ptt.restore()
    assert attempt_delivery(Shipment, shipment.pk)
    assert attempt_delivery(Shipment, shipment.pk) is False, "kept once"
    assert Card.objects.get(pk=card.pk).state == "handed_over"


@pytest.mark.parametrize(
    ("uavt_code", "words"),
    [
        ("2345678997", "yeni bir barkod alınır"),
        ("2345678996", "PTT’nin yanıtı: -5"),
        ("9345678907", "Mesken kodu adres kaydında yok"),
    ],
)
def test_a_parcel_that_ptt_will_not_take_comes_back_to_the_desk_with_the_reason(
    ptt: Sandbox, uavt_code: str, words: str
) -> None:
    card = printed(uavt_code)
    (shipment,) = shipping.hand_over_cards([card.pk]).shipments
    assert not attempt_delivery(Shipment, shipment.pk)
    assert Shipment.objects.get(pk=shipment.pk).promise_state == OutboxState.FAILED
    assert work_lists.cards_to_hand_over().get() == card
    _, desk = reviewer(*OFFICE)
    assert words in desk.get(reverse("admin:card", args=[card.pk])).text
    desk.post(reverse("admin:card", args=[card.pk]), {"deed": "hand_over"})
    second = Shipment.objects.get(card=card, ended_at__isnull=True)
    assert second.tracking_number != shipment.tracking_number


def test_a_range_that_is_used_up_is_said_and_no_number_is_given_twice() -> None:
    TrackingRange.objects.all().delete()
    TrackingRange.objects.create(first="270000000011", last="270000000012")
    three = [printed().pk for _ in range(3)]
    found = shipping.hand_over_cards(three)
    assert [each.tracking_number[:12] for each in found.shipments] == ["270000000011", "270000000012"]
    assert found.range_used_up
    _, desk = reviewer(*OFFICE, *RANGES)
    here = reverse("admin:documents_card_changelist")
    assert "PTT barkod aralığında 0 numara kaldı" in desk.get(here).text
    there = reverse("admin:documents_trackingrange_add")
    assert "çakışıyor" in desk.post(there, {"first": "270000000012", "last": "270000000900"}).text
    assert desk.post(there, {"first": "270000000100", "last": "270000000900"}).status_code == 302
    page = desk.post(here, {"action": "hand_over_chosen", "_selected_action": [str(key) for key in three]}, follow=True)
    assert "1 kart PTT’ye bildiriliyor" in page.text
    assert Shipment.objects.count() == 3


# --- what PTT says ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "received_by", "state"),
    [
        ("KABUL EDİLDİ", "", S.HANDED_OVER),
        ("Transfer Merkezine Sevk Edildi", "", S.IN_TRANSIT),
        ("YOLDA", "", S.IN_TRANSIT),
        ("DAĞITIMA ÇIKARILDI", "", S.OUT_FOR_DELIVERY),
        ("ADRESTE YOK", "", S.FAILED_ATTEMPT),
        ("HABER KÂĞIDI BIRAKILDI", "", S.FAILED_ATTEMPT),
        ("ADRESTEN AYRILMIŞ", "", S.FAILED_ATTEMPT),
        ("ADRESTEN TAŞINMIŞ", "", S.FAILED_ATTEMPT),
        ("KABUL EDİLMEDİ", "", S.FAILED_ATTEMPT),
        ("ALICI BULUNAMADI", "", S.FAILED_ATTEMPT),
        ("TESLİM EDİLEMEDİ", "", S.FAILED_ATTEMPT),
        ("PTT İŞYERİNDE BEKLİYOR", "", S.HELD_AT_OFFICE),
        ("MÜRACAAT BEKLİYOR", "", S.HELD_AT_OFFICE),
        ("İADE EDİLDİ", "", S.RETURNED),
        ("İADE, GÖNDERİCİYE TESLİM EDİLDİ", "BAKANLIK", S.RETURNED),
        ("GÖNDERİCİYE TESLİM EDİLDİ", "BAKANLIK", S.RETURNED),
        ("TESLİM EDİLDİ", "", S.DELIVERED),
        ("KOMŞUYA TESLİM EDİLDİ", "KOMŞUSU", S.DELIVERED),
        ("İMZA ALINDI", "KENDİSİ", S.DELIVERED),
        ("BİLGİ GÜNCELLENDİ", "", None),
    ],
)
def test_ptts_words(words: str, received_by: str, state: CardState | None) -> None:
    assert shipping.infer_card_state(words, received_by) == state


@pytest.mark.parametrize(
    ("house", "states", "kinds"),
    [
        ("07", "delivered", ["card_shipped", "card_delivered"]),
        ("91", "delivered", ["card_shipped", "card_delivered"]),
        ("92", "delivered", ["card_shipped", "card_failed", "card_held", "card_delivered"]),
        ("93", "returned", ["card_shipped", "card_failed", "card_held", "card_returned"]),
        ("94", "returned", ["card_shipped", "card_failed", "card_returned"]),
        ("95", "in_transit", ["card_shipped"]),
    ],
)
def test_every_story_of_a_parcel_ends_as_it_should_and_is_told_once(
    ptt: Sandbox, house: str, states: str, kinds: list[str]
) -> None:
    card, shipment = handed_over(f"23456789{house}")
    ptt.control(ptt_pace=0.15)

    def ended() -> bool | None:
        shipping.update_movements(Shipment.objects.get(pk=shipment.pk))
        shipping.update_movements(Shipment.objects.get(pk=shipment.pk))  # asking again changes nothing
        return Card.objects.get(pk=card.pk).state == states or None

    assert wait_for(ended, 10)
    heard = Notice.objects.filter(subject_id=card.case_reference, kind__startswith="card_").order_by("created_at")
    assert next(each.kind for each in heard) == "card_shipped"
    assert [each.kind for each in heard][-1] == kinds[-1]
    assert len({each.kind for each in heard}) == len(heard) <= len(kinds)
    numbers = list(Movement.objects.filter(shipment=shipment).values_list("sequence", flat=True))
    assert numbers == sorted(set(numbers))
    still_asked = Shipment.objects.get(pk=shipment.pk).ended_at is None
    assert still_asked == (states == "in_transit")


def test_what_happens_between_two_questions_is_kept_whole_and_the_last_counts(ptt: Sandbox) -> None:
    _, shipment = handed_over()
    card = happens(ptt, shipment, "KABUL EDİLDİ", "DAĞITIMA ÇIKARILDI", "ADRESTE YOK", "PTT İŞYERİNDE BEKLİYOR")
    assert card.state == "held_at_office"
    assert shipment.movements.count() == 4
    card = happens(ptt, shipment, "DAĞITIMA ÇIKARILDI")  # PTT tries again
    assert card.state == "out_for_delivery"


def test_the_follower_asks_only_for_parcels_whose_turn_it_is(ptt: Sandbox) -> None:
    _, shipment = handed_over()
    assert [each.pk for each in shipping.find_due_shipments()] == [shipment.pk]
    Shipment.objects.filter(pk=shipment.pk).update(look_at=timezone.now() + timedelta(hours=1))
    assert not shipping.find_due_shipments().exists()
    ptt.control(ptt_down=60)
    assert shipping.update_movements(shipment) == 0  # PTT away: nothing lost, asked again later


# --- back, lost, void -----------------------------------------------------------------------------------------
def address(**values: str) -> dict[str, str]:
    return {"where": "another", "uavt_code": "3111122207", "address_kind": "residence", "address_note": ""} | values


@pytest.mark.requirement("R106")
def test_a_card_that_came_back_goes_out_once_more_to_the_new_address_without_charge(ptt: Sandbox) -> None:
    _, shipment = handed_over()
    card = happens(ptt, shipment, "KABUL EDİLDİ", "İADE EDİLDİ")
    assert card.state == "returned"
    browser = signed_in(card.owner)
    there = reverse("card_address", args=[card.case_reference])
    assert "bir kez ücretsizdir" in told(Application.objects.get(pk=card.case_reference), "card_returned").text
    listed = browser.get(reverse("application_list")).text
    assert there in listed
    assert "Kartınız geri döndü" in listed
    assert browser.post(there, address(uavt_code="12")).status_code == 422
    answer = browser.post(there, address(), follow=True)
    assert "Adresinizi aldık" in answer.text
    card.refresh_from_db()
    assert (card.state, card.uavt_code, card.resends) == ("printed", "3111122207", 1)
    (second,) = shipping.hand_over_cards([card.pk]).shipments
    assert attempt_delivery(Shipment, second.pk)
    card.refresh_from_db()
    assert card.tracking_number == second.tracking_number != shipment.tracking_number
    shipped = Notice.objects.filter(subject_id=card.case_reference, kind="card_shipped")
    assert shipped.count() == 2, "the holder hears the second number too"
    # It comes back again: the ministry and its holder have to talk.
    card = happens(ptt, second, "İADE EDİLDİ")
    assert card.state == "returned"
    page = browser.get(reverse("application", args=[card.case_reference])).text
    assert "ikinci kez geri döndü" in page
    assert there not in page
    assert browser.post(there, address()).status_code == 302
    assert Card.objects.get(pk=card.pk).state == "returned"


def test_a_stranger_cannot_say_where_somebodys_card_goes(ptt: Sandbox) -> None:
    _, shipment = handed_over()
    card = happens(ptt, shipment, "İADE EDİLDİ")
    stranger = signed_in(cases.person())
    assert stranger.post(reverse("card_address", args=[card.case_reference]), address()).status_code == 404
    assert Client().post(reverse("card_address", args=[card.case_reference]), address()).status_code == 302
    assert Card.objects.get(pk=card.pk).state == "returned"


def test_a_card_lost_in_the_post_is_void_and_made_anew_at_no_charge(ptt: Sandbox) -> None:
    card, shipment = handed_over()
    happens(ptt, shipment, "KABUL EDİLDİ")
    _, desk = reviewer(*OFFICE)
    there = reverse("admin:card", args=[card.pk])
    assert "Kayıp say" not in desk.get(there).text
    desk.post(there, {"deed": "lost", "reason": "Haber yok"})
    assert card_of(Application.objects.get(pk=card.case_reference)).pk == card.pk, "heard of today: not lost"
    Shipment.objects.filter(pk=shipment.pk).update(last_movement_at=timezone.now() - timedelta(days=16))
    assert work_lists.silent_cards().get() == card
    assert "Kayıp say" in desk.get(there).text
    desk.post(there, {"deed": "lost", "reason": "Haber yok"})
    new = card_of(Application.objects.get(pk=card.case_reference))
    card.refresh_from_db()
    assert (card.state, card.invalid_reason) == ("invalidated", "lost")
    assert new.state == "queued"
    assert new.number != card.number
    assert (new.facts, new.uavt_code, new.phone) == (card.facts, card.uavt_code, card.phone)
    assert "15 gündür haber alınamadı" in told(Application.objects.get(pk=card.case_reference), "card_lost").text
    # The old one turns up after all: PTT's news move no card.
    happens(ptt, shipment, "TESLİM EDİLDİ")
    assert card_of(Application.objects.get(pk=card.case_reference)).state == "queued"


def test_a_void_cards_parcel_is_withdrawn_before_ptt_takes_it(ptt: Sandbox) -> None:
    card, shipment = handed_over()
    case = Application.objects.get(pk=card.case_reference)
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sahte belge.")
    assert attempt_delivery(Withdrawal, Withdrawal.objects.get().pk)
    assert "kayıt bulunamadı" in ptt.http.get("/ptt/takip", params={"q": shipment.tracking_number}).text.lower()
    assert not shipping.find_due_shipments().exists()


def test_a_card_void_before_ptt_was_told_never_leaves(ptt: Sandbox) -> None:
    card = printed()
    (shipment,) = shipping.hand_over_cards([card.pk]).shipments
    case = Application.objects.get(pk=card.case_reference)
    cases.do("cancel", case, Actor.from_person(cases.officer()), ground="forged", text="Sahte belge.")
    attempt_delivery(Shipment, shipment.pk)
    assert "kayıt bulunamadı" in ptt.http.get("/ptt/takip", params={"q": shipment.tracking_number}).text.lower()
    assert attempt_delivery(Withdrawal, Withdrawal.objects.get().pk)
    assert Card.objects.get(pk=card.pk).state == "invalidated"


# --- the desk -----------------------------------------------------------------------------------------------
def test_the_desk_counts_what_lies_where_and_finds_a_card(ptt: Sandbox) -> None:
    waiting, (gone, _shipment) = card_of(holder_of_a_card()), handed_over()
    _, desk = reviewer(*OFFICE)
    here = reverse("admin:documents_card_changelist")
    tiles = {each["key"]: each["count"] for each in desk.get(here).context["tiles"]}
    assert tiles == {
        "basilacak": "1", "basimda": "0", "verilecek": "0", "bildiriliyor": "0", "yolda": "1", "sorunlu": "0",
        "sessiz": "0",
    }  # fmt: skip
    assert waiting.number in desk.get(here, {"masa": "basilacak"}).text
    assert gone.number not in desk.get(here, {"masa": "basilacak"}).text
    for term in (gone.number, gone.tracking_number, gone.facts["number"]):
        found = desk.get(here, {"q": term}).text
        assert gone.number in found
        assert waiting.number not in found


def test_the_desk_costs_the_same_with_one_and_three(ptt: Sandbox, django_assert_num_queries: Any) -> None:
    _, desk = reviewer(*OFFICE)
    batches = reverse("admin:documents_printbatch_changelist")
    for _ in (1, 3):
        open_batch(card_of(holder_of_a_card()))
        card, _shipment = handed_over()
        with django_assert_num_queries(10):
            assert desk.get(reverse("admin:documents_card_changelist")).status_code == 200
        with django_assert_num_queries(9):
            assert desk.get(reverse("admin:card", args=[card.pk])).status_code == 200
        with django_assert_num_queries(7):
            assert desk.get(batches).status_code == 200


def test_whoever_only_looks_changes_nothing() -> None:
    card = card_of(holder_of_a_card())
    batch = open_batch(card)
    assert attempt_delivery(PrintBatch, batch.pk)
    _, viewer = reviewer("view_card", "view_printbatch")
    assert viewer.get(reverse("admin:card", args=[card.pk])).status_code == 200
    assert viewer.post(reverse("admin:card", args=[card.pk]), {"deed": "spoil", "reason": "x"}).status_code == 403
    assert viewer.post(reverse("admin:batch", args=[batch.pk]), {"deed": "printed"}).status_code == 403
    assert viewer.get(reverse("admin:batch_pdf", args=[batch.pk])).status_code == 403
    assert viewer.post(reverse("admin:documents_printbatch_add")).status_code == 403
    here = reverse("admin:documents_card_changelist")
    viewer.post(here, {"action": "print_chosen", "_selected_action": [str(card.pk)]})
    assert Card.objects.get(pk=card.pk).state == "queued"
    assert PrintBatch.objects.count() == 1


def test_an_applicants_page_with_a_card_costs_at_most_eight_queries(
    ptt: Sandbox, django_assert_max_num_queries: Any
) -> None:
    card, shipment = handed_over()
    happens(ptt, shipment, "KABUL EDİLDİ", "YOLDA", "DAĞITIMA ÇIKARILDI")
    browser = signed_in(card.owner)
    with django_assert_max_num_queries(8):
        assert browser.get(reverse("application", args=[card.case_reference])).status_code == 200
