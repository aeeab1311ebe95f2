"""The walls around hostile files: tried from inside, under every right that the scanner may be started with."""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from documents.uploads.isolation import client, wire
from emuafiyet.dev.portal_processes import SCANNER
from emuafiyet.dev.supervised_process import SupervisedProcess

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024

# As root: nobody takes over. As a plain user. And as a container runs it: no capability left, none to be had.
RIGHTS = {
    "root": "",
    "plain user": "os.setgroups([]); os.setgid(12345); os.setuid(12345)",
    "container": """
for capability in range(64):
    libc.prctl(24, capability, 0, 0, 0)
os.setgroups([]); os.setgid(10002); os.setuid(10002)
libc.prctl(38, 1, 0, 0, 0)
""",
}
PROBE = """
import ctypes, os, sys
from documents.uploads.isolation import lock_down, scanner
libc = ctypes.CDLL(None)
{rights}
{change}
scanner.drop_root()
lock_down.make_unreadable()
scanner.prove_isolation(demo={demo})
print("the walls hold")
"""
# Without root there is one right to try: one's own.
TRIED = RIGHTS if os.geteuid() == 0 else {"plain user": ""}


def prove(rights: str = "", change: str = "", demo: bool = False) -> subprocess.CompletedProcess[str]:
    program = PROBE.format(rights=rights, change=change, demo=demo)
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "a-secret-that-must-not-be-seen"}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("rights", TRIED.values(), ids=TRIED)
def test_no_way_out_is_open_whatever_the_scanner_was_started_as(rights: str) -> None:
    ended = prove(rights)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("the walls hold\n", "", 0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "lock_down.allow_few_system_calls = lambda: None",
            ["network by UDP", "sockets of other programs", "new processes"],
        ),
        (
            "lock_down.allow_few_system_calls = lock_down.forbid_files_and_ports = lambda: None",
            ["files that everybody may read", "network by TCP", "list of processes"],
        ),
        ("lock_down.lock_down = lambda **_: None", ["files of the same user", "new programs", "more memory"]),
    ],
    ids=["no seccomp", "neither seccomp nor Landlock", "no wall at all"],
)
def test_with_a_wall_taken_away_the_scanner_refuses_to_start_and_names_the_hole(change: str, named: list) -> None:
    ended = prove(change=change)
    assert ended.returncode == 1
    for way in named:
        assert way in ended.stderr
    assert "Nothing is checked until they hold" in ended.stderr


def test_on_an_odd_kernel_a_demo_starts_with_one_loud_line() -> None:
    ended = prove(change="lock_down.lock_down = lambda **_: None", demo=True)
    assert (ended.returncode, ended.stdout) == (0, "the walls hold\n")
    assert ended.stderr.startswith("scanner: WARNING: ")
    assert ended.stderr.count("\n") == 1


def test_each_wall_holds_without_the_other() -> None:
    """Without Landlock nothing is open: the filter of system calls alone shuts every way that the probe knows."""
    assert prove(change="lock_down.forbid_files_and_ports = lambda: False").stdout == "the walls hold\n"


def test_the_scanner_gets_no_secret_from_who_starts_it(monkeypatch, capfd) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "OTP_KEY", "STORAGE_URL"):
        monkeypatch.setenv(name, "a-secret-that-must-not-be-seen")
    process = SupervisedProcess(SCANNER, ["env"])
    process.start()
    assert process.wait(10)
    time.sleep(0.2)
    told = capfd.readouterr().out
    assert "PATH=" in told
    assert "must-not-be-seen" not in told
    assert "DATABASE_URL" not in told


