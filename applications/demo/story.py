"""What has happened to the demo's people before anybody looks: work for every desk, reached by real transitions."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from applicants.models import Applicant, Officer
from documents import cards
from documents.cards import shipping
from documents.models import Card, Shipment, TrackingRange
from documents.models.card import CardState
from payments.collected_line import CollectedLine
from payments.collections.feed import import_lines
from payments.models import Feed, PaymentOrder

from ..lifecycle import engine
from ..lifecycle.actors import SYSTEM, Actor
from ..lifecycle.details import (
    Grant,
    ItemToRevise,
    ObjectionStatement,
    PageAnswers,
    Rejection,
    RevisionRound,
    Submission,
)
from ..lifecycle.transitions import APPLICATION
from ..models import Application, ReissueRequest, Work
from ..models.requests import ReissueGround
from ..requests.request_details import NewReissue, NewTermination
from ..requests.request_transitions import REISSUE, TERMINATION
from . import demo_uploads, people

FEE, PAPER = "9280", "9268"
TRACKING_RANGE = ("279000000001", "279000009999")


def seed_story() -> bool:
    """Once: people who are there already stay as whoever played with them left them. False when they were there."""
    if Applicant.objects.filter(email=people.get_email(people.PEOPLE[0])).exists():
        return False
    with transaction.atomic():
        TrackingRange.objects.create(first=TRACKING_RANGE[0], last=TRACKING_RANGE[1])
        # Everything collected until now counts as read: nothing was before.
        Feed.objects.get_or_create(source="gib", defaults={"imported_through": timezone.now()})
        _StorySeeder().seed_all()
    return True


class _StorySeeder:
    def __init__(self) -> None:
        self.reviewer = Actor.from_person(Officer.objects.get(username="uzman1"))
        self.senior = Actor.from_person(Officer.objects.get(username="kidemli"))
        self.cast: Iterator[tuple[int, people.Person]] = iter(enumerate(people.PEOPLE))

    def seed_all(self) -> None:
        self._seed_reviewers()
        self._seed_payments_desk()
        self._seed_card_office()

    # --- how far somebody has come ------------------------------------------------------------------------
    def submit_application(self, *, long: bool = True, house: int = 7) -> Application:
        place, person = next(self.cast)
        applicant = people.register_person(person, place)
        case = people.create_draft(applicant, person.occupation, long=long, house=house)
        return engine.perform(APPLICATION, "submit", case.pk, Actor.from_person(applicant), Submission())

    def reach_payment(self, *, house: int = 7) -> tuple[Application, PaymentOrder]:
        case = self.submit_application(house=house)
        work = Work.objects.get(application=case)
        grant = Grant(work.starts_on, work.ends_on)
        case = engine.perform(APPLICATION, "find_appropriate", case.pk, self.reviewer, grant)
        return case, PaymentOrder.objects.get(case_reference=case.pk)

    def reach_card(self, *, house: int = 7) -> tuple[Application, Card]:
        case, order = self.reach_payment(house=house)
        import_lines([build_collected_line(order, code) for code in (FEE, PAPER)])
        card = cards.find_live_card(case.pk)
        assert card is not None  # noqa: S101 - half a year, both legs paid
        return Application.objects.get(pk=case.pk), card

    # --- the desks --------------------------------------------------------------------------------------------
    def _seed_reviewers(self) -> None:
        for _ in range(3):
            self.submit_application(long=False)
        case = self.submit_application(long=False)
        asked = RevisionRound((ItemToRevise("isyeri", "occupation", "Mesleği sözleşmedeki gibi yazın."),))
        engine.perform(APPLICATION, "request_revision", case.pk, self.reviewer, asked)
        case = self.submit_application(long=False)
        rejection = Rejection("policy", "Davet mektubu kuruma ait değil.")
        engine.perform(APPLICATION, "reject", case.pk, self.reviewer, rejection)
        evidence = [demo_uploads.store_document(case.applicant, "objection-evidence")]
        words = "Davet mektubunun kurum kaşeli aslını ekliyorum."
        statement = ObjectionStatement(timezone.now(), words, evidence)
        engine.perform(APPLICATION, "object", case.pk, Actor.from_person(case.applicant), statement)

    def _seed_payments_desk(self) -> None:
        _, untouched = self.reach_payment()
        _, short = self.reach_payment()
        import_lines([build_collected_line(short, FEE, less=1), build_collected_line(short, PAPER)])
        _, one_code = self.reach_payment()
        both = sum(leg.amount_kurus for leg in one_code.legs.all())
        import_lines([build_collected_line(one_code, FEE, amount=both, bank="0010")])
        case, _card = self.reach_card()
        twice = PaymentOrder.objects.get(case_reference=case.pk)
        import_lines([build_collected_line(twice, FEE)])
        # Somebody took back the money of an exemption that is granted: a person has to look. The desk says so; the
        # error in the log would only alarm whoever starts the demo.
        logging.disable(logging.ERROR)
        import_lines([build_collected_line(twice, PAPER, reversal=True)])
        logging.disable(logging.NOTSET)
        # Right reference, another person's number; and a bank payment of somebody nobody knows.
        import_lines([build_collected_line(untouched, FEE, foreigner_id=short.foreigner_id)])
        import_lines([build_collected_line(untouched, PAPER, foreigner_id="99000000042", bank="0015")])
        self._lapse_with_one_leg_paid()

    def _lapse_with_one_leg_paid(self) -> None:
        case, order = self.reach_payment()
        past = timezone.now() - timedelta(days=20)
        import_lines([build_collected_line(order, FEE)])
        Application.objects.filter(pk=case.pk).update(payment_due_at=past)
        PaymentOrder.objects.filter(pk=order.pk).update(opened_at=past - timedelta(days=30), due_at=past)
        engine.perform(APPLICATION, "lapse", case.pk, SYSTEM)

    def _seed_card_office(self) -> None:
        for _ in range(2):
            self.reach_card()
        self._request_new_card()
        for house in (92, 94):  # not at home and fetched; moved away and sent back
            _, card = self.reach_card(house=house)
            self._print_card(card)
            shipping.hand_over_cards([card.pk])
        _, card = self.reach_card()
        self._print_card(card)
        _, card = self.reach_card()
        self._lose_card(card)

    def _print_card(self, card: Card) -> None:
        cards.move_card(card.pk, CardState.PRINTED)

    def _lose_card(self, card: Card) -> None:
        """Handed over three weeks ago, and PTT has never said a word about it."""
        self._print_card(card)
        (shipment,) = shipping.hand_over_cards([card.pk]).shipments
        shipping.record_registration(shipment.pk)
        then = timezone.now() - timedelta(days=21)
        Shipment.objects.filter(pk=shipment.pk).update(
            promise_state="kept", kept_at=then, created_at=then, registered_at=then
        )
        Card.objects.filter(pk=card.pk).update(moved_at=then)

    def _request_new_card(self) -> None:
        """One says that the ministry misprinted the card, one wants to end the exemption."""
        case, _card = self.reach_card()
        by = Actor.from_person(case.applicant)
        row = engine.perform(REISSUE, "start", case.pk, by, NewReissue(ReissueGround.ADMIN_FAULT))
        kinds = {"proof": "misprint-proof", "card_front": "card-front-scan", "card_back": "card-back-scan"}

        def write(draft: ReissueRequest) -> None:
            draft.uavt_code, draft.address_kind = "2345678907", "workplace"
            draft.explanation = "Soyadım kartta bir harf eksik basılmış."
            for name, kind in kinds.items():
                setattr(draft, name, demo_uploads.store_document(case.applicant, kind))

        engine.perform(REISSUE, "save", row.pk, by, PageAnswers(write))
        engine.perform(REISSUE, "ask_for_review", row.pk, by)
        case, _card = self.reach_card()
        asked = NewTermination(
            ground="ended_early",
            ground_note="",
            effective_on=timezone.localdate() + timedelta(days=10),
            petition=demo_uploads.store_document(case.applicant, "termination-petition"),
        )
        engine.perform(TERMINATION, "request", case.pk, Actor.from_person(case.applicant), asked)


def build_collected_line(
    order: PaymentOrder,
    tax_code: str,
    *,
    less: int = 0,
    amount: int | None = None,
    bank: str = "",
    foreigner_id: str = "",
    reversal: bool = False,
) -> CollectedLine:
    """What GİB's feed says of a payment made just now, at the tax office's page or at a bank's counter."""
    leg = order.legs.get(tax_code=tax_code)
    return CollectedLine(
        source="gib",
        collection_id=f"DEMO-{uuid.uuid4().hex[:12]}",
        collected_at=timezone.now(),
        collector=bank or "IVD",
        tax_code=tax_code,
        foreigner_id=foreigner_id or order.foreigner_id,
        reference=None if bank else order.reference,
        amount_kurus=(leg.amount_kurus if amount is None else amount) - less,
        reversal=reversal,
    )
