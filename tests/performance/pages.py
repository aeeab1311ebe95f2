"""What a page costs the web worker: ``python -m emuafiyet.dev.services python -m tests.performance.pages [checkout]``.

Without sockets: Django's test client with all middleware, DEBUG off, one process. ``checkout`` is the folder of another
version, measured in the same run: rounds are interleaved, each a process's own CPU time over ``REQUESTS`` requests.
Says of each page whether both versions answer the same bytes, apart from secrets that change with every answer.
"""

import hashlib
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent.parent
REQUESTS = int(os.environ.get("REQUESTS", "200"))
ROUNDS = 5
CHANGES_EVERY_TIME = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|name="_draft" value="[^"]*"|nonce="[^"]*"|data-seconds-left="\d+"'
    rb'|data-(?:ends|left|seconds)[a-z-]*="[^"]*"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d\d:\d\d(?::\d\d)?'
)


def make_world() -> dict[str, str]:
    """One applicant with one application in each part of its life, one with twenty, and a queue of forty."""
    from django.core.management import call_command
    from django.utils import timezone

    from applicants.models import Officer
    from applications.models import Category
    from documents.models import Certificate
    from tests import reference_data
    from tests.applications import cases
    from tests.applications.holders import holder_of_a_card

    call_command("migrate", verbosity=0)
    reference_data.set_aside()
    cases.catalogue()
    draft = cases.draft()
    many = cases.person()
    for category in [each for each in Category.objects.order_by("pk") if each.open_here][:20]:
        cases.start(category, many)
    holder = holder_of_a_card()
    Certificate.objects.update(pdf="issued/none.pdf", pdf_sha256="0" * 64, promise_state="kept", kept_at=timezone.now())
    waiting = [cases.sent() for _ in range(40)]
    officer = Officer.objects.create(username="uzman", is_staff=True, is_superuser=True)
    return {
        "draft": str(draft.pk),
        "drafts_owner": str(draft.applicant_id),
        "many": str(many.pk),
        "holder": str(holder.applicant_id),
        "granted": str(holder.pk),
        "code": Certificate.objects.values_list("verification_code", flat=True)[0],
        "waiting": str(waiting[0].pk),
        "officer": str(officer.pk),
    }


def list_pages(world: dict[str, str]) -> dict[str, Callable[[], Any]]:
    """A page's name and what asks for it once."""
    from django.test import Client

    from applicants.models import Applicant, Officer
    from applications.models import Application
    from tests.builders.browsers import signed_in
    from tests.builders.page_answers import answers
    from tests.staff import at_the_desk

    stranger = Client(headers={"host": "localhost"})
    people = {name: signed_in(Applicant.objects.get(pk=world[name])) for name in ("drafts_owner", "many", "holder")}
    desk = at_the_desk(Officer.objects.get(pk=world["officer"]))
    draft = f"/basvuru/{world['draft']}/"
    work = answers(Application.objects.get(pk=world["draft"]))
    contact = {
        "phone_0": "+998", "phone_1": "901234567", "phone": "+998901234567", "address": "Amir Temur 12",
        "city": "Toshkent", "country": "UZB",
    }  # fmt: skip
    queue = "/admin/applications/application/"
    visits = itertools.count(random.randrange(1 << 15))  # each from a network of its own: looking codes up is limited

    def look_up() -> Any:
        number = next(visits)
        return stranger.get(f"/verify/{world['code']}", REMOTE_ADDR=f"10.{number >> 8 & 255}.{number & 255}.1")

    return {
        "home": lambda: stranger.get("/"),
        "verify form": lambda: stranger.get("/verify"),
        "verify by code": look_up,
        "profile page: İletişim": lambda: people["drafts_owner"].get("/profil/iletisim/"),
        "wizard page: İşyeri": lambda: people["drafts_owner"].get(f"{draft}isyeri/"),
        "save İletişim": lambda: people["drafts_owner"].post("/profil/iletisim/", contact),
        "save İşyeri": lambda: people["drafts_owner"].post(f"{draft}isyeri/", work),
        "preview": lambda: people["drafts_owner"].get(f"{draft}on-izleme/"),
        "Başvurularım, 1 row": lambda: people["holder"].get("/basvurularim/"),
        "Başvurularım, 20 rows": lambda: people["many"].get("/basvurularim/"),
        "Detay": lambda: people["holder"].get(f"/basvuru/{world['granted']}/"),
        "queue": lambda: desk.get(queue),
        "queue, all": lambda: desk.get(f"{queue}?masa=tumu"),
        "review": lambda: desk.get(f"{queue}{world['waiting']}/change/"),
    }


def measure() -> None:
    """A version's process: says each page's status, queries and digest, then a round of milliseconds when asked."""
    start_django()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = list_pages(json.loads(sys.stdin.readline()))
    facts = {}
    for name, ask in pages.items():
        ask(), ask()
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        body = CHANGES_EVERY_TIME.sub(b"", b"".join(answer) if answer.streaming else answer.content)
        if folder := os.environ.get("KEEP_PAGES"):
            Path(folder, re.sub(r"\W+", "_", name) + ".html").write_bytes(body)
        facts[name] = [answer.status_code, len(asked), hashlib.sha256(body).hexdigest()]
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        name = json.loads(line)
        ask = pages[name]
        begun = time.process_time()
        for _ in range(REQUESTS):
            answer = ask()
        print((time.process_time() - begun) * 1000 / REQUESTS, flush=True)
        if answer.status_code != facts[name][0]:
            sys.exit(f"{name} answers {answer.status_code} after a while")


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")
    django.setup()


class Version:
    """A checkout that serves pages in a process of its own."""

    def __init__(self, folder: Path, world: dict[str, str]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-P", __file__, "--measure"],
            cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.facts: dict[str, list[Any]] = self.ask(world)

    def ask(self, question: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def main(folders: list[Path], only: str = "") -> None:
    start_django()
    world = make_world()
    versions = [Version(folder, world) for folder in folders]
    taken: dict[str, list[list[float]]] = {}
    for _ in range(ROUNDS):
        for name in versions[0].facts:
            if only in name:
                for number, version in enumerate(versions):
                    taken.setdefault(name, [[] for _ in versions])[number].append(version.ask(name))
    print("| page | " + " | ".join(["CPU ms", "queries"] * len(versions)) + " | same bytes |")
    print("| --- |" + " --- |" * (2 * len(versions) + 1))
    for name, each in taken.items():
        facts = [version.facts[name] for version in versions]
        cells = [
            f"{statistics.median(rounds):.1f} | {queries}" for rounds, (_, queries, _) in zip(each, facts, strict=True)
        ]
        same = "yes" if len({digest for _, _, digest in facts}) == 1 else "no"
        statuses = {status for status, _, _ in facts} - {200, 302}
        print(f"| {name} | {' | '.join(cells)} | {same}{f' {statuses}' if statuses else ''} |", flush=True)
    for version in versions:
        version.process.communicate()


if __name__ == "__main__":
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("SECRET_KEY", "measures-and-signs-nothing-of-worth-0123456789-0123456789")
    if sys.argv[1:] == ["--measure"]:
        measure()
    else:
        main([*map(Path, sys.argv[1:]), ROOT])
