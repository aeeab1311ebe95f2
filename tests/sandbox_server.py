"""Starts the sandbox of the outside systems as a process of its own, on free ports, remembering nothing."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
# Seconds that a test waits at most for what others are doing: long, so that a busy machine is no failure.
LIMIT = 90.0


@dataclass
class Sandbox:
    """A running sandbox. ``url`` has no trailing slash; ``http`` is a client rooted at it."""

    url: str
    smtp_port: int
    http: httpx.Client
    pop3_port: int = 0

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at ``path``; anything but 2xx raises."""
        return self.http.get(path, params=query).raise_for_status().json()

    def post(self, path: str, values: dict[str, Any] | None = None) -> Any:
        """POST JSON, the answer's JSON; anything but 2xx raises."""
        return self.http.post(path, json=values or {}).raise_for_status().json()

    def new_reference(self, **values: Any) -> dict[str, Any]:
        """A fresh consular reference with a passport of its own; see the sandbox's ``people.create_reference``."""
        return self.post("/mfa/references", values)

    def control(self, **values: float) -> None:
        """Break something: ``control(smtp_refuse=5)``. Names and units: the sandbox's ``controls.CONTROLS``."""
        self.post("/controls", values)

    def restore(self) -> None:
        """Everything works again; memory is kept."""
        self.http.delete("/controls").raise_for_status()

    def forget(self) -> None:
        """As on the first day: no people made, no receivables, no collections, no mails."""
        self.post("/forget")

    def mails(self, to: str = "", *, at_least: int = 0, within: float = LIMIT) -> list[dict[str, Any]]:
        """Mails delivered to ``to``, oldest first; waits until there are ``at_least`` so many."""

        def enough() -> list[dict[str, Any]] | None:
            found = self.get("/mail.json", to=to)
            return found if len(found) >= at_least else None

        found = wait_for(enough, within)
        assert found is not None, f"fewer than {at_least} mails arrived within {within} s"
        return found

    def attachment(self, entry: dict[str, Any]) -> bytes:
        """The bytes of one entry of a mail's ``attachments``."""
        return self.http.get(entry["url"]).raise_for_status().content

    def pay_by_card(self, *, ykn: str, reference: str, legs: list[str]) -> str:
        """Pay at GİB's page as a person without JavaScript would; the page that came back."""
        page = self.http.get("/gib/odeme/")
        fields = {
            "csrfmiddlewaretoken": page.text.split('csrfmiddlewaretoken" value="')[1].split('"')[0],
            "institution": "Uluslararası İşgücü Genel Müdürlüğü",
            "ykn": ykn,
            "reference": reference,
            "leg": legs,
            "card": "4111 1111 1111 1111",
            "pay": "1",
        }
        return self.http.post("/gib/odeme/", data=fields).text

    def collect(self, **line: Any) -> dict[str, Any]:
        """Put any collection line into GİB's feed: tax_code, amount_kurus, ykn, reference, collected_at, ..."""
        return self.post("/gib/collections", line)


def wait_for(look: Callable[[], Any], seconds: float, pause: float = 0.1) -> Any:
    """The first answer of ``look`` that is not None, asked every ``pause`` seconds; None when time is up."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None or time.monotonic() > end:
            return found
        time.sleep(pause)


@contextmanager
def running(state: str = "") -> Iterator[Sandbox]:
    """A sandbox process for the length of the block; ``state`` names a file it should remember in."""
    command = [sys.executable, "-m", "emuafiyet.sandbox", "--port", "0", "--smtp-port", "0", "--pop3-port", "0"]
    command += ["--state", state]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        words = dict(word.split("=", 1) for word in process.stdout.readline().split() if "=" in word)
        assert words, "the sandbox did not start"
        with httpx.Client(base_url=words["http"], timeout=20) as http:
            yield Sandbox(words["http"], int(words["smtp"]), http, int(words["pop3"]))
    finally:
        process.terminate()
        process.wait(10)
