"""One child process of the supervisor: started, listened to, started again when it falls, stopped in good order."""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress

from .portal_processes import ROOT, SCANNER, SCANNER_ENVIRONMENT, WORKERS

MAX_PAUSE_SECONDS = 30.0
# A process that held out this long has recovered, and its next fall starts with a short pause again.
RECOVERED_AFTER_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 20.0


# Whole lines only: each process has a thread that forwards its own.
_printing = threading.Lock()


def print_text(text: str) -> None:
    with _printing, suppress(BrokenPipeError):
        print(text, flush=True)


def print_named_line(name: str, text: str) -> None:
    print_text(f"{name:<14} | {text}")


class SupervisedProcess:
    """One child: started, listened to, started again with growing pauses when it falls."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.child: subprocess.Popen[str] | None = None
        self.started_at = 0.0
        self.pause = 1.0
        self.start_again_at = 0.0

    def start(self) -> None:
        """Called from the main thread only: the parent-death signal follows the thread that forks."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        if os.geteuid() == 0:
            # A demo on a machine where there is nobody but root is what it is.
            environment["PYTHONWARNINGS"] = "ignore:::celery.platforms"
        if self.name in WORKERS:
            environment["CELERY_WORKER"] = "1"
        if self.name == SCANNER:
            environment = {name: os.environ[name] for name in SCANNER_ENVIRONMENT if name in os.environ}
        self.child = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "--", *self.command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C is for us; we decide the order of farewells
        )
        self.started_at = time.monotonic()
        threading.Thread(target=self._forward_output, args=(self.child,), daemon=True).start()

    def _forward_output(self, child: "subprocess.Popen[str]") -> None:
        for line in child.stdout or ():
            self.print_line(line.rstrip())

    def print_line(self, text: str) -> None:
        print_named_line(self.name, text)

    def restart_if_ended(self) -> None:
        now = time.monotonic()
        if self.child is not None and (code := self.child.poll()) is not None:
            if now - self.started_at > RECOVERED_AFTER_SECONDS:
                self.pause = 1.0
            self.print_line(f"ended with code {code}; starting again in {self.pause:.0f} s")
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)  # its own children, had it no time to end them
            self.child = None
            self.start_again_at = now + self.pause
            self.pause = min(self.pause * 2, MAX_PAUSE_SECONDS)
        elif self.child is None and now >= self.start_again_at:
            self.start()

    def send_signal(self, number: signal.Signals) -> None:
        if self.child is not None and self.child.poll() is None:
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(self.child.pid, number)
                else:
                    self.child.send_signal(number)

    def wait(self, seconds: float) -> bool:
        if self.child is None:
            return True
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(max(seconds, 0.01))
            return True
        return False


def stop_processes(all_of_them: list[SupervisedProcess]) -> None:
    """Ask everyone at once, wait for those who finish what they hold, end the rest."""
    for process in all_of_them:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
    for process in all_of_them:
        if not process.wait(deadline - time.monotonic()):
            process.send_signal(signal.SIGKILL)
            process.wait(5)


def restart_processes(some_of_them: list[SupervisedProcess], seconds: float) -> None:
    """End them together, at the latest after so many seconds, and start them at once, also those that had fallen."""
    for process in some_of_them:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in some_of_them:
        if not process.wait(deadline - time.monotonic()):
            process.send_signal(signal.SIGKILL)
            process.wait(5)
        process.pause = 1.0
        process.start()
