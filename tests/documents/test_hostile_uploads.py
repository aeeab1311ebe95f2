"""Hostile files on the whole road: posted to the real address, checked by the worker, told on the waiting page."""

import html
import re

import pytest
from django.test import Client

from applicants.models import Applicant
from documents.models import Upload
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.upload_pages import send, signed_in

from . import upload_samples as samples

pytestmark = pytest.mark.django_db

PASSPORT, PHOTO, DOCUMENT = "passport-scan", "biometric-photo", "additional-document"
MB = 1024 * 1024


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


@pytest.fixture
def browser(applicant: Applicant) -> Client:
    return signed_in(applicant)


def told(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("kind", "name", "make", "reason"),
    [
        (PASSPORT, "bos.pdf", lambda: b"", "boş"),
        (PASSPORT, "dev.pdf", lambda: b"%PDF-1.7\n" + b"0" * (40 * MB), "en çok 40 MB"),
        (PASSPORT, "web.pdf", lambda: b"<html><script>alert(1)</script></html>", "türü kabul edilmiyor"),
        (PASSPORT, "cok-once.pdf", lambda: b"\n" * 1600 + samples.pdf(), "türü kabul edilmiyor"),
        (DOCUMENT, "resim.svg", lambda: b"<svg onload='alert(1)'/>", "Kabul edilen türler"),
        (DOCUMENT, "hareketli.gif", samples.animated_gif, "Kabul edilen türler"),
        (DOCUMENT, "belge.docx", lambda: b"PK\x03\x04", "Kabul edilen türler"),
        (DOCUMENT, "program.pdf", lambda: b"MZ\x90\x00" + b"\0" * 2000, "Kabul edilen türler"),
        (PHOTO, "vesika.jpg", samples.pdf, "fotoğraf değil"),
    ],
)
def test_what_is_wrong_at_first_sight_is_refused_at_the_door(browser, kind, name, make, reason) -> None:
    answer = send(browser, name, make(), kind=kind)
    assert answer.status_code == 200
    assert reason in told(answer)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("kind", "name", "make", "reason"),
    [
        (PASSPORT, "kilitli.pdf", lambda: samples.encrypted_pdf("1234"), "yalnızca parolayla açılıyor"),
        (PASSPORT, "yarim.pdf", lambda: samples.pdf(40)[:4000] + b"\n%%EOF\n", "bozuk veya eksik"),
        (PASSPORT, "binlerce.pdf", lambda: samples.pdf(3000), "belge 3000 sayfa"),
        (DOCUMENT, "bomba.png", samples.png_bomb, "en çok 100 megapiksel"),
    ],
)
def test_what_is_wrong_inside_is_told_on_the_waiting_page(browser, applicant, kind, name, make, reason) -> None:
    assert "Yüklendi, denetleniyor" in told(send(browser, name, make(), kind=kind))
    upload = Upload.objects.get(owner=applicant)
    attempt_delivery(Upload, upload.pk)
    page = told(browser.get(f"/belgeler/{upload.pk}/durum/?name=scan"))
    assert reason in page
    assert name in page
    assert browser.get(f"/belgeler/{upload.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("cift.uzanti.exe.pdf", samples.pdf),
        ("pasaport.pdf.exe", samples.pdf),
        ("komutlu.pdf", lambda: samples.pdf(change=samples.script_on_open)),
        ("arsiv.pdf", lambda: b"PK\x03\x04" + samples.pdf() + samples.SECRET),
        ("once.pdf", lambda: b"\n" * 600 + samples.pdf()),
        ("cokluk.pdf", lambda: samples.pdf(2) + b"PK\x03\x04" + samples.SECRET),
        ("\u202egpj.pdf", samples.pdf),
        ("İĞIıŞÇ.PDF", samples.pdf),
        ("film.png", samples.animated_png),
    ],
)
def test_a_file_that_is_only_odd_comes_back_harmless_and_under_our_name(browser, applicant, name, make) -> None:
    send(browser, name, make())
    upload = Upload.objects.get(owner=applicant)
    attempt_delivery(Upload, upload.pk)
    answer = browser.get(f"/belgeler/{upload.pk}/")
    assert re.fullmatch(r'attachment; filename="passport-scan-[0-9a-f]{8}\.pdf"', answer["Content-Disposition"])
    content = b"".join(answer.streaming_content)
    assert samples.SECRET not in content
    assert "\u202e" not in Upload.objects.get().original_name
