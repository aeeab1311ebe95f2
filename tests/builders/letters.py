"""What a letter or a certificate says."""

import io

import pypdfium2

from applications.models import Application
from documents.models import Letter
from emuafiyet.core.outbox.delivery import attempt_delivery


def letter_of(case: Application, kind: str) -> Letter:
    """The letter after a worker has made it."""
    letter = Letter.objects.get(case_reference=case.pk, kind=kind)
    assert attempt_delivery(Letter, letter.pk)
    letter.refresh_from_db()
    return letter


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
