"""Other processes of the portal, working on this test's database (which must not sit in a transaction)."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from emuafiyet.dev.portal_processes import Worker, build_worker_command

ROOT = Path(settings.BASE_DIR)


def environment(**values: str) -> dict[str, str]:
    """What a process of ours needs; ``values`` may name another REDIS_URL or EMAIL_URL."""
    database = connection.settings_dict
    host = database["OPTIONS"].get("host") or database["HOST"]
    where = f"{database['USER']}@/{database['NAME']}?host={host}"
    if database["PORT"]:
        where += f"&port={database['PORT']}"
    return {**os.environ, "DATABASE_URL": f"postgresql://{where}", "PYTHONWARNINGS": "ignore", **values}


@contextmanager
def running(command: list[str], **values: str):
    """The process and its children in a group of their own, gone when the block ends."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment(**values), start_new_session=True)
    try:
        yield process
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """As when the machine loses its power: nobody gets to say goodbye."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
    process.wait(30)


def worker(queue: str) -> list[str]:
    return build_worker_command(f"worker-{queue}", Worker((queue,), ("--concurrency=3",)))


def relay() -> list[str]:
    return [sys.executable, "manage.py", "deliver_outbox"]


# Says how many seconds each of six people waited for the answer to "send me a code".
SIX_PEOPLE = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.settings"
django.setup()
from django.test import Client
for number in range(6):
    started = time.monotonic()
    answer = Client(headers={"host": "localhost"}).post("/giris/e-posta/", {"email": f"x{number}@ornek.example"})
    assert answer.status_code == 302, answer.status_code
    print(time.monotonic() - started, flush=True)
"""


def six_people(**values: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", SIX_PEOPLE],
        cwd=ROOT,
        env=environment(**values),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [float(line) for line in done.stdout.split()]
