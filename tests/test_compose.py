"""docker-compose.yml says the same as the code: every queue is read, every variable is one that settings read."""

import re
from pathlib import Path

import pytest
import yaml

from emuafiyet.dev.portal_processes import WORKERS

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_every_queue_is_read_by_one_worker(services):
    read = {}
    for name, service in services.items():
        found = re.search(r" worker .*--queues ([\w,]+)", str(service.get("command", "")))
        if found:
            read[name] = set(found[1].split(","))
    assert read == {name: set(worker.queues) for name, worker in WORKERS.items()}


def test_every_variable_is_one_that_settings_read(services):
    settings = (ROOT / "emuafiyet" / "settings.py").read_text()
    ours = {
        name
        for service in services.values()
        if service["image"] == "emuafiyet"
        for name in service.get("environment", {})
    }
    assert len(ours) > 15
    given_to_preparation = {"DATABASE_APP_PASSWORD", "DATABASE_READONLY_PASSWORD"}
    assert {name for name in ours - given_to_preparation if f'"{name}"' not in settings} == set()


def test_what_takes_part_in_promises_is_started_again_when_it_falls(services):
    for name in ("web", *WORKERS, "scanner", "beat", "outbox", "postgres", "redis"):
        assert services[name]["restart"] == "unless-stopped", name


def test_the_scanner_has_no_secret_no_volume_and_leads_nowhere(services):
    """It reads what strangers hand in: a user of its own, an internal network, nothing else."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    scanner = compose["services"]["scanner"]
    assert "environment" not in scanner
    assert "volumes" not in scanner
    assert "--demo" not in scanner["command"]
    assert scanner["user"] not in {"", "10001:10001", "0:0"}
    assert (scanner["read_only"], scanner["cap_drop"], scanner["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108
    assert scanner["security_opt"] == ["no-new-privileges:true"]
    assert scanner["networks"] == ["scan"]
    assert compose["networks"]["scan"]["internal"] is True
    users = {name for name, service in compose["services"].items() if "scan" in service.get("networks", [])}
    assert users == {"scanner", "web", "worker-scan", "worker-pages"}


def test_what_serves_signs_in_as_the_role_that_owns_nothing(services):
    """Only the preparation knows the owner, and nothing serves before the role has been looked at."""
    owners = set()
    for name, service in services.items():
        address = service.get("environment", {}).get("DATABASE_URL", "")
        assert address.startswith(("postgresql://emuafiyet:", "postgresql://emuafiyet_app:")) or not address
        if address.startswith("postgresql://emuafiyet:"):
            owners.add(name)
    assert owners == {"prepare"}
    steps = services["prepare"]["command"].split(" && ")
    assert ["migrate" in steps[0], "grant_database_roles" in steps[1]] == [True, True]
    assert "--deploy --database default" in services["verify"]["command"]
    for name in ("web", *WORKERS, "beat", "outbox"):
        assert "verify" in services[name]["depends_on"], name
