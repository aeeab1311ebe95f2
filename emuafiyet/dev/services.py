"""Private PostgreSQL and Redis as child processes on unix sockets, for ``make run`` and for the tests alike.

No port is taken, and the services end with the process that started them, whatever ends it: setpriv arms
the kernel's parent-death signal. Start them from the main thread, because that signal follows the thread
which forked.

Durable services keep their data and survive a power cut. Fast ones live in a folder of their own, never
sync, and leave nothing behind.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import psycopg
import redis

from . import packages

DATABASE = "emuafiyet"
# A socket's path holds 107 bytes, and PostgreSQL appends its own name to the folder's.
MAX_SOCKET_FOLDER_LENGTH = 107 - len("/.s.PGSQL.5432")
FAST_PREFIX = "emuafiyet-fast-"
START_TIMEOUT_SECONDS = 30.0


class ServiceFailedError(Exception):
    """A service could not be started or has ended; the message says why and ends with its log's last lines."""


class Services:
    """Start whichever of the two is not given by address: ``with Services(var, durable=True) as s: s.database_url``.

    ``var`` is the folder for durable data. ``redis`` and ``postgresql`` are the processes, for tests that end
    them on purpose and call ``start_redis`` or ``start_postgresql`` again.
    """

    def __init__(self, var: Path, *, durable: bool, database_url: str = "", redis_url: str = "") -> None:
        self.var = var.resolve()
        self.durable = durable
        self.database_url = database_url
        self.redis_url = redis_url
        self.postgresql: subprocess.Popen[bytes] | None = None
        self.redis: subprocess.Popen[bytes] | None = None
        self.folder = Path()
        self.sockets = Path()
        self._lock: IO[str] | None = None
        self._user: pwd.struct_passwd | None = None  # whom the services run as, when that is not ourselves

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Both services answer when this returns."""
        wants_postgresql, wants_redis = not self.database_url, not self.redis_url
        if not (wants_postgresql or wants_redis):
            return
        packages.prepare_packages("run")
        self._user = find_server_user() if os.geteuid() == 0 else None
        self._choose_folders()
        if wants_redis:
            self.start_redis()
        if wants_postgresql:
            self.start_postgresql()

    def stop(self) -> None:
        """End the services in good order; fast ones take their folder with them."""
        # SIGINT is PostgreSQL's "fast shutdown": it closes connections instead of waiting for them.
        for process, farewell in ((self.postgresql, signal.SIGINT), (self.redis, signal.SIGTERM)):
            if process is not None and process.poll() is None:
                process.send_signal(farewell)
        for process in (self.postgresql, self.redis):
            if process is not None:
                try:
                    process.wait(START_TIMEOUT_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.postgresql = self.redis = None
        if self.sockets != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)
        if self._lock is not None:
            if not self.durable:
                shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def start_postgresql(self) -> None:
        programs = packages.find_postgresql_bin()
        if programs is None:
            raise ServiceFailedError(f"PostgreSQL {packages.MINIMUM_POSTGRESQL} or newer is not installed")
        data = self.folder / "postgresql"
        if not data.exists():
            self._make_cluster(programs, data)
        # Whoever holds our lock knows that no server of an earlier run is alive.
        (data / "postmaster.pid").unlink(missing_ok=True)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "300",
            # Statements and key values in a server's log would be personal data in a log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.postgresql = self._start_child(
            "postgresql", signal.SIGINT, [str(programs / "postgres"), "-D", str(data), *words]
        )
        self._wait_until_answering("postgresql", self.postgresql, self._is_postgresql_answering)
        self.database_url = f"postgresql://{DATABASE}@/{DATABASE}?host={self.sockets}"

    def start_redis(self) -> None:
        program = packages.find_program("redis-server")
        if program is None:
            raise ServiceFailedError("redis-server is not installed")
        socket = self.sockets / "redis.sock"
        self._make_folder(self.folder / "redis")
        settings = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(self.folder / "redis"),
            "databases": "64",
            "maxmemory-policy": "noeviction",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.redis = self._start_child("redis", signal.SIGTERM, [program, *words])
        self.redis_url = f"unix://{socket}?db=0"
        self._wait_until_answering("redis", self.redis, self._is_redis_answering)

    # --- where things lie ----------------------------------------------------------------------------

    def _choose_folders(self) -> None:
        if self.durable:
            self.folder = self._durable_folder()
        else:
            remove_abandoned_services()
            self.folder = Path(tempfile.mkdtemp(prefix=FAST_PREFIX, dir=self._make_temporary_folder()))
        self._change_owner(self.folder)
        self._lock = (self.folder / "lock").open("w")
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not try_lock(self._lock):
            # The services inherit the lock, so those of a killed process are waited for here.
            if time.monotonic() > deadline:
                raise ServiceFailedError(f"another process of this checkout is using {self.folder}")
            time.sleep(0.05)
        self.sockets = self.folder
        if len(os.fsencode(self.sockets)) > MAX_SOCKET_FOLDER_LENGTH:
            self.sockets = Path(tempfile.mkdtemp(prefix="emuafiyet-", dir=self._make_temporary_folder()))
            self._change_owner(self.sockets)

    def _durable_folder(self) -> Path:
        """``var/services``, or a link of that name to a place which the services' user can reach.

        A checkout under a private home folder is closed to that user, and is left closed.
        """
        self.var.mkdir(parents=True, exist_ok=True)
        folder = self.var / "services"
        if not folder.exists() and not self._can_reach(self.var):
            elsewhere = Path("/var/lib") / f"emuafiyet-{hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]}"
            elsewhere.mkdir(mode=0o700, exist_ok=True)
            folder.unlink(missing_ok=True)
            folder.symlink_to(elsewhere)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder.resolve()

    def _make_temporary_folder(self) -> str:
        """A short temporary folder that the services' user can reach."""
        places = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 - only mkdtemp's 0700 folders go there
        return next(place for place in places if len(place) < 60 and self._can_reach(Path(place)))

    def _can_reach(self, folder: Path) -> bool:
        if self._user is None:
            return os.access(folder, os.X_OK)
        return subprocess.run([*self._setpriv_command(), "test", "-x", str(folder)], check=False).returncode == 0

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._change_owner(folder)

    def _change_owner(self, folder: Path) -> None:
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    # --- processes -----------------------------------------------------------------------------------

    def _setpriv_command(self, death_signal: signal.Signals | None = None) -> list[str]:
        words = ["setpriv"]
        if death_signal is not None:
            words += ["--pdeathsig", death_signal.name.removeprefix("SIG")]
        if self._user is not None:
            words += [f"--reuid={self._user.pw_uid}", f"--regid={self._user.pw_gid}", "--clear-groups"]
        return [*words, "--"] if len(words) > 1 else []

    def _build_environment(self) -> dict[str, str]:
        libraries = [str(folder) for folder in sorted(packages.UNPACK_FOLDER.glob("usr/lib/*-linux-gnu*"))]
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": ":".join(libraries)}

    def _start_child(self, name: str, death_signal: signal.Signals, command: list[str]) -> "subprocess.Popen[bytes]":
        assert self._lock is not None  # noqa: S101 - the folders are chosen before anything is started
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*self._setpriv_command(death_signal), *command],
                cwd=self.folder,
                env=self._build_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the parent, which then stops the services last.
                start_new_session=True,
                pass_fds=[self._lock.fileno()],
            )

    def _make_cluster(self, programs: Path, data: Path) -> None:
        """Made beside its place and renamed, so that an interrupted start leaves no half-made cluster."""
        fresh = data.with_name("postgresql.new")
        shutil.rmtree(fresh, ignore_errors=True)
        words = ["-U", DATABASE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k"]
        words += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            [*self._setpriv_command(signal.SIGTERM), str(programs / "initdb"), "-D", str(fresh), *words],
            cwd=self.folder,
            env=self._build_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServiceFailedError(f"initdb: {made.stderr.strip()[-2000:]}")
        fresh.rename(data)

    def _wait_until_answering(self, name: str, process: "subprocess.Popen[bytes]", answers) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / f"{name}.log").read_text(errors="replace")
                raise ServiceFailedError(f"{name} did not start:\n{log.strip()[-2000:]}")
            time.sleep(0.02)

    def _is_postgresql_answering(self) -> bool:
        with suppress(psycopg.OperationalError):
            address = f"postgresql://{DATABASE}@/postgres?host={self.sockets}"
            with psycopg.connect(address, autocommit=True, connect_timeout=3) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
            return True
        return False

    def _is_redis_answering(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.redis_url) as client:
            return bool(client.ping())
        return False


def find_server_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root; its package brings a user made for the purpose."""
    for name in ("postgres", "redis"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceFailedError("the system user 'postgres' is missing; reinstall the package postgresql-common")


def try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remove_abandoned_services() -> None:
    """Clear away what fast services left when their parent was killed outright."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FAST_PREFIX}*"):
        with suppress(OSError), (folder / "lock").open("r+") as file:
            # A minute's grace: a folder is made a moment before it is locked.
            if time.time() - folder.stat().st_mtime > 60 and try_lock(file):
                shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """``python -m emuafiyet.dev.services COMMAND``: run one command against fast services of its own."""
    given = {name: os.environ.get(name.upper(), "") for name in ("database_url", "redis_url")}
    with Services(packages.ROOT / "var", durable=False, **given) as services:
        environment = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
        code = subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    sys.exit(code)


if __name__ == "__main__":
    main()
