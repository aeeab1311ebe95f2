"""The print room's batches: cards taken from the queue, printed, or thrown away and printed again."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from applicants.models import Officer
from emuafiyet.core.outbox.errors import PermanentError

from .. import storage
from ..models import BatchCard, Card, Certificate, PrintBatch
from ..models.card import CardState
from ..models.certificate import EndReason
from ..pdf.render_errors import RenderError
from . import card_lifecycle
from .render_cards import render_card_batch

MAX_BATCH_SIZE = 100  # cards in a batch: a PDF that a card printer's queue still takes


class NothingToPrintError(Exception):
    """None of the chosen cards waits for print any more."""


class InvalidBatchStateError(Exception):
    """The batch is closed already, or its PDF is not there yet."""


class CannotSpoilError(Exception):
    """The card is not in the print room: it waits, is with PTT or is void."""


@transaction.atomic
def open_batch(officer: Officer, card_ids: Iterable[UUID]) -> PrintBatch:
    """Enqueue a PDF of these cards, as far as they wait for print and lie in no other batch; the oldest first.

    Raises ``NothingToPrintError``.
    """
    waiting = Card.objects.select_for_update().filter(pk__in=list(card_ids), state=CardState.QUEUED)
    taken = BatchCard.objects.filter(is_open=True).values("card")
    cards = list(waiting.exclude(pk__in=taken).order_by("queued_at", "id")[:MAX_BATCH_SIZE])
    if not cards:
        raise NothingToPrintError
    codes = dict(
        Certificate.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate(), end_reason=EndReason.TERMINATED),
            case_reference__in=[card.case_reference for card in cards],
        ).values_list("case_reference", "verification_code")
    )
    for card in cards:
        # Frozen the first time it goes to print: it is on the plastic.
        if not card.verification_code:
            card.verification_code = codes.get(card.case_reference, "")
    ready = [card for card in cards if card.verification_code]
    if not ready:
        raise NothingToPrintError
    Card.objects.bulk_update(ready, ["verification_code"])
    batch = PrintBatch(number=_next_number(), officer=officer, size=len(ready)).enqueue()
    BatchCard.objects.bulk_create(
        BatchCard(batch=batch, card=card, position=position) for position, card in enumerate(ready, 1)
    )
    return batch


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_batch_number')")
        return cursor.fetchone()[0]


def close_batch(batch_id: UUID) -> list[str]:
    """Every card of the batch is printed and the PDF goes; the numbers of those that became void meanwhile, to be
    destroyed. Raises ``InvalidBatchStateError``."""
    with transaction.atomic():
        batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
        if batch.closed_at or not batch.pdf:
            raise InvalidBatchStateError
        void = []
        rows = BatchCard.objects.filter(batch=batch, is_open=True)
        for card in Card.objects.select_for_update().filter(batches__in=rows).order_by("number"):
            if card.state == CardState.QUEUED:
                card_lifecycle.move_card(card.pk, CardState.PRINTED)
            else:
                void.append(card.number)
        _end_batch(batch)
    return void


def cancel_batch(batch_id: UUID) -> None:
    """Nothing was printed: the cards wait again and the PDF goes. Raises ``InvalidBatchStateError``."""
    with transaction.atomic():
        batch = PrintBatch.objects.select_for_update().get(pk=batch_id)
        if batch.closed_at:
            raise InvalidBatchStateError
        _end_batch(batch)


def _end_batch(batch: PrintBatch) -> None:
    BatchCard.objects.filter(batch=batch, is_open=True).update(is_open=False)
    PrintBatch.objects.filter(pk=batch.pk).update(closed_at=timezone.now(), pdf="")
    name = batch.pdf
    transaction.on_commit(lambda: storage.remove_file(name), robust=True)


def spoil_print(card_id: UUID, reason: str) -> Card:
    """A print that came out wrong was destroyed; the card waits for print again, as it was. Raises
    ``CannotSpoilError``."""
    with transaction.atomic():
        card = Card.objects.select_for_update().get(pk=card_id)
        last = BatchCard.objects.filter(card=card).order_by("-batch__number").first()
        under_way = card.shipments.filter(ended_at__isnull=True).exists()
        in_print = card.state == CardState.QUEUED and last is not None and last.is_open
        if last is None or not (in_print or (card.state == CardState.PRINTED and not under_way)):
            raise CannotSpoilError
        BatchCard.objects.filter(pk=last.pk).update(is_open=False, spoiled=reason[:200])
        if card.state == CardState.PRINTED:
            card = card_lifecycle.move_card(card.pk, CardState.QUEUED)
    return card


def make_batch_pdf(batch: PrintBatch) -> None:
    """Lay out the batch's cards and store them; whoever is second throws its own file away.

    Raises ``PermanentError`` when a card cannot be printed.
    """
    if batch.pdf or batch.closed_at:
        return
    cards = [row.card for row in batch.rows.select_related("card").order_by("position")]
    rows = PrintBatch.objects.filter(pk=batch.pk)

    def record_progress(count: int) -> None:
        rows.update(done=count)

    try:
        content = render_card_batch(cards, progress=record_progress)
    except RenderError as error:  # it would fail the same way each time: a person has to look
        raise PermanentError(str(error)) from error
    name = storage.store_bytes("cards", content, ".pdf")
    waiting = rows.filter(pdf="", closed_at__isnull=True)
    if not waiting.update(pdf=name, pdf_sha256=sha256(content).hexdigest(), done=F("size")):
        storage.remove_file(name)
