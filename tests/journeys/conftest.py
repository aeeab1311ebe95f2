"""The whole portal as ``make run`` starts it, on free ports and an empty database, and a browser in front of it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import template_database
from tests.environment import redis_database
from tests.sandbox_server import Sandbox, wait_for

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "journeys"
PATIENCE = 20_000  # milliseconds: the machine may be busy with other tests

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Portal:
    url: str
    sandbox: Sandbox
    environment: dict[str, str]

    def seed(self, story: str, email: str) -> list[str]:
        """Somebody whom time has brought to where no browser can walk in a test; see ``seed.py``."""
        command = [sys.executable, "-m", "tests.journeys.seed", story, email]
        made = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return made.stdout.split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One parallel worker walks all journeys, so that the portal is started once."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("journeys"))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template_database.NAME}")
    var = tmp_path_factory.mktemp("var")
    port, sandbox_port, smtp_port, pop3_port = free_port(), free_port(), free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SCANNER_"))} | {
        "DATABASE_URL": template_database.address_of(DATABASE, os.environ["DATABASE_URL"]),
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
        "DEMO_PEOPLE": "0",
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
    url, sandbox_url = f"http://localhost:{port}", f"http://127.0.0.1:{sandbox_port}"

    def ready() -> bool | None:
        try:
            return True if httpx.get(f"{url}/health").json()["status"] == "ok" and httpx.get(sandbox_url) else None
        except (httpx.HTTPError, ValueError):
            return None

    try:
        # A busy machine may need minutes for the migrations alone.
        assert wait_for(ready, 300), (var / "portal.log").read_text()[-4000:]
        with httpx.Client(base_url=sandbox_url, timeout=20) as http:
            yield Portal(url, Sandbox(sandbox_url, smtp_port, http, pop3_port), environment)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)
        log.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the journeys: it leaves an event loop running in this thread, in which nothing can be sealed."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about: CSP violations and script errors."""
    return []


def let_codes_age(portal: Portal) -> None:
    """All journeys come from one network, which is sent twenty codes in five minutes: ten pass between two of them."""
    with psycopg.connect(portal.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE applicants_onetimecode SET created_at = created_at - interval '10 minutes'")


@pytest.fixture
def page(browser: Browser, portal: Portal, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A Turkish browser on an empty profile; parametrised with False (indirectly) it runs no scripts."""
    let_codes_age(portal)
    with_scripts = getattr(request, "param", True)
    context = browser.new_context(
        base_url=portal.url, locale="tr-TR", java_script_enabled=with_scripts, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
