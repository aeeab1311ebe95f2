"""How the outbox items about papers are delivered, and the following of parcels."""

import time

from celery import shared_task

from emuafiyet.core.locks import advisory_lock
from emuafiyet.core.outbox.handlers import failure_handler, handler

from .audit_seals.sealing import deliver_seal
from .cards import shipping
from .cards.batches import make_batch_pdf
from .issued.make_document import make_document
from .models import AuditSeal, Certificate, Letter, PageImages, PrintBatch, Shipment, Upload, Withdrawal
from .uploads.checking import check_upload, give_up_upload
from .uploads.make_page_images import make_page_images

MAX_AT_ONCE = 100
MAX_SECONDS = 60.0  # a round ends in good order well before the limit of tasks

handler(Upload)(check_upload)
failure_handler(Upload)(give_up_upload)
handler(PageImages)(make_page_images)
handler(Certificate)(make_document)
handler(Letter)(make_document)
handler(PrintBatch)(make_batch_pdf)
handler(AuditSeal)(deliver_seal)
handler(Shipment)(shipping.register_shipment)
failure_handler(Shipment)(shipping.end_shipment)
handler(Withdrawal)(shipping.withdraw_shipment)


@failure_handler(PageImages)
def mark_not_drawn(images: PageImages) -> None:
    """Tell the officer, who opens the file itself."""
    PageImages.objects.filter(pk=images.pk).update(failed=True)


@failure_handler(Letter)
def send_without_letter(letter: Letter) -> None:
    """Let the mail go out without its letter: it says all that the letter says, and a person looks at the letter."""
    if letter.notice:
        letter.notice.unhold()


@shared_task
def follow_parcels() -> None:
    """Ask PTT where the parcels are whose turn it is; what is left waits for the next round."""
    with advisory_lock("follow_parcels") as mine:
        if not mine:
            return
        until = time.monotonic() + MAX_SECONDS
        for shipment in shipping.find_due_shipments()[:MAX_AT_ONCE]:
            shipping.update_movements(shipment)
            if time.monotonic() > until:
                return