def test_nothing_of_the_portal_is_loaded_where_hostile_files_are_read() -> None:
    """What cannot be reached cannot be attacked: no framework, no settings, no database driver."""
    program = (
        "import sys; from documents.uploads.isolation import programs, scanner; "
        "print([name for name in ('django', 'psycopg', 'celery', 'redis', 'applicants') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


# --- how children end -------------------------------------------------------------------------------

ODD_PROGRAMS = """
import os, sys, threading
from documents.uploads.isolation import programs, scanner
lock = threading.Lock()
def prepare(folders):
    programs.PROGRAMS.update(
        echo=lambda order, files: b"".join(files),
        spin=lambda order, files: [None for _ in iter(int, 1)],
        eat=lambda order, files: bytes(1 << 40),
        crash=lambda order, files: os.abort(),
        fail=lambda order, files: 1 / 0,
        flood=lambda order, files: bytes(64 << 20),
        wait=lambda order, files: [lock.acquire(), lock.acquire()],
    )
programs.prepare_programs = prepare
scanner.ENDPOINT_LIMITS = {
    "documents": scanner.EndpointLimits(slots=2, cpu_seconds=1, wall_seconds=60, memory=512 << 20),
    "codes": scanner.EndpointLimits(slots=1, cpu_seconds=1, wall_seconds=1, memory=512 << 20),
}
sys.argv = ["scanner", "--listen", sys.argv[1]]
scanner.main()
"""


@pytest.fixture(scope="module")
def odd_scanner() -> Iterator[str]:
    """A scanner with programs that do what a file might make ours do."""
    with tempfile.TemporaryDirectory() as folder:
        listen = f"unix://{folder}"
        environment = {"PATH": os.environ["PATH"]}
        with subprocess.Popen([sys.executable, "-c", ODD_PROGRAMS, listen], cwd=ROOT, env=environment) as process:
            deadline = time.monotonic() + 30
            while not client.is_ready(listen):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield listen
            process.terminate()


def ask(listen: str, program: str, content: bytes = b"", door: str = "documents") -> client.ScannerAnswer:
    return client.ask_scanner(listen, door, program, {}, [io.BytesIO(content)], wait_seconds=90, most_answer=8 * MB)


def test_bytes_go_in_and_come_back(odd_scanner) -> None:
    content = os.urandom(5 * MB)
    assert ask(odd_scanner, "echo", content).content == content


def test_a_file_that_uses_up_its_seconds_is_an_answer_and_not_a_crash(odd_scanner) -> None:
    with pytest.raises(client.TimedOutError) as ended:
        ask(odd_scanner, "spin")
    assert 0.9 < ended.value.cpu_seconds < 2


@pytest.mark.parametrize("program", ["eat", "crash", "fail", "unknown"])
def test_a_child_that_dies_says_nothing_about_the_file(odd_scanner, program) -> None:
    with pytest.raises(client.DiedError):
        ask(odd_scanner, program)


def test_an_answer_without_end_is_cut_off(odd_scanner) -> None:
    with pytest.raises(client.DiedError):
        ask(odd_scanner, "flood")


def test_a_child_that_must_wait_for_the_machine_is_no_verdict(odd_scanner) -> None:
    with pytest.raises(client.ScannerUnavailableError):
        ask(odd_scanner, "wait", door="codes")


def test_the_scanner_outlives_its_children(odd_scanner) -> None:
    assert client.is_ready(odd_scanner)
    assert ask(odd_scanner, "echo", b"still here").content == b"still here"


def test_what_a_child_claims_of_its_own_end_does_not_count() -> None:
    forged = wire.pack_frame(wire.TRAILER, b'{"ended": "well", "cpu_seconds": 0}')
    true = wire.pack_frame(wire.TRAILER, b'{"ended": "time", "cpu_seconds": 60}')
    with pytest.raises(client.TimedOutError) as ended:
        client._parse_answer(forged + wire.pack_frame(wire.ANSWER, b"{}") + true)
    assert ended.value.cpu_seconds == 60
    for broken in (b"nonsense" + true, wire.pack_frame(wire.ANSWER, b"x" * 9)[:-3] + true):
        with pytest.raises(client.DiedError):
            client._parse_answer(broken)


def test_nobody_listens() -> None:
    assert not client.is_ready("unix:///nowhere")
    with pytest.raises(client.ScannerUnavailableError):
        ask("unix:///nowhere", "document")


def test_the_tests_own_scanner_stands_behind_the_same_walls() -> None:
    assert client.is_ready(settings.SCANNER_URL)
