"""The check in the locked-in process: what becomes of each file, and what the person is told."""

import io
import os

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image, ImageChops, ImageStat

from applicants.models import Applicant
from documents import storage
from documents.models import Upload
from documents.upload_rules import reason_texts, rules
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.models import OutboxState

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, PHOTO, checked, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


def rebuilt_image(upload: Upload) -> Image.Image:
    return Image.open(io.BytesIO(storage.read_file(upload.rebuilt)))


@pytest.mark.parametrize(
    ("kind", "name", "make", "told"),
    [
        (PASSPORT, "kilitli.pdf", lambda: samples.encrypted_pdf("1234"), "yalnızca parolayla açılıyor"),
        (PASSPORT, "yarim.pdf", lambda: samples.pdf(40)[:4000] + b"\n%%EOF\n", "bozuk veya eksik"),
        (PASSPORT, "sozde.pdf", lambda: b"%PDF-1.7\n" + os.urandom(5000) + b"\n%%EOF", "bozuk veya eksik"),
        (PASSPORT, "altmisbir.pdf", lambda: samples.pdf(61), "belge 61 sayfa; en çok 60 sayfa olabilir"),
        (PASSPORT, "binlerce.pdf", lambda: samples.pdf(4000), "belge 4000 sayfa"),
        (PASSPORT, "bomba.pdf", lambda: samples.pdf(change=samples.unpacks_to_gigabytes), "karmaşık"),
        (DOCUMENT, "sozde.jpg", lambda: b"\xff\xd8\xff\xe0" + samples.SECRET * 50, "bozuk veya eksik"),
        (DOCUMENT, "bomba.png", lambda: samples.png_bomb(), "30000 × 30000 piksel; en çok 100 megapiksel"),
        (PHOTO, "kucuk.jpg", lambda: samples.picture(size=(500, 600)), "500 × 600 piksel; en az 591 × 709"),
        (PHOTO, "kare.png", lambda: samples.picture("PNG", (800, 800)), "800 × 800 piksel; eninin boyuna oranı 5:6"),
        (PHOTO, "icao.jpg", lambda: samples.picture(size=(700, 900)), "700 × 900 piksel; eninin boyuna oranı 5:6"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_own_reason(applicant, kind, name, make, told):
    upload = checked(applicant, kind, name, make())
    assert upload.is_rejected
    assert told in upload.reason
    assert upload.rebuilt == ""
    assert upload.promise_state == OutboxState.DELIVERED  # a refusal is an answer: nothing is owed any more


@pytest.mark.parametrize(
    ("kind", "name", "make"),
    [
        (PASSPORT, "izinli.pdf", lambda: samples.encrypted_pdf("")),
        (PASSPORT, "acilista.pdf", lambda: samples.pdf(change=samples.script_on_open)),
        (PASSPORT, "sayfada.pdf", lambda: samples.pdf(change=samples.script_in_page)),
        (PASSPORT, "program.pdf", lambda: samples.pdf(change=samples.starts_program)),
        (PASSPORT, "cizim.pdf", lambda: samples.pdf(change=samples.broken_drawing)),
        (PASSPORT, "once.pdf", lambda: b"\xef\xbb\xbf\n@PJL JOB\n" + samples.pdf()),
        (PASSPORT, "tarama", samples.picture),
        (PASSPORT, "tarama.pdf", samples.picture),
        (DOCUMENT, "taranmis.webp", lambda: samples.picture("WEBP")),
        (DOCUMENT, "taranmis.tif", lambda: samples.picture("TIFF")),
        (DOCUMENT, "taranmis.bmp", lambda: samples.picture("BMP")),
        (DOCUMENT, "IMG_0001.HEIC", samples.heic),
    ],
)
def test_what_can_be_opened_without_a_password_is_cured_and_taken_whatever_it_is_called(applicant, kind, name, make):
    upload = checked(applicant, kind, name, make())
    assert upload.is_clean, upload.reason
    assert (upload.media_type, upload.pages, upload.page_count) == ("application/pdf", 1, 1)
    assert upload.kept_size == len(storage.read_file(upload.rebuilt))
    with pikepdf.open(io.BytesIO(storage.read_file(upload.rebuilt)), attempt_recovery=False) as document:
        everything = " ".join(each.unparse(resolved=True).decode("latin-1") for each in document.objects)
    for trace in ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/Encrypt"):
        assert trace not in everything


def test_what_may_have_been_lost_is_told_and_taken_all_the_same(applicant):
    upload = checked(applicant, DOCUMENT, "cizim.pdf", samples.pdf(change=samples.broken_drawing))
    assert upload.is_clean
    assert upload.warnings == ["blank_page"]
    assert upload.warning_words == ["En az bir sayfa boş görünüyor. Sayfaları kontrol edin."]


def test_a_document_is_shown_page_by_page_as_soon_as_it_is_checked(applicant):
    upload = checked(applicant, DOCUMENT, "sozlesme.pdf", samples.pdf(3))
    for page in upload.page_images.pages:
        large, small = (Image.open(io.BytesIO(storage.read_file(page[size]))) for size in ("file", "thumb"))
        assert (large.format, large.size) == ("JPEG", (page["width"], page["height"]))
        assert large.width == 1400
        assert (small.format, small.width) == ("JPEG", 240)
    assert [(each.upload, each.picture, each.turn) for each in upload.shown_pages] == [
        (upload.pk, number, 0) for number in (1, 2, 3)
    ]


def test_several_files_are_one_document_in_their_order(applicant):
    upload = checked(
        applicant,
        PASSPORT,
        "IMG_1.jpg",
        samples.picture(size=(600, 900)),
        ("IMG_2.png", samples.picture("PNG", (900, 600))),
        ("son.pdf", samples.pdf(2)),
    )
    assert upload.is_clean, upload.reason
    assert (upload.original_name, upload.pages) == ("IMG_1.jpg + 2", 4)
    wide = [each["width"] > each["height"] for each in upload.page_images.pages]
    assert wide == [False, True, False, False]


def test_a_refusal_names_the_file_that_it_is_about(applicant):
    upload = checked(
        applicant,
        PASSPORT,
        "IMG_1.jpg",
        samples.picture(),
        ("IMG_2.jpg", samples.picture(size=(300, 300))),
        ("IMG_3.jpg", b"\xff\xd8\xff\xe0" + samples.SECRET * 50),
    )
    assert upload.is_rejected
    assert upload.refusal.startswith("IMG_3.jpg: dosya açılamıyor")


def test_what_was_handed_in_of_a_refused_document_is_deleted(applicant, django_capture_on_commit_callbacks):
    upload = hand_in(applicant, PASSPORT, "kilitli.pdf", samples.encrypted_pdf("1234"), ("iyi.pdf", samples.pdf()))
    files = [part["file"] for part in upload.parts]
    assert all(default_storage.exists(file) for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        attempt_delivery(Upload, upload.pk)
    assert not any(default_storage.exists(file) for file in files)


def test_a_photo_is_rebuilt_upright_and_without_a_trace_of_camera_place_or_comment(applicant):
    content = samples.photo_with_traces()
    upload = checked(applicant, PHOTO, "vesikalik.jpg", content)
    assert upload.is_clean, upload.reason
    image = rebuilt_image(upload)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (900, 1080))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    rebuilt = storage.read_file(upload.rebuilt)
    for trace in (samples.SECRET, b"Gizli", b"PK\x03\x04", b"Exif"):
        assert trace in content
        assert trace not in rebuilt


def test_a_png_photo_becomes_a_jpeg(applicant):
    upload = checked(applicant, PHOTO, "vesikalik.png", samples.picture("PNG", (600, 720), "RGBA"))
    assert upload.is_clean, upload.reason
    assert upload.media_type == "image/jpeg"
    assert rebuilt_image(upload).format == "JPEG"


def test_a_large_photo_of_the_right_shape_is_made_smaller_and_kept(applicant):
    upload = checked(applicant, PHOTO, "buyuk.jpg", samples.picture(size=(2500, 3000), quality=30))
    assert upload.is_clean, upload.reason
    width, height = rebuilt_image(upload).size
    assert (591, 709) <= (width, height) <= (2400, 2880)
    assert abs(width / height * 6 / 5 - 1) < 0.02


def test_a_picture_becomes_a_page_and_loses_its_texts(applicant):
    content = samples.png_with_text()
    upload = checked(applicant, DOCUMENT, "sozlesme.png", content)
    assert upload.is_clean
    assert samples.SECRET in content
    assert samples.SECRET not in storage.read_file(upload.rebuilt)
    seen = first_page(upload).convert("L").resize((60, 60))
    meant = Image.open(io.BytesIO(content)).convert("L").resize((60, 60))
    off = ImageStat.Stat(ImageChops.difference(seen, meant)).mean[0]
    assert off < 12, "the page shows the picture"


def first_page(upload: Upload) -> Image.Image:
    return Image.open(io.BytesIO(storage.read_file(upload.page_images.pages[0]["file"])))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "RGBA"])
def test_scanners_pictures_of_every_depth_are_taken(applicant, mode):
    out = io.BytesIO()
    paper = Image.new("I;16", (400, 500), 0xFFFF) if mode == "I;16" else Image.new("L", (400, 500), 255).convert(mode)
    paper.save(out, "PNG")
    upload = checked(applicant, DOCUMENT, "tarama.png", out.getvalue())
    assert upload.is_clean, upload.reason
    assert first_page(upload).convert("L").getextrema() == (255, 255)  # white paper stays white


def test_transparency_turns_into_white_paper_and_not_into_black(applicant):
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    upload = checked(applicant, DOCUMENT, "imza.png", out.getvalue())
    assert first_page(upload).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_a_phones_two_pictures_in_one_jpeg_are_one_picture(applicant):
    upload = checked(applicant, DOCUMENT, "IMG_0001.JPG", samples.phone_picture())
    assert upload.is_clean, upload.reason
    assert upload.pages == 1


def test_a_pdf_is_rebuilt_without_attachments_links_author_or_title(applicant):
    content = samples.pdf(3, samples.carries_things)
    upload = checked(applicant, PASSPORT, "pasaport.pdf", content)
    assert upload.is_clean, upload.reason
    assert upload.pages == 3
    rebuilt = storage.read_file(upload.rebuilt)
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
    with pikepdf.open(io.BytesIO(storage.read_file(upload.rebuilt))) as document:
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
    assert samples.SECRET not in storage.read_file(upload.rebuilt)


def test_every_reason_that_is_given_or_was_given_once_has_a_sentence_of_its_own_without_a_gap():
    codes = [*rules.REASONS, *rules.FORMER_REASONS]
    with translation.override("tr"):
        said = [
            reason_texts.build_reason_text(code, {"width": 1, "height": 2, "pages": 3, "size": 4}) for code in codes
        ]
    assert len(set(said)) == len(codes)
    for sentence in said:
        assert "%" not in sentence
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"background": 230, "colour": 60, "faces": 1, "head": 75, "tilt": 2}, []),
        ({"background": 120, "colour": 3, "faces": 1, "head": 75, "tilt": 0}, ["Zemin beyaz", "siyah beyaz"]),
        ({"faces": 0, "head": 0, "tilt": 0}, ["yüz bulamadık"]),
        ({"faces": 3, "head": 50, "tilt": 20}, ["birden çok yüz"]),
        ({"faces": 1, "head": 50, "tilt": 0}, ["Baş küçük"]),
        ({"faces": 1, "head": 95, "tilt": -14}, ["Baş büyük", "eğik"]),
        ({"faces": 1, "head": 68, "tilt": 0}, []),
        ({}, []),
    ],
)
def test_hints_about_a_photo_say_what_to_look_at_and_allow_for_a_detectors_error(found, told):
    hints = reason_texts.build_photo_hints(found)
    assert len(hints) == len(told)
    for hint, each in zip(hints, told, strict=True):
        assert each in hint
