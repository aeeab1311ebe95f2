"""The promise to check a file: kept once, through crashes, scanners that are away and hostile answers."""

import socketserver
import struct
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applicants.models import Applicant
from documents.models import CheckCount, Upload
from documents.uploads import checking, scanning
from emuafiyet.core.outbox.delivery import attempt_delivery, claim_item
from emuafiyet.core.outbox.handlers import deliver
from emuafiyet.core.outbox.models import OutboxState
from emuafiyet.core.outside.models import OutsideSystem

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, check, checked, hand_in, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


def test_a_verdict_is_written_once_however_often_the_check_runs(applicant):
    upload = checked(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    first = upload.rebuilt
    stale = Upload.objects.get(pk=upload.pk)
    stale.state = "scanning"  # a worker that read the row before the other one finished
    before = number_of_clean_files()
    deliver(stale)
    upload.refresh_from_db()
    assert upload.rebuilt == first
    assert default_storage.exists(first)
    assert number_of_clean_files() == before  # the slower worker's copy is gone


def number_of_clean_files() -> int:
    return sum(1 for each in Path(default_storage.location, "clean").rglob("*") if each.is_file())


def test_a_worker_that_dies_leaves_the_file_to_the_next_one(applicant):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    assert claim_item(Upload, upload.pk)  # and then nothing: the worker is gone
    assert not attempt_delivery(Upload, upload.pk)  # still its lease
    Upload.objects.filter(pk=upload.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert attempt_delivery(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_clean


def asked_again(upload: Upload) -> Upload:
    """One more attempt, its time having come."""
    Upload.objects.filter(pk=upload.pk).update(next_attempt_at=timezone.now())
    return check(upload)


def fails_with(error: Exception):
    def check_document(parts, arrangement=None):
        raise error

    return check_document


def counted() -> dict[str, int]:
    return CheckCount.counts_by_outcome(timezone.localdate())


def test_a_crash_in_isolation_leaves_no_half_state_and_is_given_up_after_three(applicant, monkeypatch):
    upload = hand_in(applicant, DOCUMENT, "buyuk.png", samples.picture("PNG", (1600, 1600)))
    before = number_of_clean_files()
    monkeypatch.setattr(scanning, "check_document", fails_with(scanning.CheckDiedError("crash", 1.5)))
    for crash in (1, 2, 3):
        upload = asked_again(upload)
        assert upload.rebuilds == crash
        assert upload.cpu_ms == 1500 * crash
        assert number_of_clean_files() == before
        if crash < 3:
            assert upload.is_scanning
            assert upload.promise_state == OutboxState.QUEUED
    assert upload.is_rejected
    assert upload.promise_state == OutboxState.FAILED
    assert "birkaç kez durdu" in upload.reason
    assert counted() == {"died:crashed": 1}


def test_a_file_that_kills_the_worker_itself_is_given_up_after_three_as_well(applicant):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    Upload.objects.filter(pk=upload.pk).update(rebuilds=3)
    upload = asked_again(upload)
    assert (upload.is_rejected, upload.promise_state) == (True, OutboxState.FAILED)


def test_a_file_that_uses_up_its_seconds_has_its_answer_at_once(applicant, monkeypatch):
    monkeypatch.setattr(scanning, "check_document", fails_with(scanning.CheckTimedOutError("time", 30.0)))
    upload = checked(applicant, PASSPORT, "bomba.pdf", samples.pdf())
    assert (upload.rejection, upload.promise_state) == ("too_slow", OutboxState.DELIVERED)
    assert "çok uzun sürdü" in upload.reason
    assert upload.cpu_ms == 30_000
    assert counted() == {"timed_out:too_slow": 1}


def test_while_nobody_can_check_a_file_waits_and_uses_up_no_attempt(applicant, settings, tmp_path):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    there, settings.SCANNER_URL = settings.SCANNER_URL, f"unix://{tmp_path}"
    for _ in range(5):
        upload = asked_again(upload)
        assert upload.is_scanning
        assert (upload.promise_state, upload.attempts, upload.rebuilds) == (OutboxState.QUEUED, 0, 0)
        assert upload.next_attempt_at > timezone.now()
    settings.SCANNER_URL = there
    assert asked_again(upload).is_clean


@pytest.mark.django_db(transaction=True)
def test_one_account_has_one_check_at_a_time_and_the_next_follows_at_once(monkeypatch):
    """Another account's file is checked meanwhile; the second one of the same account waits without an attempt."""
    applicant, other = (Applicant.objects.create(email=f"{name}@ornek.example") for name in ("bir", "iki"))
    uploads = [hand_in(applicant, PASSPORT, f"{n}.pdf", samples.pdf(n)) for n in (1, 2)]
    theirs = hand_in(other, PASSPORT, "a.pdf", samples.pdf())
    begun, go_on, real = threading.Event(), threading.Event(), scanning.check_document

    def slow(parts, arrangement=None):
        begun.set()
        assert go_on.wait(20)
        return real(parts, arrangement)

    monkeypatch.setattr(scanning, "check_document", slow)
    ended: list[bool] = []

    def work() -> None:
        ended.append(attempt_delivery(Upload, uploads[0].pk))
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert begun.wait(20)
    monkeypatch.setattr(scanning, "check_document", real)
    assert attempt_delivery(Upload, theirs.pk)
    assert not attempt_delivery(Upload, uploads[1].pk)
    waiting = reread(uploads[1])
    assert (waiting.promise_state, waiting.attempts) == (OutboxState.QUEUED, 0)
    assert waiting.next_attempt_at > timezone.now()
    go_on.set()
    first.join()
    assert ended == [True]
    waiting = reread(uploads[1])
    assert waiting.next_attempt_at <= timezone.now(), "the end of the first one hurries the second"
    assert attempt_delivery(Upload, waiting.pk)


def test_an_account_that_has_used_up_its_share_of_the_hour_waits_and_nobody_else_does(applicant):
    costly = checked(applicant, PASSPORT, "pahali.pdf", samples.pdf(2))
    assert 0 < costly.cpu_ms < checking.CPU_MS_PER_HOUR
    Upload.objects.filter(pk=costly.pk).update(cpu_ms=checking.CPU_MS_PER_HOUR)
    waiting = checked(applicant, PASSPORT, "siradaki.pdf", samples.pdf(3))
    assert (waiting.is_scanning, waiting.attempts) == (True, 0)
    other = Applicant.objects.create(email="baskasi@ornek.example")
    assert checked(other, PASSPORT, "siradaki.pdf", samples.pdf(3)).is_clean
    an_hour_ago = timezone.now() - checking.HOUR
    Upload.objects.filter(pk=costly.pk).update(checked_at=an_hour_ago)
    assert asked_again(waiting).is_clean


def test_each_check_that_ends_is_counted_once_by_how_it_ended(applicant, monkeypatch):
    checked(applicant, PASSPORT, "iyi.pdf", samples.pdf())
    refused = checked(applicant, PASSPORT, "kilitli.pdf", samples.encrypted_pdf("1234"))
    stale = Upload.objects.get(pk=refused.pk)
    stale.state = "scanning"
    stale.parts[0]["file"] = hand_in(applicant, DOCUMENT, "x.pdf", samples.pdf(3)).parts[0]["file"]
    deliver(stale)  # a slower worker
    real = scanning.check_document
    drawn = lambda parts, arrangement=None: replace(real(parts, arrangement), redrawn=True)  # noqa: E731
    monkeypatch.setattr(scanning, "check_document", drawn)
    assert checked(applicant, PASSPORT, "tuhaf.pdf", samples.pdf(2)).redrawn
    assert counted() == {"accepted": 1, "redrawn": 1, "refused:encrypted": 1}


PAGE = b'{"width": 1, "height": 1}'
JPEG = b"\xff\xd8\xff"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n%PDF-1.7",
        b"[]\n",
        b'{"code": "taken over", "found": {}, "sizes": []}\n',
        b'{"code": "encrypted", "found": {}, "part": -1, "sizes": []}\n',
        b'{"code": "", "sizes": [6, 3, 3], "pages": [' + PAGE + b'], "warnings": []}\n<html>' + JPEG * 2,
        b'{"code": "", "sizes": [5, 3, 4], "pages": [' + PAGE + b'], "warnings": []}\n%PDF-' + JPEG + b"<svg",
        b'{"code": "", "sizes": [5, 3], "pages": [' + PAGE + b'], "warnings": []}\n%PDF-' + JPEG,
        b'{"code": "", "sizes": [5], "pages": [], "warnings": []}\n%PDF-',
        b'{"code": "", "sizes": [99999999], "pages": [' + PAGE + b'], "warnings": []}\n%PDF-',
    ],
)
def test_an_answer_that_a_taken_over_process_might_give_is_not_believed(answer):
    with pytest.raises(scanning.CheckDiedError):
        scanning.parse_document_answer(answer, 0.1)
    with pytest.raises(scanning.CheckDiedError):
        scanning.parse_photo_answer(answer, 0.1)


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
    several = checked(applicant, PASSPORT, "1.pdf", samples.pdf(2), ("2.pdf", samples.pdf(3) + eicar))
    assert several.refusal.startswith("2.pdf: dosyada zararlı yazılım")
    assert "zararlı yazılım" in bad.reason
    assert good.is_clean


def test_while_the_virus_scanner_is_away_nothing_passes_and_nothing_is_refused(applicant, settings, clamd):
    address = settings.CLAMD_ADDRESS
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    for _ in range(5):  # more often than a check may crash
        attempt_delivery(Upload, upload.pk)
        upload.refresh_from_db()
        assert upload.is_scanning
        assert upload.promise_state == OutboxState.QUEUED
    settings.CLAMD_ADDRESS = address
    a_probe_is_due()
    assert attempt_delivery(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_clean


def a_probe_is_due() -> None:
    OutsideSystem.objects.update(next_probe_at=timezone.now() - timedelta(seconds=1))


def test_a_file_waits_however_long_the_virus_scanner_is_away(applicant, settings, clamd):
    """It is not the file's fault, so no number of attempts refuses it; the page says that the check goes on."""
    address, settings.CLAMD_ADDRESS = settings.CLAMD_ADDRESS, "127.0.0.1:1"
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    for _ in range(Upload.max_attempts + 2):
        attempt_delivery(Upload, upload.pk)
        a_probe_is_due()
    upload.refresh_from_db()
    assert (upload.is_scanning, upload.attempts) == (True, 0)
    settings.CLAMD_ADDRESS = address
    assert attempt_delivery(Upload, upload.pk)
    upload.refresh_from_db()
    assert upload.is_clean


@pytest.mark.parametrize(
    "facts",
    [{"state": "clean"}, {"rebuilt": "clean/x.pdf"}, {"state": "rejected"}, {"rejection": "empty"}, {"size": 0}],
)
def test_the_database_refuses_a_file_that_is_clean_without_a_copy_or_refused_without_a_reason(applicant, facts):
    upload = hand_in(applicant, PASSPORT, "pasaport.pdf", samples.pdf())
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(**facts)
