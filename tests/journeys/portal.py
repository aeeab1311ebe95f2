"""The whole portal as ``make run`` starts it, on free ports and a database of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from tests import template_database
from tests.environment import redis_database
from tests.sandbox_server import LIMIT, Sandbox, wait_for

ROOT = Path(__file__).resolve().parents[2]
# Below the range from which the kernel gives outgoing connections their ports: none is taken before it is listened on.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Portal:
    url: str
    sandbox: Sandbox
    environment: dict[str, str]
    owner_url: str
    seeder: "subprocess.Popen[str]"

    def seed(self, story: str, email: str) -> list[str]:
        """Somebody whom time has brought to where no browser can walk in a test; see ``seed.py``."""
        assert self.seeder.stdin is not None
        assert self.seeder.stdout is not None
        print(story, email, file=self.seeder.stdin, flush=True)
        said = self.seeder.stdout.readline().split()
        assert said, f"nobody was made for {story}: see what the seeding process wrote"
        return said

    def let_codes_age(self) -> None:
        """Ten minutes pass for every code sent: a network gets twenty in five minutes, a person one a minute."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("UPDATE applicants_onetimecode SET created_at = created_at - interval '10 minutes'")


def free_ports(count: int) -> list[int]:
    found: list[int] = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                found.append(port)
        if len(found) == count:
            break
    return found


@contextmanager
def running(var: Path, *, with_people: bool = False) -> Iterator[Portal]:
    """The portal for the length of the block, with ``var`` as its folder; each parallel worker has one.

    ``with_people``: the demo's people have applied already, as after ``make run``.
    """
    database = "journeys_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
    owner = os.environ["TEST_OWNER_DATABASE_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database} TEMPLATE {template_database.NAME}")
    port, sandbox_port, smtp_port, pop3_port = free_ports(4)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SCANNER_"))} | {
        "DATABASE_URL": template_database.address_of(database, owner),
        "REDIS_URL": redis_database(os.environ["REDIS_URL"], 8),
        "VAR_DIR": str(var),
        "STORAGE_URL": f"file://{var}/private",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "SANDBOX_SMTP_PORT": str(smtp_port),
        "SANDBOX_POP3_PORT": str(pop3_port),
        "COLLECTIONS_EVERY": "2",
        "PARCELS_EVERY": "2",
        "PTT_LOOK_EVERY": "1",
        "DEMO_PEOPLE": "1" if with_people else "0",
    }
    # The manifest of collected files lies where make put it, not in this run's own folder.
    (var / "static").symlink_to(ROOT / "var" / "static")
    log = (var / "portal.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "emuafiyet.dev.supervisor"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    seeder = None
    url, sandbox_url = f"http://localhost:{port}", f"http://127.0.0.1:{sandbox_port}"
    try:
        with httpx.Client(base_url=sandbox_url, timeout=LIMIT) as http:

            def ready() -> bool | None:
                try:
                    return True if http.get(f"{url}/health").json()["status"] == "ok" and http.get("/") else None
                except (httpx.HTTPError, ValueError):
                    return None

            # A busy machine may need minutes for the migrations alone.
            assert wait_for(ready, 300, pause=0.25), (var / "portal.log").read_text()[-4000:]
            seeder = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.seed"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            sandbox = Sandbox(sandbox_url, smtp_port, http, pop3_port)
            yield Portal(url, sandbox, environment, template_database.address_of(database, owner), seeder)
    finally:
        for each in filter(None, (seeder, process)):
            each.send_signal(signal.SIGTERM)
            each.wait(60)
        log.close()
