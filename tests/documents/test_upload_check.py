"""The check in the locked-in process: what becomes of each file, and what the person is told."""

import io
import os

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from applicants.models import Applicant
from applicants.promises import PromiseState, attempt
from documents import storage
from documents.models import Upload
from documents.uploads import rules

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, PHOTO, checked, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


def rebuilt_image(upload: Upload) -> Image.Image:
    return Image.open(io.BytesIO(storage.read(upload.rebuilt)))


@pytest.mark.parametrize(
    ("kind", "name", "make", "told"),
    [
        (PASSPORT, "kilitli.pdf", lambda: samples.encrypted_pdf("1234"), "parola korumalı"),
        (PASSPORT, "izinli.pdf", lambda: samples.encrypted_pdf(""), "parola korumalı"),
        (PASSPORT, "acilista.pdf", lambda: samples.pdf(change=samples.script_on_open), "çalıştırılabilir kod"),
        (PASSPORT, "sayfada.pdf", lambda: samples.pdf(change=samples.script_in_page), "çalıştırılabilir kod"),
        (PASSPORT, "program.pdf", lambda: samples.pdf(change=samples.starts_program), "çalıştırılabilir kod"),
        (PASSPORT, "kesik.pdf", lambda: samples.pdf(5)[:-60], "bozuk veya eksik"),
        (PASSPORT, "yarim.pdf", lambda: samples.pdf(40)[:4000] + b"\n%%EOF\n", "bozuk veya eksik"),
        (PASSPORT, "sozde.pdf", lambda: b"%PDF-1.7\n" + os.urandom(5000) + b"\n%%EOF", "bozuk veya eksik"),
        (PASSPORT, "cizim.pdf", lambda: samples.pdf(change=samples.broken_drawing), "bozuk veya eksik"),
        (PASSPORT, "altmisbir.pdf", lambda: samples.pdf(61), "belge 61 sayfa; en çok 60 sayfa olabilir"),
        (PASSPORT, "binlerce.pdf", lambda: samples.pdf(4000), "belge 4000 sayfa"),
        (PASSPORT, "bomba.pdf", lambda: samples.pdf(change=samples.unpacks_to_gigabytes), "karmaşık"),
        (DOCUMENT, "kesik.jpg", lambda: samples.picture()[:20_000], "bozuk veya eksik"),
        (DOCUMENT, "kesik.png", lambda: samples.picture("PNG")[:20_000], "bozuk veya eksik"),
        (DOCUMENT, "sozde.jpg", lambda: b"\xff\xd8\xff\xe0" + samples.SECRET * 50, "bozuk veya eksik"),
        (DOCUMENT, "film.png", lambda: samples.animated_png(), "hareketli"),
        (DOCUMENT, "bomba.png", lambda: samples.png_bomb(), "30000 × 30000 piksel; en çok 50 megapiksel"),
        (PHOTO, "kucuk.jpg", lambda: samples.picture(size=(500, 600)), "500 × 600 piksel; en az 591 × 709"),
        (
            PHOTO,
            "buyuk.jpg",
            lambda: samples.picture(size=(2500, 3000), quality=30),
            "2500 × 3000 piksel; en çok 2400 × 2880",
        ),
        (PHOTO, "kare.png", lambda: samples.picture("PNG", (800, 800)), "800 × 800 piksel; eninin boyuna oranı 5:6"),
        (PHOTO, "icao.jpg", lambda: samples.picture(size=(700, 900)), "700 × 900 piksel; eninin boyuna oranı 5:6"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_own_reason(applicant, kind, name, make, told):
    upload = checked(applicant, kind, name, make())
    assert upload.is_rejected
    assert told in upload.reason
    assert upload.rebuilt == ""
    assert upload.promise_state == PromiseState.KEPT  # a refusal is an answer: nothing is owed any more


def test_the_original_of_a_refused_file_is_deleted(applicant, django_capture_on_commit_callbacks):
    upload = hand_in(applicant, PASSPORT, "kilitli.pdf", samples.encrypted_pdf("1234"))
    assert default_storage.exists(upload.original)
    with django_capture_on_commit_callbacks(execute=True):
        attempt(Upload, upload.pk)
    assert not default_storage.exists(upload.original)


def test_a_photo_is_rebuilt_upright_and_without_a_trace_of_camera_place_or_comment(applicant):
    content = samples.photo_with_traces()
    upload = checked(applicant, PHOTO, "vesikalik.jpg", content)
    assert upload.is_clean, upload.reason
    image = rebuilt_image(upload)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (900, 1080))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    rebuilt = storage.read(upload.rebuilt)
    for trace in (samples.SECRET, b"Gizli", b"PK\x03\x04", b"Exif"):
        assert trace in content
        assert trace not in rebuilt


def test_a_png_photo_becomes_a_jpeg(applicant):
    upload = checked(applicant, PHOTO, "vesikalik.png", samples.picture("PNG", (600, 720), "RGBA"))
    assert upload.is_clean, upload.reason
    assert upload.media_type == "image/jpeg"
    assert rebuilt_image(upload).format == "JPEG"


def test_a_document_png_keeps_its_pixels_and_loses_its_texts(applicant):
    content = samples.png_with_text()
    upload = checked(applicant, DOCUMENT, "sozlesme.png", content)
    assert upload.is_clean
    assert samples.SECRET in content
    assert samples.SECRET not in storage.read(upload.rebuilt)
    assert rebuilt_image(upload).tobytes() == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "RGBA"])
