"""What leaves with static files, whom to tell of a weakness, and who counts as one client."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from whitenoise.middleware import WhiteNoiseMiddleware

from emuafiyet.core.limits import client_host


def test_static_files_carry_a_policy_and_stay_with_this_site(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = str(tmp_path)
    serve = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    answer = serve(RequestFactory().get("/static/mark.svg"))
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_security_txt_says_whom_to_tell_and_has_not_expired(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:guvenlik@ornek.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:guvenlik@ornek.example"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timezone.now() + timedelta(days=30) < expires < timezone.now() + timedelta(days=366)
    assert fields["Canonical"].endswith("/.well-known/security.txt")


@pytest.mark.parametrize(
    ("address", "other", "one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.7", "198.51.100.8", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
    ],
)
def test_an_ipv6_subscriber_is_one_client(rf: RequestFactory, address: str, other: str, one: bool) -> None:
    mine, theirs = (client_host(rf.get("/", REMOTE_ADDR=each)) for each in (address, other))
    assert (mine == theirs) is one


@pytest.mark.django_db
def test_the_register_counts_a_subscriber_and_not_each_of_its_addresses() -> None:
    answers = {
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}").get("/verify/ABCD-EFGH-JK1M-NPQR").status_code
        for number in range(1, 80)
    }
    assert 429 in answers
    assert Client(REMOTE_ADDR="2001:db8:9:9::1").get("/verify/ABCD-EFGH-JK1M-NPQR").status_code == 200
