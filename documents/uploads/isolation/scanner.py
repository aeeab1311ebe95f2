"""The scanner: forks one child for each file, shuts it in, ends it in time, and says how it ended.

    python -m documents.uploads.isolation.scanner --listen unix:///run/scanner
    python -m documents.uploads.isolation.scanner --listen tcp://0.0.0.0:7100

The process itself never reads a byte of a file: the child does, in isolation. It is started with an empty
environment and as a user of its own, and refuses to serve while a probe finds a way out (``--demo`` lets it serve all
the same, with one loud line). Three endpoints: documents, QR codes in photos (people wait at the screen, so they have a
place of their own), and ``ready``, which answers that the scanner lives.
"""

import argparse
import json
import os
import pwd
import resource
import selectors
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import lock_down, probe, wire
from .addresses import ENDPOINTS, endpoint_address, open_endpoint

MB = 1024 * 1024
MAX_QUESTION_BYTES = 260 * MB  # forty photos of a phone


@dataclass(frozen=True)
class EndpointLimits:
    """How many children of one endpoint run at a time, and what each may use up."""

    slots: int
    cpu_seconds: int
    wall_seconds: float
    memory: int


# Wall time is long on purpose: a busy machine must not make a good file a bad one. CPU seconds are what a file costs.
ENDPOINT_LIMITS = {
    "documents": EndpointLimits(slots=2, cpu_seconds=60, wall_seconds=240, memory=2048 * MB),
    "codes": EndpointLimits(slots=2, cpu_seconds=6, wall_seconds=20, memory=768 * MB),
}


@dataclass
class ChildProcess:
    lane: str
    link: socket.socket
    deadline: float
    overdue: bool = False


def print_line(text: str) -> None:
    print(f"scanner: {text}", file=sys.stderr, flush=True)


class Scanner:
    """Accepts, forks, waits. One thread; whatever takes time happens in children."""

    def __init__(self, listen: str, programs: dict[str, wire.Program]) -> None:
        self.programs = programs
        self.listeners = {name: open_endpoint(endpoint_address(listen, name)) for name in ENDPOINTS}
        self.children: dict[int, ChildProcess] = {}
        self.selector = selectors.DefaultSelector()
        self.stopping = False

    def serve(self) -> None:
        """Until SIGTERM; children that still run are ended with it."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        os.set_blocking(wake_read, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle_stop)
        self.selector.register(wake_read, selectors.EVENT_READ)
        for name, listener in self.listeners.items():
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ, name)
        while not self.stopping:
            self._update_endpoints()
            for key, _events in self.selector.select(timeout=self._next_deadline()):
                if key.data is None:
                    os.read(wake_read, 4096)
                else:
                    self._accept_connection(key.data)
            self._end_overdue_children()
            self._reap_children()
        for process in self.children:
            os.kill(process, signal.SIGKILL)

    def _handle_stop(self, *_: object) -> None:
        self.stopping = True

    def _update_endpoints(self) -> None:
        """A full lane accepts nobody: who comes waits in the kernel's queue, and not in our memory."""
        for name, lane in ENDPOINT_LIMITS.items():
            full = sum(child.lane == name for child in self.children.values()) >= lane.slots
            listener = self.listeners[name]
            registered = listener in [key.fileobj for key in self.selector.get_map().values()]
            if full and registered:
                self.selector.unregister(listener)
            elif not full and not registered:
                self.selector.register(listener, selectors.EVENT_READ, name)

    def _next_deadline(self) -> float | None:
        deadlines = [child.deadline for child in self.children.values()]
        return max(0.01, min(deadlines) - time.monotonic()) if deadlines else None

    def _accept_connection(self, door: str) -> None:
        try:
            link, _address = self.listeners[door].accept()
        except OSError:
            return  # whoever knocked has gone
        link.setblocking(True)
        if door == "ready":
            with link:
                link.settimeout(1)
                link.sendall(b"ready\n")
            return
        lane = ENDPOINT_LIMITS[door]
        process = os.fork()
        if process == 0:
            self._run_child(lane, link)
        self.children[process] = ChildProcess(door, link, time.monotonic() + lane.wall_seconds)

    def _run_child(self, lane: EndpointLimits, link: socket.socket) -> None:
        """Never returns: shuts itself in, reads the question, answers, ends."""
        status = 70
        try:
            close_other_files(link.fileno())
            lock_down.lock_down(memory=lane.memory, cpu_seconds=lane.cpu_seconds)
            answer_question(link.fileno(), self.programs)
            status = 0
        except MemoryError:
            status = 71
        except BaseException:  # noqa: BLE001 - a child that fails in whatever way ends here and nowhere else
            status = 70
        finally:
            os._exit(status)  # nothing a parser left behind gets a say in how this ends

    def _end_overdue_children(self) -> None:
        now = time.monotonic()
        for process, child in self.children.items():
            if child.deadline <= now:
                child.overdue = True
                child.deadline = now + 5
                os.kill(process, signal.SIGKILL)

    def _reap_children(self) -> None:
        while self.children:
            process, status, usage = os.wait4(-1, os.WNOHANG)
            if process == 0:
                return
            child = self.children.pop(process, None)
            if child is not None:
                finish_child(child, status, usage)


