"""``make dev`` really started, on a copy of the project that these tests write into: each saved file is at work."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import httpx
import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from emuafiyet.dev.portal_processes import WORKERS
from emuafiyet.dev.reloading import APPS, list_builds, list_dev_processes, list_restarts
from tests import template_database
from tests.environment import redis_database
from tests.journeys.portal import free_ports

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120.0  # seconds; long, so that a busy machine is no failure


@dataclass(frozen=True)
class Dev:
    root: Path
    log: Path
    http: httpx.Client

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} no longer says {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def wait_for(self, true: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + LIMIT
        while True:
            try:
                if true():
                    return
            except httpx.HTTPError:
                pass  # the web process is starting
            assert time.monotonic() < deadline, f"{what}:\n{self.log.read_text()[-4000:]}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    root = tmp_path_factory.mktemp("project")
    for name in (*APPS, "static", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy2(ROOT / "package.json", root)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    owner = os.environ["TEST_OWNER_DATABASE_URL"]
    database = "dev_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database} TEMPLATE {template_database.NAME}")
    ports = dict(zip(("PORT", "SANDBOX_PORT", "SANDBOX_SMTP_PORT", "SANDBOX_POP3_PORT"), free_ports(4), strict=True))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SCANNER_", "DJANGO_"))}
    environment = kept | {name: str(port) for name, port in ports.items()}
    environment |= {
        "DATABASE_URL": template_database.address_of(database, owner),
        "REDIS_URL": redis_database(os.environ["REDIS_URL"], 16),
        "VAR_DIR": str(root / "var"),
        "STORAGE_URL": f"file://{root}/private",
        "DEMO_PEOPLE": "0",
    }
    log = root / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "emuafiyet.dev.reloading", "--only", "web"],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        with httpx.Client(base_url=f"http://localhost:{ports['PORT']}") as http:
            running = Dev(root, log, http)
            running.wait_for(lambda: http.get("/health/ready").is_success, "the portal starts")
            yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def test_a_page_carries_the_toolbar_under_the_portals_own_strict_policy(dev: Dev) -> None:
    page = dev.http.get("/")
    assert 'id="djDebug"' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert dev.http.get("/static/debug_toolbar/js/toolbar.js").is_success
    assert "DEBUG = True" in dev.http.get("/no-such-page/").text


def test_a_saved_template_is_shown_without_a_restart(dev: Dev) -> None:
    dev.edit("templates/portal/home.html", '<h1 class="govuk-heading-xl">', '<h1 class="govuk-heading-xl">Yeni: ')
    assert '<h1 class="govuk-heading-xl">Yeni: ' in dev.http.get("/").text
    assert "saved: templates" not in dev.log.read_text()


def test_saved_code_is_at_work_a_moment_later(dev: Dev) -> None:
    assert dev.http.get("/health/live").text == "ok\n"
    dev.edit("emuafiyet/health.py", '"ok\\n", content_type', '"reloaded\\n", content_type')
    dev.wait_for(lambda: dev.http.get("/health/live").text == "reloaded\n", "saved code is at work")
    assert "saved: emuafiyet/health.py; starting again: web" in dev.log.read_text()


def test_a_saved_style_is_built(dev: Dev) -> None:
    with (dev.root / "static/scss/portal.scss").open("a", encoding="utf-8") as file:
        file.write("\n.just-saved { color: red; }\n")
    dev.wait_for(lambda: ".just-saved" in dev.http.get("/static/dist/ltr.css").text, "a saved style is built")


# --- what a saved file leads to --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("saved", "restarted"),
    [
        ("applications/lifecycle/guards.py", {"web", "worker", "beat", "outbox"}),
        ("applications/catalogue/catalogue.yaml", {"web", "worker", "beat", "outbox"}),
        ("emuafiyet/locale/en/LC_MESSAGES/django.mo", {"web", "worker", "beat", "outbox"}),
        ("documents/uploads/isolation/scanner.py", {"web", "worker", "beat", "outbox", "scanner"}),
        ("emuafiyet/sandbox/gib.py", {"sandbox"}),
        ("emuafiyet/sandbox/templates/sandbox/home.html", set()),
        ("applications/migrations/0001_initial.py", set()),
        ("static/js/portal.js", set()),
    ],
)
def test_a_saved_file_restarts_those_that_have_loaded_it(saved: str, restarted: set[str]) -> None:
    assert list_restarts([Path(saved)]) == restarted


def test_styles_and_translations_are_built_as_make_builds_them() -> None:
    po = Path("emuafiyet/locale/en/LC_MESSAGES/django.po")
    styles, texts = list_builds([Path("static/scss/portal.scss"), Path("static/build.js"), po])
    assert styles[1:] == ["static/build.js"]
    assert texts[1:5] == ["-m", "babel.messages.frontend", "--quiet", "compile"]
    assert texts[5:] == ["--locale", "en", "--input-file", str(po), "--output-file", str(po.with_suffix(".mo"))]
    assert list_builds([Path("static/dist/ltr.css"), po.with_suffix(".mo")]) == []


def test_the_one_worker_reads_every_queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SANDBOX_PORT", "SANDBOX_SMTP_PORT", "SANDBOX_POP3_PORT"):
        monkeypatch.setenv(name, "1")
    commands = list_dev_processes("127.0.0.1", "8000", tmp_path)
    assert set(commands) == {"scanner", "web", "worker", "beat", "outbox", "sandbox"}
    worker = commands["worker"]
    queues = {queue for worker in WORKERS.values() for queue in worker.queues}
    assert set(worker[worker.index("--queues") + 1].split(",")) == queues


# --- nobody else gets to see it --------------------------------------------------------------------------------------
def load_dev_settings() -> dict:
    """The module read anew, as a new process reads it."""
    found = find_spec("emuafiyet.dev.dev_settings")
    assert found
    assert found.loader
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return vars(module)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEMO", False), ("SITE_URL", "https://emuafiyet.example"), ("SITE_URL", "http://10.0.0.7:8000")],
)
def test_another_installation_refuses_these_settings(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    assert load_dev_settings()["DEBUG"] is True
    monkeypatch.setattr(f"emuafiyet.settings.{name}", value)
    with pytest.raises(ImproperlyConfigured, match="make dev"):
        load_dev_settings()


def test_it_listens_on_this_machine_only() -> None:
    environment = os.environ | {"HOST": "0.0.0.0"}  # noqa: S104 - what is refused
    command = [sys.executable, "-m", "emuafiyet.dev.reloading"]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "HOST must be an address of this machine" in said.stderr


def test_what_serves_people_knows_no_toolbar() -> None:
    assert "debug_toolbar" not in settings.INSTALLED_APPS
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "django-debug-toolbar" not in locked
    assert "watchfiles" not in locked