def test_scanners_pictures_of_every_depth_are_taken(applicant, mode):
    out = io.BytesIO()
    paper = Image.new("I;16", (400, 500), 0xFFFF) if mode == "I;16" else Image.new("L", (400, 500), 255).convert(mode)
    paper.save(out, "PNG")
    upload = checked(applicant, DOCUMENT, "tarama.png", out.getvalue())
    assert upload.is_clean, upload.reason
    assert rebuilt_image(upload).convert("L").getextrema() == (255, 255)  # white paper stays white


def test_transparency_turns_into_white_paper_and_not_into_black(applicant):
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    upload = checked(applicant, DOCUMENT, "imza.png", out.getvalue())
    assert rebuilt_image(upload).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_a_phones_two_pictures_in_one_jpeg_are_one_picture(applicant):
    upload = checked(applicant, DOCUMENT, "IMG_0001.JPG", samples.phone_picture())
    assert upload.is_clean, upload.reason
    assert rebuilt_image(upload).format == "JPEG"


def test_a_pdf_is_rebuilt_without_attachments_links_author_or_title(applicant):
    content = samples.pdf(3, samples.carries_things)
    upload = checked(applicant, PASSPORT, "pasaport.pdf", content)
    assert upload.is_clean, upload.reason
    assert upload.pages == 3
    rebuilt = storage.read(upload.rebuilt)
    with pikepdf.open(io.BytesIO(rebuilt), attempt_recovery=False) as document:
        assert len(document.pages) == 3
        assert b"Sayfa 2" in document.pages[2].Contents.read_bytes()
        everything = " ".join(each.unparse(resolved=True).decode("latin-1") for each in document.objects)
    for trace in ("izleyen", "Gizli", "fatura", "/AA", "/EF", "/URI", "/Metadata", "/Annots"):
        assert trace not in everything
    assert samples.SECRET not in rebuilt


def test_what_was_filled_into_a_form_stays_readable_and_the_form_goes(applicant):
    upload = checked(applicant, DOCUMENT, "form.pdf", samples.pdf(change=samples.filled_form))
    assert upload.is_clean, upload.reason
    with pikepdf.open(io.BytesIO(storage.read(upload.rebuilt))) as document:
        assert "/AcroForm" not in document.Root
        assert "/Annots" not in document.pages[0]
        drawn = b"".join(each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream))
    assert b"ELLE DOLDURULDU" in drawn


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("cift.pdf", lambda: samples.pdf(2) + b"PK\x03\x04" + samples.SECRET),
        ("cift.jpg", lambda: samples.picture() + b"%PDF-1.7 " + samples.SECRET),
        ("cift.png", lambda: samples.picture("PNG", (300, 300)) + b"<script>alert(1)</script>" + samples.SECRET),
    ],
)
def test_the_second_nature_of_a_polyglot_does_not_survive(applicant, name, make):
    upload = checked(applicant, DOCUMENT, name, make())
    assert upload.is_clean, upload.reason
    assert samples.SECRET not in storage.read(upload.rebuilt)


def test_every_reason_has_a_sentence_without_a_gap():
    with translation.override("tr"):
        for code in rules.REASONS:
            found = {"width": 1, "height": 2, "pages": 3, "size": 4, "claimed": "PDF"}
            assert "%" not in rules.reason(code, found, PHOTO)
