"""What has happened to the demo's people before anybody looks: work for every desk, reached by real moves."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from applicants.models import Applicant, Officer
from documents import cards
from documents.cards import shipping
from documents.models import Card, Shipment, TrackingRange
from documents.models.card import CardState
from payments.collections.feed import CollectedLine, take_in
from payments.models import Feed, PaymentOrder

from ..lifecycle import engine
from ..lifecycle.actors import SYSTEM, Actor
from ..models import Application, Work
from ..models.requests import ReissueGround
from ..requests.request_transitions import REISSUE, TERMINATION
from . import papers, people

FEE, PAPER = "9280", "9268"
RANGE = ("279000000001", "279000009999")


def seed() -> bool:
    """Once: people who are there already stay as whoever played with them left them. False when they were there."""
    if Applicant.objects.filter(email=people.email_of(people.PEOPLE[0])).exists():
        return False
    with transaction.atomic():
        TrackingRange.objects.create(first=RANGE[0], last=RANGE[1])
        # Everything collected until now counts as read: nothing was before.
        Feed.objects.get_or_create(source="gib", defaults={"imported_through": timezone.now()})
        _Story().tell()
    return True


class _Story:
    def __init__(self) -> None:
        self.reviewer = Actor.of(Officer.objects.get(username="uzman1"))
        self.senior = Actor.of(Officer.objects.get(username="kidemli"))
        self.cast: Iterator[tuple[int, people.Person]] = iter(enumerate(people.PEOPLE))

    def tell(self) -> None:
        self._for_reviewers()
        self._for_the_payments_desk()
        self._for_the_card_office()

    # --- how far somebody has come ------------------------------------------------------------------------
    def sent(self, *, long: bool = True, house: int = 7) -> Application:
        place, person = next(self.cast)
        applicant = people.register(person, place)
        case = people.draft(applicant, person.occupation, long=long, house=house)
        return engine.perform("submit", case.pk, Actor.of(applicant))

    def awaiting_payment(self, *, house: int = 7) -> tuple[Application, PaymentOrder]:
        case = self.sent(house=house)
        work = Work.objects.get(application=case)
        granted: dict[str, Any] = {"granted_from": work.starts_on, "granted_to": work.ends_on}
        case = engine.perform("find_appropriate", case.pk, self.reviewer, **granted)
        return case, PaymentOrder.objects.get(case_reference=case.pk)

    def holder(self, *, house: int = 7) -> tuple[Application, Card]:
        case, order = self.awaiting_payment(house=house)
        take_in([line(order, code) for code in (FEE, PAPER)])
        card = cards.live(case.pk)
        assert card is not None  # noqa: S101 - half a year, both legs paid
        return Application.objects.get(pk=case.pk), card

    # --- the desks --------------------------------------------------------------------------------------------
    def _for_reviewers(self) -> None:
        for _ in range(3):
            self.sent(long=False)
        case = self.sent(long=False)
        item = {"step": "isyeri", "field": "occupation", "explanation": "Mesleği sözleşmedeki gibi yazın."}
        engine.perform("request_revision", case.pk, self.reviewer, items=[item])
        case = self.sent(long=False)
        engine.perform("reject", case.pk, self.reviewer, ground="policy", text="Davet mektubu kuruma ait değil.")
        evidence = [papers.paper(case.applicant, "objection-evidence")]
        words = "Davet mektubunun kurum kaşeli aslını ekliyorum."
        engine.perform(
            "object",
            case.pk,
            Actor.of(case.applicant),
            reason_read=timezone.now(),
            statement=words,
            evidence=evidence,
        )

    def _for_the_payments_desk(self) -> None:
        _, untouched = self.awaiting_payment()
        _, short = self.awaiting_payment()
        take_in([line(short, FEE, less=1), line(short, PAPER)])
        _, one_code = self.awaiting_payment()
        both = sum(leg.amount_kurus for leg in one_code.legs.all())
        take_in([line(one_code, FEE, amount=both, bank="0010")])
        case, _card = self.holder()
        twice = PaymentOrder.objects.get(case_reference=case.pk)
        take_in([line(twice, FEE)])
        # Somebody took back the money of an exemption that is granted: a person has to look.
        take_in([line(twice, PAPER, reversal=True)])
        # Right reference, another person's number; and a bank payment of somebody nobody knows.
        take_in([line(untouched, FEE, foreigner_id=short.foreigner_id)])
        take_in([line(untouched, PAPER, foreigner_id="99000000042", bank="0015")])
        self._lapsed_with_one_leg_paid()

    def _lapsed_with_one_leg_paid(self) -> None:
        case, order = self.awaiting_payment()
        past = timezone.now() - timedelta(days=20)
        take_in([line(order, FEE)])
        Application.objects.filter(pk=case.pk).update(payment_due_at=past)
        PaymentOrder.objects.filter(pk=order.pk).update(opened_at=past - timedelta(days=30), due_at=past)
        engine.perform("lapse", case.pk, SYSTEM)

    def _for_the_card_office(self) -> None:
        for _ in range(2):
            self.holder()
        self._ask_for_a_new_card()
        for house in (92, 94):  # not at home and fetched; moved away and sent back
            _, card = self.holder(house=house)
            self._print(card)
            shipping.hand_over([card.pk])
        _, card = self.holder()
        self._print(card)
        _, card = self.holder()
        self._lose(card)

    def _print(self, card: Card) -> None:
        cards.move(card.pk, CardState.PRINTED)

    def _lose(self, card: Card) -> None:
        """Handed over three weeks ago, and PTT has never said a word about it."""
        self._print(card)
        (shipment,) = shipping.hand_over([card.pk]).shipments
        shipping.registered(shipment.pk)
        then = timezone.now() - timedelta(days=21)
        Shipment.objects.filter(pk=shipment.pk).update(
            promise_state="kept", kept_at=then, created_at=then, registered_at=then
        )
        Card.objects.filter(pk=card.pk).update(moved_at=then)

    def _ask_for_a_new_card(self) -> None:
        """One says that the ministry misprinted the card, one wants to end the exemption."""
        case, _card = self.holder()
        by = Actor.of(case.applicant)
        row = engine.begin(REISSUE, "start", case.pk, by, ground=ReissueGround.ADMIN_FAULT)
        kinds = {"proof": "misprint-proof", "card_front": "card-front-scan", "card_back": "card-back-scan"}
        with engine.editing_reissue(row.pk, by) as locked:
            locked.uavt_code, locked.address_kind = "2345678907", "workplace"
            locked.explanation = "Soyadım kartta bir harf eksik basılmış."
            for name, kind in kinds.items():
                setattr(locked, name, papers.paper(case.applicant, kind))
        engine.perform_on(REISSUE, "ask_for_review", row.pk, by)
        case, _card = self.holder()
        engine.begin(
            TERMINATION,
            "request",
            case.pk,
            Actor.of(case.applicant),
            ground="ended_early",
            ground_note="",
            effective_on=timezone.localdate() + timedelta(days=10),
            petition=papers.paper(case.applicant, "termination-petition"),
        )


def line(
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
