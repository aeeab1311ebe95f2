"""The site as a whole: marked on every page, apart from the portal, and with a memory that survives a restart."""

import re
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox_server import ROOT, Sandbox, running

PAGES = ["/", "/gib/odeme/", "/gib/banka/", "/mail/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_a_sandbox_and_runs_no_script(sandbox: Sandbox, path: str) -> None:
    page = sandbox.http.get(path)
    assert page.status_code == 200
    assert "SANAL ORTAM / SANDBOX" in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style| style=| on[a-z]+=", page.text)


def test_the_front_page_lists_the_people_with_what_they_are_for(sandbox: Sandbox) -> None:
    page = sandbox.http.get("/").text
    for words in ("2026110012345678", "FA1234567", "Tek adlı kişi", "yalnız yılı var", "30 günden eski", "8 saniyede"):
        assert words in page, words


def test_a_person_can_be_made_on_the_front_page(sandbox: Sandbox) -> None:
    token = sandbox.http.get("/").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {
        "csrfmiddlewaretoken": token,
        "surname": "LIND",
        "passport_number": "SE1234567",
        "year": "1990",
        "month": "5",
    }
    assert sandbox.http.post("/mfa/references", data=form, follow_redirects=True).status_code == 200
    page = sandbox.http.get("/").text
    reference = re.search(r'([0-9]{16})</td><td class="copy">SE1234567', page)
    assert reference
    made = sandbox.get(f"/mfa/references/{reference[1]}", passport="SE1234567")
    assert made["surname"] == "LIND"
    assert made["birth"] == {"year": 1990, "month": 5, "day": None}


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    memory = str(tmp_path / "deep" / "sandbox.json")
    owed = {
        "reference": "26000000000018",
        "ykn": "99000000042",
        "legs": [{"code": "9268", "amount_kurus": 96400}],
        "valid_until": "2099-01-01T00:00:00+03:00",
    }
    with running(memory) as sandbox:
        made = sandbox.new_reference(surname="LIND")
        sandbox.post("/gib/receivables", owed)
        sandbox.pay_by_card(ykn="99000000042", reference="26000000000018", legs=["9268"])
        cursor = sandbox.get("/gib/collections")["cursor"]
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as server:
            server.sendmail("a@example.org", ["b@example.org"], "Message-ID: <one@x>\r\nSubject: bir\r\n\r\nbir\r\n")
    with running(memory) as sandbox:
        found = sandbox.get(f"/mfa/references/{made['reference']}", passport=made["passport_number"])
        assert found["surname"] == "LIND"
        assert sandbox.http.post("/gib/receivables", json=owed).status_code == 200
        assert len(sandbox.get("/gib/collections")["lines"]) == 1
        assert sandbox.get("/gib/collections", cursor=cursor)["lines"] == []
        assert [mail["subject"] for mail in sandbox.mails("b@example.org")] == ["bir"]
        assert sandbox.get("/mail/accepted", message_id="<one@x>")["accepted"] is True


def test_only_the_newest_five_hundred_mails_are_kept_but_the_journal_knows_them_all() -> None:
    with running() as sandbox:
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as server:
            for number in range(503):
                mail = f"Message-ID: <m{number}@x>\r\nSubject: {number}\r\n\r\nx\r\n"
                server.sendmail("a@example.org", ["b@example.org"], mail)
        subjects = [mail["subject"] for mail in sandbox.mails("b@example.org")]
        assert subjects == [str(number) for number in range(3, 503)]
        assert sandbox.get("/mail/accepted", message_id="<m0@x>")["accepted"] is True


def test_it_loads_nothing_of_the_portal() -> None:
    """The sandbox must answer like a stranger: no table, rule or setting of the portal may leak into it."""
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE']='emuafiyet.sandbox.settings'\n"
        "import django; django.setup()\n"
        "import emuafiyet.sandbox.urls, emuafiyet.sandbox.smtp\n"
        "ours = ('applicants', 'documents', 'payments', 'applications', 'emuafiyet.settings', 'emuafiyet.urls')\n"
        "print([name for name in sys.modules if name.startswith(ours)])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_a_taken_port_stops_the_start_with_a_sentence(sandbox: Sandbox) -> None:
    port = sandbox.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "emuafiyet.sandbox", "--port", port, "--smtp-port", "0", "--pop3-port", "0"]
    command += ["--state", ""]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 1
    assert "a port is taken" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_officers_telephones_show_nothing_unless_a_demo_told_their_secrets(sandbox):
    page = sandbox.http.get("/telefon/")
    assert page.status_code == 200
    assert "<td" not in page.text
