"""The promise to check a file: kept once, through crashes, scanners that are away and hostile answers."""

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

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import Applicant
from applicants.promises import PromiseState, attempt, claim
from documents.models import Upload
from documents.uploads import isolation, scanning

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, checked, hand_in

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
                if parent == str(os.getpid()) and b"\0rebuild\0" in (each / "cmdline").read_bytes():
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
    monkeypatch.setattr(scanning, "WALL_SECONDS", 0.01)
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
    with pytest.raises(scanning.SanitizerDied):
        scanning.understand(answer)


def test_behind_the_wall_there_is_no_root_no_new_process_no_file_and_a_bounded_share_of_the_machine():
    attack = """
import importlib.util, os, resource, socket, sys
spec = importlib.util.spec_from_file_location("inside", sys.argv[1])
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
        [sys.executable, "-I", "-c", attack, str(isolation.RUNNER)], env={}, capture_output=True, text=True, check=False
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
