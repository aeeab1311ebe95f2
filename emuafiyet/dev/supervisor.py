"""Start the whole portal on one machine and keep it running until Ctrl-C: what ``make run`` ends in.

Prepares the database, starts every process of ``list_processes``, names each line they print, restarts the one
that falls, and stops all of them in good order. They end with this process even when it is killed outright.
"""

import ctypes
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from . import packages
from .database_preparation import prepare_database
from .demo_environment import set_environment
from .portal_processes import ROOT, list_processes
from .services import ServiceFailedError, Services
from .supervised_process import SupervisedProcess, print_text, stop_processes

PR_SET_PDEATHSIG = 1

# Host, port and the folder for state: the name and command of each process.
ListCommands = Callable[[str, str, Path], dict[str, list[str]]]
Pause = Callable[[list[SupervisedProcess]], None]


def is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own http address
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def end_with_parent() -> None:
    """When make is killed outright, nobody else would tell us."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def run_portal(host: str, port: str, list_commands: ListCommands, pause: Pause) -> None:
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    var.mkdir(parents=True, exist_ok=True)
    given = {name: os.environ.get(name.upper(), "") for name in ("database_url", "redis_url")}
    with Services(var, durable=True, **given) as services:
        set_environment(services, var, port)
        people = prepare_database(services.database_url)
        everyone = [SupervisedProcess(name, command) for name, command in list_commands(host, port, var).items()]
        try:
            for process in everyone:
                process.start()
            watch_processes(everyone, f"http://127.0.0.1:{port}/health/ready", people, pause)
        finally:
            print_text("\nstopping")
            stop_processes(everyone)


def watch_processes(everyone: list[SupervisedProcess], health: str, people: str, pause: Pause) -> None:
    """Keep everyone running for ever; say once where the portal is, as soon as it answers."""
    said = False
    while True:
        for process in everyone:
            process.restart_if_ended()
        if not said and is_answering(health) and is_answering(f"http://127.0.0.1:{os.environ['SANDBOX_PORT']}/"):
            said = True
            print_text(f"\n{people.strip()}\n\nCtrl-C stops everything.\n")
        pause(everyone)


def wait_a_moment(_everyone: list[SupervisedProcess]) -> None:
    time.sleep(0.25)


def main(list_commands: ListCommands = list_processes, pause: Pause = wait_a_moment) -> None:
    """Never returns; ``pause`` is called between two looks at the processes and takes about a quarter of a second."""
    end_with_parent()
    packages.use_unpacked_fonts()

    def end(*_: object) -> None:
        # A second Ctrl-C does not interrupt the farewell, which is bounded.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    for name, default in (
        ("SANDBOX_PORT", "8100"),
        ("SANDBOX_SMTP_PORT", "1025"),
        ("SANDBOX_POP3_PORT", "1110"),
    ):
        os.environ.setdefault(name, default)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")
    try:
        run_portal(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000"), list_commands, pause)
    except KeyboardInterrupt:
        sys.exit(0)
    except ServiceFailedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
