"""A photo of the QR code, taken with whatever is in somebody's pocket, handed in through a plain file field."""

import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pillow_heif
import pypdfium2
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageFilter

from documents import storage
from documents.issued.certificate.certificate_codes import generate_code
from documents.issued.qr_photo import MAX_BYTES

from .papers import issued, made, picture

pytestmark = pytest.mark.django_db


def handed_in(content: bytes, browser: Client | None = None) -> Any:
    photo = SimpleUploadedFile("IMG_0001.jpg", content, content_type="image/jpeg")
    return (browser or Client()).post(reverse("verify_photo"), {"photo": photo})


def jpeg(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", **{"quality": 60} | options)
    return out.getvalue()


def qr(text: str) -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text).save(out, kind="png", scale=6, border=6)
    return Image.open(out)


def on_a_desk(page: Image.Image) -> Image.Image:
    """Held at an angle, a little out of focus, under a dim lamp."""
    photo = page.convert("L").rotate(12, expand=True, fillcolor=90).filter(ImageFilter.GaussianBlur(1.2))
    return photo.point(lambda grey: 40 + grey // 2)


def test_a_photo_of_the_whole_page_leads_to_the_answer() -> None:
    today = timezone.localdate()
    paper = made(issued(valid_from=today - timedelta(days=5), valid_to=today + timedelta(days=30)))
    page = pypdfium2.PdfDocument(storage.read_file(paper.pdf))[0].render(scale=300 / 72).to_pil()
    browser = Client()
    answer = handed_in(jpeg(on_a_desk(page)), browser)
    assert (answer.status_code, answer["Location"]) == (302, reverse("verify", args=[paper.verification_code]))
    assert "Geçerli" in browser.get(answer["Location"]).text


def test_a_photo_that_the_phone_turned_is_turned_back(settings: Any) -> None:
    code = generate_code()
    exif = Image.Exif()
    exif[0x0112] = 6
    answer = handed_in(jpeg(qr(f"{settings.SITE_URL}/verify/{code}").rotate(90), exif=exif))
    assert answer["Location"] == reverse("verify", args=[code])


@pytest.mark.parametrize(
    "address",
    [
        "https://e-muafiyet.example.org/verify/{code}",
        "{site}.example.org/verify/{code}",
        "{site}/giris/?next=/verify/{code}",
        "{code}",
        "{site}/verify/nonsense",
    ],
)
def test_a_code_that_leads_elsewhere_is_named_as_a_danger_and_not_shown(address: str, settings: Any) -> None:
    text = address.format(site=settings.SITE_URL, code=generate_code())
    answer = handed_in(jpeg(qr(text)))
    assert answer.status_code == 422
    assert "Bu karekod bizim değil" in answer.text
    assert text not in answer.text


def test_ours_counts_beside_another_code(settings: Any) -> None:
    code = generate_code()
    both = Image.new("L", (900, 450), 255)
    both.paste(qr("https://example.org/").resize((400, 400)), (10, 20))
    both.paste(qr(f"{settings.SITE_URL}/verify/{code}").resize((400, 400)), (480, 20))
    assert handed_in(jpeg(both))["Location"] == reverse("verify", args=[code])


def bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to thirty thousand by thirty thousand pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def as_file(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF", "WEBP", "TIFF", "BMP"])
def test_a_photo_of_whatever_kind_is_read(form: str, settings: Any) -> None:
    pillow_heif.register_heif_opener()
    code = generate_code()
    answer = handed_in(as_file(qr(f"{settings.SITE_URL}/verify/{code}"), form))
    assert answer["Location"] == reverse("verify", args=[code])


def test_broken_camera_data_is_nothing_against_a_photo(settings: Any) -> None:
    code = generate_code()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x03" + b"\xff\x12\x99" * 40
    answer = handed_in(jpeg(qr(f"{settings.SITE_URL}/verify/{code}"), exif=exif))
    assert answer["Location"] == reverse("verify", args=[code])


def test_while_photos_cannot_be_read_nobody_is_told_that_theirs_is_bad(settings: Any) -> None:
    settings.SCANNER_URL = "unix:///nowhere"
    answer = handed_in(jpeg(qr(f"{settings.SITE_URL}/verify/{generate_code()}")))
    assert answer.status_code == 422
    assert "Birkaç dakika sonra yeniden deneyin" in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "okunabilen bir fotoğraf değil"),
        (b"%PDF-1.7 not a photo", "okunabilen bir fotoğraf değil"),
        (jpeg(qr("x"))[:400], "okunabilen bir fotoğraf değil"),
        (bomb(), "okunabilen bir fotoğraf değil"),
        (picture(), "karekod bulamadık"),
        (b"\xff\xd8\xff" + b"\0" * MAX_BYTES, "en çok 20 MB"),
    ],
)
def test_what_is_no_photo_of_a_code_is_answered_and_kept_nowhere(content: bytes, said: str) -> None:
    answer = handed_in(content)
    assert answer.status_code == 422
    assert said in answer.text
    assert '<a href="#id_photo">' in answer.text  # the error is told at the top of the page too
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex", "no-store")


def test_photos_count_like_other_questions() -> None:
    browser = Client()
    for _ in range(30):
        assert browser.post(reverse("verify_photo")).status_code == 422
    answer = browser.post(reverse("verify_photo"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
