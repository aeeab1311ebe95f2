"""Making an issued document: lay out its frozen facts, seal, store, and let its notice go out with it."""

from hashlib import sha256

from django.db import transaction

from applicants.models import Notice
from emuafiyet.core.outbox.errors import PermanentError
from emuafiyet.core.outbox.models import OutboxState

from .. import storage
from ..models import Certificate, Letter, Upload
from ..pdf.render_errors import RenderError
from .certificate.render_certificate import get_certificate_renderer
from .letter.render_letter import get_letter_renderer
from .seal.apply_seal import seal_pdf


def render_certificate(certificate: Certificate) -> bytes:
    """Lay out the certificate, without its seal. Raises ``RenderError``."""
    photo = Upload.objects.get(pk=certificate.facts["photo"])
    return get_certificate_renderer().render_pdf(certificate.facts, storage.read_file(photo.rebuilt))


def render_letter(letter: Letter) -> bytes:
    """Lay out the letter, without its seal. Raises ``RenderError``."""
    return get_letter_renderer().render_pdf(letter.facts)


def make_document(document: Certificate | Letter) -> None:
    """Make, seal and store the PDF, and let the notice go out with it; done twice it leaves the same state.

    Raises ``PermanentError`` when the facts cannot be printed.
    """
    if document.pdf:
        return
    try:
        page = render_certificate(document) if isinstance(document, Certificate) else render_letter(document)
    except RenderError as error:  # it would fail the same way each time: a person has to look
        raise PermanentError(str(error)) from error
    content, seal = seal_pdf(page)
    name = storage.store_bytes(document.storage_folder, content, ".pdf")
    with transaction.atomic():
        unmade = type(document)._default_manager.filter(pk=document.pk, pdf="")
        first = unmade.update(pdf=name, pdf_sha256=sha256(content).hexdigest(), seal=seal)
        if first and document.notice:
            # One that went out meanwhile went without the document, and its row goes on saying so.
            held = Notice.objects.filter(pk=document.notice.pk, promise_state=OutboxState.ON_HOLD)
            held.update(attachment=name, attachment_name=document.file_name)
            document.notice.unhold()
    if not first:  # another worker was faster
        storage.remove_file(name)
