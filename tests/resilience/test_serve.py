"""What keeps ``make run`` together: the fallen are started again, lines say whose they are, keys are made once."""

import os
import signal
import stat
import sys
import time

import pytest

from emuafiyet.dev.demo_environment import load_demo_keys
from emuafiyet.dev.supervised_process import SupervisedProcess, stop_processes


@pytest.fixture
def process():
    made: list[SupervisedProcess] = []

    def start(name: str, program: str) -> SupervisedProcess:
        process = SupervisedProcess(name, [sys.executable, "-c", program])
        process.start()
        made.append(process)
        return process

    yield start
    for one in made:
        one.send_signal(signal.SIGKILL)
        one.wait(10)


def look_until(process: SupervisedProcess, true, what: str) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, what
        process.restart_if_ended()
        time.sleep(0.05)


def test_a_process_that_falls_is_started_again_after_a_growing_pause(process, capsys):
    web = process("web", "import sys; print('merhaba'); sys.exit(3)")
    look_until(web, lambda: web.child is None, "the fall was noticed")
    assert web.pause == 2.0
    look_until(web, lambda: web.child is not None, "it was started again")
    look_until(web, lambda: web.child is None, "the second fall was noticed")
    assert web.pause == 4.0

    printed = capsys.readouterr().out
    assert printed.count("web            | merhaba") == 2
    assert "web            | ended with code 3; starting again in 1 s" in printed


def test_one_that_does_not_want_to_end_does_not_keep_the_others_waiting_for_ever(process, monkeypatch, capsys):
    monkeypatch.setattr("emuafiyet.dev.supervised_process.STOP_TIMEOUT_SECONDS", 1.0)
    deafness = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('listening to nobody')"
    deaf = process("deaf", f"import signal, time; {deafness}; time.sleep(600)")
    kind = process("kind", "import time; time.sleep(600)")
    printed = ""
    deadline = time.monotonic() + 30
    while "deaf           | listening to nobody" not in printed:
        assert time.monotonic() < deadline
        printed += capsys.readouterr().out
        time.sleep(0.05)
    begun = time.monotonic()
    stop_processes([deaf, kind])
    assert time.monotonic() - begun < 15
    assert kind.child.returncode == -signal.SIGTERM
    assert deaf.child.returncode == -signal.SIGKILL


def test_the_demos_keys_are_made_once_and_only_the_owner_reads_them(tmp_path):
    file = tmp_path / "demo.env"
    first = load_demo_keys(file)
    assert load_demo_keys(file) == first
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert first["SECRET_KEY"] != first["OTP_KEY"]
    assert min(len(key) for key in first.values()) >= 50
