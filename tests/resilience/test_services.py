"""The private services end with whoever started them, and the relay keeps promises when the broker is away."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection
from django.utils import timezone

from applicants.models import OneTimeCode
from emuafiyet.dev.services import Services

ROOT = Path(settings.BASE_DIR)


def wait_until(true, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def answers(database_url: str) -> bool:
    try:
        psycopg.connect(database_url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_data_of_durable_services_is_there_after_a_restart(tmp_path):
    with Services(tmp_path, durable=True) as services:
        with psycopg.connect(services.database_url, autocommit=True) as first:
            first.execute("CREATE TABLE kept (word text)")
            first.execute("INSERT INTO kept VALUES ('ğüşiöç')")
        with redis.Redis.from_url(services.redis_url) as client:
            client.set("kept", "evet")

    with Services(tmp_path, durable=True) as services:
        with psycopg.connect(services.database_url) as second:
            assert second.execute("SELECT word FROM kept").fetchone() == ("ğüşiöç",)
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.get("kept") == b"evet"


def test_fast_services_leave_nothing_behind(tmp_path):
    with Services(tmp_path, durable=False) as services:
        folder = services.folder
        assert answers(services.database_url)
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_no_port_is_taken(tmp_path):
    with Services(tmp_path, durable=False) as services:
        with psycopg.connect(services.database_url) as database:
            assert database.execute("SHOW listen_addresses").fetchone() == ("",)
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.config_get("port") == {"port": "0"}


def test_services_end_when_their_parent_is_killed_outright(tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from emuafiyet.dev.services import Services\n"
        "services = Services(Path(sys.argv[1]), durable=True); services.start()\n"
        "print(services.postgresql.pid, services.redis.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    children = [int(word) for word in parent.stdout.readline().split()]
    assert len(children) == 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    for child in children:
        wait_until(lambda child=child: not is_running(child), 30, f"process {child} ended")
    # And what they left behind does not keep the next start from working.
    with Services(tmp_path, durable=True) as services:
        assert answers(services.database_url)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Collector:
    """Keeps the envelopes that a real SMTP server was given."""

    def __init__(self) -> None:
        self.envelopes: list = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def mail_server() -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Collector(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@contextmanager
def running_relay(*, redis_url: str, mail_port: int) -> Iterator[subprocess.Popen]:
    database = connection.settings_dict
    host = database["OPTIONS"].get("host") or database["HOST"]
    where = f"{database['USER']}@/{database['NAME']}?host={host}"
    if database["PORT"]:
        where += f"&port={database['PORT']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{where}",
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MAIL_JOURNAL_URL": "",
    }
    relay = subprocess.Popen([sys.executable, "manage.py", "deliver_outbox"], cwd=ROOT, env=environment)
    try:
        yield relay
    finally:
        relay.terminate()
        assert relay.wait(30) == 0, "the relay ends in good order when asked to"


def waiting_code() -> OneTimeCode:
    return OneTimeCode.objects.create(
        purpose=OneTimeCode.Purpose.SIGN_IN, email="kisi@example.org", language="tr", network="n"
    )


@contextmanager
def silence() -> Iterator[str]:
    """A Redis that hangs: it takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@contextmanager
def refusal() -> Iterator[str]:
    yield "redis://127.0.0.1:1/0"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken_redis", [refusal, silence])
def test_a_code_is_mailed_while_redis_is_away(mail_server, broken_redis):
    code = waiting_code()
    with broken_redis() as nobody, running_relay(redis_url=nobody, mail_port=mail_server.port):
        wait_until(lambda: OneTimeCode.objects.get(pk=code.pk).kept_at is not None, 60, "the code was mailed")

        (envelope,) = mail_server.handler.envelopes
        assert envelope.rcpt_tos == ["kisi@example.org"]


@pytest.mark.django_db(transaction=True)
def test_the_relay_tells_the_broker_of_a_forgotten_promise_once_a_minute(mail_server):
    code = waiting_code()  # made without on_commit's message, as when the broker was away at that moment
    started = timezone.now()
    with (
        running_relay(redis_url=settings.REDIS_URL, mail_port=mail_server.port),
        redis.Redis.from_url(settings.REDIS_URL) as client,
    ):
        wait_until(lambda: client.llen("otp") == 1, 60, "the broker was told")
        told = OneTimeCode.objects.get(pk=code.pk).published_at
        assert told is not None
        assert told >= started
        time.sleep(7)  # longer than one turn
        assert client.llen("otp") == 1
        assert str(code.pk).encode() in client.lindex("otp", 0)
        assert b"kisi@example.org" not in client.lindex("otp", 0)


@pytest.mark.django_db(transaction=True)
def test_the_relay_lives_through_a_database_that_went_away(mail_server):
    with running_relay(redis_url="redis://127.0.0.1:1/0", mail_port=mail_server.port) as relay:
        wait_until(lambda: relay_sessions() > 0, 60, "the relay reached the database")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        code = waiting_code()
        wait_until(lambda: OneTimeCode.objects.get(pk=code.pk).kept_at is not None, 60, "the code was mailed")
        assert relay.poll() is None


def relay_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
