"""What a start outside demo mode is refused for: a portal that works on the sandbox or on demo secrets unnoticed."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from emuafiyet import checks

SYSTEMS = ("MFA_URL", "NVI_URL", "GIB_URL", "GOC_URL", "SGK_URL", "PTT_URL", "EDEVLET_URL")
REAL = {
    "DEMO": "0",
    "SITE_URL": "https://emuafiyet.example",
    "SECRET_KEY": "s" * 64,
    "OTP_KEY": "o" * 64,
    "AUDIT_KEY": "a" * 64,
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "SCANNER_URL": "tcp://scanner:7100",
    "SEAL_KEY": "file:///seal.p12",
    "EDEVLET_CLIENT_ID": "portal",
    "EDEVLET_CLIENT_SECRET": "as agreed with e-Devlet",
    "PTT_CUSTOMER": "portal",
    "PTT_PASSWORD": "as agreed with PTT",
    **{name: f"https://{name.removesuffix('_URL').lower()}.example" for name in SYSTEMS},
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [*REAL, "EDEVLET_BROWSER_URL", "SANDBOX_URL", "MAIL_JOURNAL_URL"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def start() -> dict:
    """The settings as a new process reads them; this one keeps its own."""
    found = find_spec("emuafiyet.settings")
    assert found
    assert found.loader
    settings = module_from_spec(found)
    found.loader.exec_module(settings)
    return vars(settings)


def test_every_check_is_asked_before_a_start() -> None:
    """Checks that register themselves while others run are never asked, and nobody would notice."""
    program = (
        "import django; django.setup()\n"
        "from django.core.checks.registry import registry\n"
        "print(*sorted(each.__name__ for each in registry.get_checks(include_deployment_checks=True)"
        " if each.__module__ == 'emuafiyet.checks'))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "emuafiyet.settings"}
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    written = re.findall(r"^@register.*\ndef (\w+)", Path(checks.__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(written) >= 7
    assert said.stdout.split() == sorted(written)


def test_a_real_installation_starts(environment: pytest.MonkeyPatch) -> None:
    assert start()["DEMO"] is False
    assert os.environ["DATABASE_URL"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, f"http://sandbox:8100/{name.removesuffix('_URL').lower()}") for name in SYSTEMS],
        ("NVI_URL", ""),
        ("EDEVLET_BROWSER_URL", "http://localhost:8100/edevlet"),
        ("EDEVLET_CLIENT_ID", "emuafiyet-demo"),
        ("EDEVLET_CLIENT_SECRET", "emuafiyet-demo-secret"),
        ("PTT_CUSTOMER", "demo"),
        ("PTT_PASSWORD", "demo"),
        ("SEAL_KEY", "demo:///tmp/seal"),
    ],
)
def test_a_real_start_on_the_sandbox_is_refused_by_name(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        start()


def test_a_real_installation_knows_no_sandbox(environment: pytest.MonkeyPatch) -> None:
    """The compose file names it for the demo; nothing may lead there when the demo is over."""
    environment.setenv("SANDBOX_URL", "http://sandbox:8100")
    assert "sandbox" not in str({name: value for name, value in start().items() if name.isupper()})