def finish_child(child: ChildProcess, status: int, usage: resource.struct_rusage) -> None:
    """Tell the client how its child ended, and hang up."""
    trailer = {
        "ended": classify_exit(status, child.overdue),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "megabytes": usage.ru_maxrss // 1024,
    }
    with child.link:
        child.link.settimeout(5)
        try:
            child.link.sendall(wire.pack_frame(wire.TRAILER, json.dumps(trailer).encode()))
        except OSError:
            return  # the client has gone; its outbox asks again


def classify_exit(status: int, overdue: bool) -> str:
    """``time`` only for CPU seconds: a child that had to wait for the machine says nothing about its file."""
    if os.WIFSIGNALED(status):
        by_cpu = os.WTERMSIG(status) == signal.SIGXCPU
        return "time" if by_cpu else "overdue" if overdue else "crash"
    return {0: "well", 71: "memory"}.get(os.WEXITSTATUS(status), "crash")


def close_other_files(descriptor: int) -> None:
    """Close every file of the scanner but the connection; what is printed goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def answer_question(descriptor: int, programs: dict[str, wire.Program]) -> None:
    program, order, files = wire.read_question(lambda size: os.read(descriptor, size), MAX_QUESTION_BYTES)
    frame = memoryview(wire.pack_frame(wire.ANSWER, programs[program](order, files)))
    while frame:
        frame = frame[os.write(descriptor, frame) :]


# --- the start ------------------------------------------------------------------------------------


def drop_root() -> None:
    """Nobody's rights are enough, and a root that does not exist cannot be won."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)


def find_isolation_leaks() -> list[str]:
    """What a child of this process could still reach, tried in one."""
    with socket.socket() as server, socket.socket(socket.AF_UNIX) as local, tempfile.TemporaryDirectory() as folder:
        bait = Path(folder) / "bait"
        bait.write_bytes(b"bait")
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.bind(f"{folder}/socket")
        local.listen()
        order = {
            "parent": os.getpid(),
            "file": str(bait),
            "port": server.getsockname()[1],
            "socket": f"{folder}/socket",
        }
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                close_other_files(write)
                lock_down.lock_down(memory=ENDPOINT_LIMITS["documents"].memory, cpu_seconds=5)
                os.write(write, json.dumps(probe.find_isolation_leaks(order)).encode())
                status = 0
            except OSError as error:
                os.write(write, json.dumps([f"walls: {error}"]).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            said = answer.read()
        _process, status = os.waitpid(child, 0)
    return json.loads(said) if status == 0 and said else ["the probe itself ended before it could tell"]


def prove_isolation(demo: bool) -> None:
    """Ends the process with one sentence when anything is open; in demo mode only says so."""
    ways = find_isolation_leaks()
    if not ways:
        return
    sentence = f"the walls around hostile files are open on this machine: {', '.join(ways)}"
    if not demo:
        sys.exit(f"scanner: {sentence}. Nothing is checked until they hold (Linux with seccomp is needed).")
    print_line(f"WARNING: {sentence}. In demo mode files are checked all the same.")


def main() -> None:
    arguments = argparse.ArgumentParser(description="Check hostile files in isolation.")
    arguments.add_argument("--listen", required=True, help="unix:///FOLDER or tcp://HOST:PORT")
    arguments.add_argument("--fonts", action="append", default=[], type=Path, help="a folder with typefaces")
    arguments.add_argument("--demo", action="store_true", help="serve even where the walls do not hold")
    chosen = arguments.parse_args()
    from .programs import PROGRAMS, prepare_programs  # noqa: PLC0415 - an error in the arguments is told without loading them

    prepare_programs(chosen.fonts)
    scanner = Scanner(chosen.listen, PROGRAMS)
    drop_root()
    lock_down.make_unreadable()
    prove_isolation(chosen.demo)
    scanner.serve()


if __name__ == "__main__":
    main()
