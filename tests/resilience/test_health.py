"""/health tells a machine whether people can be served and whether promises are being kept, and nothing else."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from applicants.models import OneTimeCode
from documents.models import CheckCount, CheckOutcome
from emuafiyet.core.models import BreakerState, OutsideSystem
from emuafiyet.core.outbox.models import OutboxState


def code(**values) -> OneTimeCode:
    return OneTimeCode.objects.create(
        purpose=OneTimeCode.Purpose.SIGN_IN, email="kisi@example.org", language="tr", network="n", **values
    )


@pytest.mark.django_db
def test_all_is_well_when_nothing_is_owed(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": True,
        "broker": True,
        "scanner": True,
        "oldest_promise_seconds": 0,
        "failed": 0,
        "held_too_long": 0,
        "systems_away": [],
        "checks_today": {},
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_how_checks_of_files_ended_today_is_told_in_numbers(client):
    for outcome, reason in (
        [(CheckOutcome.ACCEPTED, "")] * 3 + [(CheckOutcome.REFUSED, "encrypted")] * 2 + [(CheckOutcome.DIED, "x")]
    ):
        CheckCount.add(outcome, reason)
    yesterday = timezone.localdate() - timedelta(days=1)
    CheckCount.objects.create(day=yesterday, outcome=CheckOutcome.REFUSED, reason="empty", count=9)
    assert client.get("/health").json()["checks_today"] == {"accepted": 3, "refused:encrypted": 2, "died:x": 1}


@pytest.mark.django_db
def test_a_scanner_that_is_away_is_for_somebody_to_look_at(client, settings, tmp_path):
    settings.SCANNER_URL = f"unix://{tmp_path}"
    answer = client.get("/health")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["scanner"]) == ("degraded", False)


@pytest.mark.django_db
def test_what_waited_for_its_turn_is_late_only_since_its_turn_came(client):
    waited = {"created_at": timezone.now() - timedelta(hours=1), "last_error": "another one first"}
    code(next_attempt_at=timezone.now() - timedelta(seconds=1), **waited)
    assert client.get("/health").json()["oldest_promise_seconds"] < 60
    code(next_attempt_at=timezone.now() - timedelta(minutes=6), **waited)
    assert client.get("/health").json()["status"] == "degraded"


@pytest.mark.django_db
def test_an_old_promise_raises_the_alarm_and_people_are_still_served(client):
    code(created_at=timezone.now() - timedelta(minutes=6))
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert 360 <= answer.json()["oldest_promise_seconds"] < 400
    assert "kisi" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"promise_state": OutboxState.DELIVERED, "kept_at": timezone.now()},
        {"promise_state": OutboxState.ON_HOLD},
        {"promise_state": OutboxState.FAILED},
        {"next_attempt_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["kept", "held", "dead", "not due yet"],
)
def test_what_nobody_can_do_now_is_no_alarm(client, values):
    code(created_at=timezone.now() - timedelta(days=1), **values)
    assert client.get("/health").json()["oldest_promise_seconds"] == 0


@pytest.mark.django_db
def test_a_promise_that_keeps_failing_is_not_hidden_by_its_next_attempt(client):
    hour_ago = timezone.now() - timedelta(hours=1)
    code(created_at=hour_ago, attempts=7, next_attempt_at=timezone.now() + timedelta(minutes=50))
    assert client.get("/health").json()["oldest_promise_seconds"] >= 3600


@pytest.mark.django_db
def test_when_nothing_is_delivered_for_hours_the_status_code_says_so_too(client):
    code(created_at=timezone.now() - timedelta(hours=2))
    assert client.get("/health").status_code == 503
    assert client.get("/health/ready").status_code == 200, "pages can be served"


@pytest.mark.django_db
def test_what_waits_for_an_authority_is_degraded_and_no_reason_to_restart_us(client):
    code(created_at=timezone.now() - timedelta(hours=3), waits_for="mail", last_error="mail: timeout")
    OutsideSystem.objects.create(name="mail", state=BreakerState.OPEN, next_probe_at=timezone.now())
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["systems_away"] == ["mail"]
    assert answer.json()["oldest_promise_seconds"] >= 3 * 3600


@pytest.mark.django_db
def test_what_needs_a_person_is_counted_and_a_code_that_ran_out_is_not(client):
    code(promise_state=OutboxState.FAILED, last_error="ValueError")
    code(promise_state=OutboxState.FAILED, last_error="expired before it could be sent")
    answer = client.get("/health").json()
    assert (answer["failed"], answer["status"]) == (1, "degraded")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [0, 3])
def test_it_costs_four_queries_however_much_is_owed(client, django_assert_num_queries, rows):
    for _ in range(rows):
        code()
    with django_assert_num_queries(4):
        client.get("/health")


def test_without_a_database_it_says_so_with_503(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}"}
    web = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "emuafiyet.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--log-level=error",
            "--no-control-socket",
        ],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    try:
        status, body = ask(f"http://127.0.0.1:{port}/health")
        assert status == 503
        assert ask(f"http://127.0.0.1:{port}/health/ready")[0] == 503
        assert ask(f"http://127.0.0.1:{port}/health/live")[0] == 200
        assert json.loads(body) == {
            "status": "unavailable",
            "database": False,
            "broker": True,
            "scanner": True,
            "oldest_promise_seconds": None,
            "failed": None,
            "held_too_long": None,
            "systems_away": None,
            "checks_today": None,
        }
    finally:
        web.terminate()
        web.wait(30)


def ask(url: str) -> tuple[int, bytes]:
    """The first answer of a server that is still starting."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError:
            assert time.monotonic() < deadline, "the web server never answered"
            time.sleep(0.1)
