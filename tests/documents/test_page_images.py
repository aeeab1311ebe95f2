"""Pictures of papers for officers: drawn in the locked-in program, once, and gone with the file."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from applicants.models import Applicant
from applicants.privacy import personal_data
from documents import storage
from documents.models import PageImages, Upload
from documents.uploads import make_page_images
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from emuafiyet.core.outbox.models import OutboxState

from . import upload_samples as samples
from .uploading import DOCUMENT, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Applicant:
    return Applicant.objects.create(email="zofia@example.org")


def promised(upload: Upload) -> PageImages:
    """As for a document that was checked before checks made the pictures."""
    PageImages.objects.filter(upload=upload).delete()
    PageImages.enqueue_missing([upload.pk])
    return PageImages.objects.get(upload=upload)


def test_each_page_of_a_pdf_and_a_picture_is_drawn_once(owner: Applicant) -> None:
    paper = promised(checked(owner, DOCUMENT, "a.pdf", samples.pdf(pages=3)))
    assert attempt_delivery(PageImages, paper.pk)
    paper.refresh_from_db()
    assert (len(paper.pages), paper.left_out, paper.failed) == (3, 0, False)
    for each in paper.pages:
        image, small = (Image.open(io.BytesIO(storage.read_file(each[size]))) for size in ("file", "thumb"))
        assert (image.format, image.size) == ("JPEG", (each["width"], each["height"]))
        assert max(image.size) >= 1000, "large enough to read"
        assert (small.format, small.width) == ("JPEG", 240)
    before = paper.pages
    deliver(paper)
    paper.refresh_from_db()
    assert paper.pages == before
    photo = promised(checked(owner, "biometric-photo", "b.jpg", samples.picture(size=(600, 720))))
    deliver(photo)
    photo.refresh_from_db()
    assert [(each["width"], each["height"]) for each in photo.pages] == [(600, 720)]


def test_while_the_scanner_is_away_pictures_wait_without_an_attempt(owner: Applicant, settings, tmp_path) -> None:
    paper = promised(checked(owner, DOCUMENT, "a.pdf", samples.pdf(pages=1)))
    there, settings.SCANNER_URL = settings.SCANNER_URL, f"unix://{tmp_path}"
    for _ in range(PageImages.max_attempts + 1):
        assert not attempt_delivery(PageImages, paper.pk)
    settings.SCANNER_URL = there
    assert attempt_delivery(PageImages, paper.pk)


def test_two_workers_at_once_leave_one_set_of_pictures(owner: Applicant) -> None:
    paper = promised(checked(owner, DOCUMENT, "a.pdf", samples.pdf(pages=1)))
    second = PageImages.objects.get(pk=paper.pk)
    deliver(paper)
    before = number_of_pictures()
    second.pages = []
    deliver(second)
    kept = PageImages.objects.get(pk=paper.pk).pages
    assert len(kept) == 1
    assert storage.read_file(kept[0]["file"])
    assert number_of_pictures() == before


def number_of_pictures() -> int:
    return sum(1 for each in Path(default_storage.location, "pages").rglob("*") if each.is_file())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nonsense", b"\xff\xd8\xff broken"])
def test_what_cannot_be_drawn_dies_behind_the_wall(content: bytes) -> None:
    for slug in ("pdf", "jpg"):
        with pytest.raises(make_page_images.NotDrawnError):
            make_page_images.draw_pages(slug, io.BytesIO(content))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]\n",
        b'{"pages": [], "sizes": [], "left_out": 0}\n',
        b'{"pages": [{"width": 1, "height": 1}], "sizes": [9, 0], "left_out": 0}\n\xff\xd8\xff',
        b'{"pages": [{"width": 1, "height": 1}], "sizes": [4, 0], "left_out": 0}\n<svg',
        b'{"pages": [{"width": 1, "height": 1}], "sizes": [3, 3], "left_out": -1}\n\xff\xd8\xff\xff\xd8\xff',
    ],
)
def test_an_answer_that_cannot_be_true_is_not_believed(answer: bytes) -> None:
    with pytest.raises(make_page_images.NotDrawnError):
        make_page_images.parse_pages(answer)


def test_a_file_that_cannot_be_drawn_is_said_to_be_so(owner: Applicant) -> None:
    upload = checked(owner, DOCUMENT, "a.pdf", samples.pdf(pages=1))
    broken = storage.store_bytes("clean", b"%PDF-1.7 nonsense", ".pdf")
    Upload.objects.filter(pk=upload.pk).update(rebuilt=broken)
    paper = promised(upload)
    for _ in range(PageImages.max_attempts):
        attempt_delivery(PageImages, paper.pk)
    paper.refresh_from_db()
    assert (paper.promise_state, paper.failed, paper.pages) == (OutboxState.FAILED, True, [])


def test_the_person_is_not_told_of_them_and_erasing_the_person_erases_them(owner: Applicant) -> None:
    paper = checked(owner, DOCUMENT, "a.pdf", samples.pdf(pages=1)).page_images
    rows: Any = personal_data.collect_personal_data(owner)
    drawn = {paper.pages[0]["file"], paper.pages[0]["thumb"]}
    assert "documents.pageimages" not in personal_data.exportable_rows(rows)
    assert not drawn & set(dict(personal_data.list_files(rows)).values())
    assert drawn <= set(dict(personal_data.list_files(rows, include_not_exported=True)).values())
    personal_data.erase_rows(rows)
    assert not PageImages.objects.exists()
