"""Start the whole portal on one machine and keep it running until Ctrl-C: what ``make run`` ends in.

Prepares the database, starts every process of ``PROCESSES``, names each line they print, restarts the one
that falls, and stops all of them in good order. They end with this process even when it is killed outright.
"""

import ctypes
import hashlib
import hmac
import io
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from emuafiyet.core.database_roles import APP, READONLY, DatabaseRole, build_role_address, grant_roles

from . import packages
from .services import ServiceFailedError, Services

ROOT = packages.ROOT
PYTHON = sys.executable
MAX_PAUSE_SECONDS = 30.0
# A process that held out this long has recovered, and its next fall starts with a short pause again.
RECOVERED_AFTER_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


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


class SupervisedProcess:
    """One child: started, listened to, started again with growing pauses when it falls."""

    printing = threading.Lock()

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
        with self.printing, suppress(BrokenPipeError):
            print(f"{self.name:<14} | {text}", flush=True)

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


def load_demo_keys(file: Path) -> dict[str, str]:
    """SECRET_KEY and OTP_KEY of this machine's demo, made once and readable by its owner only."""
    if not file.exists():
        lines = [f"{name}={secrets.token_urlsafe(64)}\n" for name in ("SECRET_KEY", "OTP_KEY")]
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.writelines(lines)
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def build_demo_phones(key: str) -> str:
    """What the sandbox needs to play the demo officers' telephones: the secret in each one's app, as JSON."""
    from applicants.staff.totp_secret import DEMO_ENROLLED, demo_seed, derive_totp_secret

    return json.dumps({name: derive_totp_secret(demo_seed(name), key) for name in DEMO_ENROLLED})


def set_environment(services: Services, var: Path, port: str) -> None:
    """What the processes inherit; a value that is already set stands."""
    sandbox = f"http://localhost:{os.environ['SANDBOX_PORT']}"
    values = {
        "DEMO": "1",
        **load_demo_keys(var / "demo.env"),
        "SITE_URL": f"http://localhost:{port}",
        "SANDBOX_URL": sandbox,
        "EMAIL_URL": f"smtp://localhost:{os.environ['SANDBOX_SMTP_PORT']}",
        "BOUNCE_MAILBOX_URL": f"pop3://demo:demo@localhost:{os.environ['SANDBOX_POP3_PORT']}",
        "VAR_DIR": str(var),
        "SCANNER_URL": f"unix://{find_scanner_folder(var)}",
        "LOG_LEVEL": "WARNING",
    }
    for name, value in values.items():
        os.environ.setdefault(name, value)
    if os.environ["DEMO"] == "1":
        os.environ["SANDBOX_PHONES"] = build_demo_phones(os.environ["OTP_KEY"])
    # Nothing that serves signs in as the owner: it could rewrite what the database must keep.
    os.environ["DATABASE_URL"] = build_role_address(services.database_url, app_role())
    os.environ["REDIS_URL"] = services.redis_url
    # For another terminal: set -a; . var/run.env; set +a; .venv/bin/python manage.py shell
    names = [*values, "DATABASE_URL", "REDIS_URL", "SANDBOX_PORT", "SANDBOX_SMTP_PORT", "SANDBOX_POP3_PORT"]
    with os.fdopen(os.open(var / "run.env", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{name}='{os.environ[name]}'\n" for name in names)


def find_scanner_folder(var: Path) -> Path:
    """A folder for the scanner's sockets whose names are short enough for a socket (107 bytes)."""
    folder = var.resolve() / "scanner"
    if len(os.fsencode(folder / "documents.sock")) <= 107:
        return folder
    short = Path(tempfile.gettempdir()) / f"emuafiyet-scanner-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid():
        raise ServiceFailedError(f"{short} belongs to somebody else")
    return short


def app_role() -> DatabaseRole:
    """The role that serves, with a password of this machine, which the private server does not even ask for."""
    key = os.environ["SECRET_KEY"].encode()
    return DatabaseRole(APP, hmac.new(key, b"database role", hashlib.sha256).hexdigest())


def prepare_database(owner_url: str) -> str:
    """Bring the database up to date; the answer is what seed_demo says about its people and accounts.

    Tables are made by the owner, all else is written by the role that serves.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    with signed_in_as(owner_url):
        call_command("migrate", interactive=False, verbosity=0)
    grant_roles(owner_url, app_role(), DatabaseRole(READONLY))
    call_command("load_roles", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("load_tariff", example=settings.DEMO, verbosity=0)
    call_command("load_holidays", verbosity=0)
    people = io.StringIO()
    call_command("seed_demo", empty=os.environ.get("DEMO_PEOPLE") == "0", stdout=people)
    connections.close_all()
    return people.getvalue()


@contextmanager
def signed_in_as(address: str) -> Iterator[None]:
    """Django's connection is this address's within the block."""
    import environ
    from django.db import connection

    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    asked = environ.Env().db_url_config(address)
    connection.close()
    connection.settings_dict.update({name: asked[name] for name in before})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own http address
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def end_with_parent() -> None:
    """When make is killed outright, nobody else would tell us."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def run_portal(host: str, port: str) -> None:
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    var.mkdir(parents=True, exist_ok=True)
    given = {name: os.environ.get(name.upper(), "") for name in ("database_url", "redis_url")}
    with Services(var, durable=True, **given) as services:
        set_environment(services, var, port)
        people = prepare_database(services.database_url)
        everyone = [SupervisedProcess(name, command) for name, command in list_processes(host, port, var).items()]
        try:
            for process in everyone:
                process.start()
            watch_processes(everyone, f"http://127.0.0.1:{port}/health/ready", people)
        finally:
            with SupervisedProcess.printing:
                print("\nstopping", flush=True)
            stop_processes(everyone)


def watch_processes(everyone: list[SupervisedProcess], health: str, people: str) -> None:
    """Keep everyone running for ever; say once where the portal is, as soon as it answers."""
    said = False
    while True:
        for process in everyone:
            process.restart_if_ended()
        if not said and is_answering(health) and is_answering(f"http://127.0.0.1:{os.environ['SANDBOX_PORT']}/"):
            said = True
            with SupervisedProcess.printing:
                print(f"\n{people.strip()}\n\nCtrl-C stops everything.\n", flush=True)
        time.sleep(0.25)


def main() -> None:
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
        run_portal(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000"))
    except KeyboardInterrupt:
        sys.exit(0)
    except ServiceFailedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
