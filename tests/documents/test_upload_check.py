"""The check in the locked-in process: what becomes of each file, and what the person is told."""

import io
import os
import signal
import socketserver
import struct
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from PIL import Image

from applicants.models import Applicant
from applicants.promises import PromiseState, attempt, claim
from documents import files, scan, storage
from documents.models import Upload

from . import upload_samples as samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


def hand_in(applicant: Applicant, kind: str, name: str, content: bytes) -> Upload:
    return Upload.receive(applicant, kind, SimpleUploadedFile(name, content))


def checked(applicant: Applicant, kind: str, name: str, content: bytes) -> Upload:
    upload = hand_in(applicant, kind, name, content)
    attempt(Upload, upload.pk)
    upload.refresh_from_db()
    return upload


def rebuilt_image(upload: Upload) -> Image.Image:
    return Image.open(io.BytesIO(storage.read(upload.rebuilt)))


DOCUMENT, PHOTO, PASSPORT = "signed-contract", "biometric-photo", "passport-scan"


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


def test_a_verdict_is_written_once_however_often_the_check_runs(applicant):
    upload = checked(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    first = upload.rebuilt
    stale = Upload.objects.get(pk=upload.pk)
    stale.state = "scanning"  # a worker that read the row before the other one finished
    before = number_of_clean_files()
    stale.keep()
    upload.refresh_from_db()
    assert upload.rebuilt == first
    assert default_storage.exists(first)
    assert number_of_clean_files() == before  # the slower worker's copy is gone


def number_of_clean_files() -> int:
    return sum(1 for each in Path(default_storage.location, "clean").rglob("*") if each.is_file())


def test_a_worker_that_dies_leaves_the_file_to_the_next_one(applicant):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    assert claim(Upload, upload.pk)  # and then nothing: the worker is gone
    assert not attempt(Upload, upload.pk)  # still its lease
    Upload.objects.filter(pk=upload.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert attempt(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_clean


def kill_the_sanitizer() -> bool:
    """Kill our own child that runs the sanitizer as soon as it has begun; True when it was found."""
    for _ in range(500):
        for each in Path("/proc").glob("[0-9]*"):
            try:
                parent = (each / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(os.getpid()) and b"sanitize.py" in (each / "cmdline").read_bytes():
                    os.kill(int(each.name), signal.SIGKILL)
                    return True
            except (OSError, IndexError):
                continue
        time.sleep(0.01)
    return False


def test_a_crash_of_the_sanitizer_leaves_no_half_state_and_is_given_up_after_three(applicant):
    upload = hand_in(applicant, DOCUMENT, "buyuk.png", samples.picture("PNG", (1600, 1600)))
    before = number_of_clean_files()
    for crash in (1, 2, 3):
        Upload.objects.filter(pk=upload.pk).update(next_attempt_at=timezone.now())
        killed: list[bool] = []
        killer = threading.Thread(target=lambda killed=killed: killed.append(kill_the_sanitizer()))
        killer.start()
        assert not attempt(Upload, upload.pk)
        killer.join()
        assert killed == [True]
        upload.refresh_from_db()
        assert upload.rebuilds == crash
        assert number_of_clean_files() == before
        if crash < 3:
            assert upload.is_scanning
            assert upload.promise_state == PromiseState.QUEUED
    assert upload.is_rejected
    assert upload.promise_state == PromiseState.DEAD
    assert "bozuk veya eksik" in upload.reason


def test_a_sanitizer_that_hangs_is_stopped_and_tried_again(applicant, monkeypatch):
    monkeypatch.setattr(scan, "WALL_SECONDS", 0.01)
    upload = checked(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    assert upload.is_scanning
    monkeypatch.undo()
    Upload.objects.filter(pk=upload.pk).update(next_attempt_at=timezone.now())
    assert attempt(Upload, upload.pk)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n%PDF-1.7",
        b"[]\n",
        b'{"code": "", "found": {"media_type": "text/html"}}\n<html>',
        b'{"code": "", "found": {"media_type": "image/png"}}\n%PDF-1.7',
        b'{"code": "taken over", "found": {}}\n',
        b'{"code": "", "found": {"media_type": ["application/pdf"]}}\n%PDF-1.7',
    ],
)
def test_an_answer_that_a_taken_over_process_might_give_is_not_believed(answer):
    with pytest.raises(scan.SanitizerDied):
        scan.understand(answer)


def test_behind_the_wall_there_is_no_root_no_new_process_no_file_and_a_bounded_share_of_the_machine():
    attack = """
import importlib.util, os, resource, socket, sys
spec = importlib.util.spec_from_file_location("sanitize", sys.argv[1])
wall = importlib.util.module_from_spec(spec)
spec.loader.exec_module(wall)
wall.lock_down()
assert os.geteuid() != 0
assert resource.getrlimit(resource.RLIMIT_AS)[1] == wall.MEMORY
assert resource.getrlimit(resource.RLIMIT_CPU)[1] == wall.CPU_SECONDS
assert resource.getrlimit(resource.RLIMIT_CORE)[1] == 0
for what in (os.fork, lambda: os.setuid(0), lambda: open("/etc/shadow"), lambda: resource.setrlimit(
    resource.RLIMIT_AS, (wall.MEMORY * 2, wall.MEMORY * 2))):
    try:
        what()
    except (OSError, ValueError):
        continue
    sys.exit("the wall has a hole")
"""
    ended = subprocess.run(
        [sys.executable, "-I", "-c", attack, str(scan.PROGRAM)], env={}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


class Clamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM and knows one virus."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in content
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def test_a_file_with_a_virus_is_refused_and_a_clean_one_passes_the_scanner(applicant, clamd):
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    bad = checked(applicant, PASSPORT, "virus.pdf", samples.pdf() + eicar)
    good = checked(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    assert (bad.is_rejected, bad.rejection) == (True, "infected")
    assert "zararlı yazılım" in bad.reason
    assert good.is_clean


def test_while_the_scanner_is_away_nothing_passes_and_nothing_is_refused(applicant, settings, clamd):
    address = settings.CLAMD_ADDRESS
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    for _ in range(5):  # more often than a sanitizer may die
        attempt(Upload, upload.pk)
        upload.refresh_from_db()
        assert upload.is_scanning
        assert upload.promise_state == PromiseState.QUEUED
    settings.CLAMD_ADDRESS = address
    assert attempt(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_clean


def test_a_file_that_could_never_be_checked_says_so_in_the_end(applicant, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    Upload.objects.filter(pk=upload.pk).update(attempts=Upload.most_attempts - 1)
    attempt(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_rejected
    assert "denetlenemedi" in upload.reason


@pytest.mark.parametrize(
    "facts",
    [{"state": "clean"}, {"rebuilt": "clean/x.pdf"}, {"state": "rejected"}, {"rejection": "empty"}, {"size": 0}],
)
def test_the_database_refuses_a_file_that_is_clean_without_a_copy_or_refused_without_a_reason(applicant, facts):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(**facts)


def test_every_reason_has_a_sentence_without_a_gap():
    with translation.override("tr"):
        for code in files.REASONS:
            found = {"width": 1, "height": 2, "pages": 3, "size": 4, "claimed": "PDF"}
            assert "%" not in files.reason(code, found, PHOTO)
