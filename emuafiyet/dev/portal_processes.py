"""The processes of the portal on one machine: their names and commands, and which worker reads which queue."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from . import packages

ROOT = packages.ROOT
PYTHON = sys.executable


class Worker(NamedTuple):
    queues: tuple[str, ...]
    options: tuple[str, ...]


def build_threads(count: int) -> tuple[str, ...]:
    """One process with so many threads, for work that mostly waits for somebody else's answer."""
    return ("--pool=threads", f"--concurrency={count}")


# Every outbox queue must be here; emuafiyet/checks.py sees to it. What waits in one of them delays no other.
WORKERS = {
    "worker-code": Worker(("otp",), build_threads(2)),
    "worker-mail": Worker(("mail",), build_threads(4)),
    # All calls to authorities, and no more at a time than this, however slow they are. Somebody waits at the screen
    # for "identity"; the three queues are read in turn.
    "worker-gateway": Worker(("identity", "gateway", "feed"), build_threads(8)),
    "worker-scan": Worker(("scan",), build_threads(2)),
    "worker-pages": Worker(("pages",), build_threads(1)),
    "worker": Worker(("default",), ("--concurrency=2",)),
    # Its memory does not grow over thousands of papers; a batch of cards that swells it takes it along when it is done.
    "worker-pdf": Worker(("pdf",), ("--concurrency=1", "--max-tasks-per-child=1000", "--max-memory-per-child=500000")),
}


def build_worker_command(name: str, worker: Worker) -> list[str]:
    celery = [PYTHON, "-m", "celery", "--quiet", "--app", "emuafiyet", "worker", f"--hostname={name}@%h"]
    return [*celery, "--queues", ",".join(worker.queues), *worker.options, "--without-gossip", "--without-mingle"]


def list_processes(host: str, port: str, var: Path) -> dict[str, list[str]]:
    """Name and command of all that runs."""
    web = [
        "emuafiyet.wsgi",
        f"--bind={host}:{port}",
        "--workers=2",
        "--threads=4",
        "--worker-class=gthread",
        "--preload",
    ]
    beat = ["--app", "emuafiyet", "beat", f"--schedule={var / 'beat-schedule'}", "--pidfile="]
    ports = ["--port", os.environ["SANDBOX_PORT"], "--smtp-port", os.environ["SANDBOX_SMTP_PORT"]]
    ports += ["--pop3-port", os.environ["SANDBOX_POP3_PORT"]]
    sandbox = ["--host", host, *ports, "--state", str(var / "sandbox.json")]
    scanner = ["--listen", os.environ["SCANNER_URL"], *(["--demo"] if os.environ["DEMO"] == "1" else [])]
    scanner += [f"--fonts={packages.UNPACK_FOLDER / 'usr/share/fonts'}"] if packages.UNPACK_FOLDER.exists() else []
    return {
        SCANNER: [PYTHON, "-m", "documents.uploads.isolation.scanner", *scanner],
        "web": [PYTHON, "-m", "gunicorn", *web, "--graceful-timeout=5", "--log-level=warning", "--no-control-socket"],
        **{name: build_worker_command(name, worker) for name, worker in WORKERS.items()},
        "beat": [PYTHON, "-m", "celery", "--quiet", *beat],
        "outbox": [PYTHON, str(ROOT / "manage.py"), "deliver_outbox"],
        "sandbox": [PYTHON, "-m", "emuafiyet.sandbox", *sandbox],
    }


SCANNER = "scanner"
# All that the scanner gets of the environment: it reads what strangers send, so it has nothing to tell them.
SCANNER_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG")
