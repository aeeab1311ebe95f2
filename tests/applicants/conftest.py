"""The outside world of the people's side: one sandbox process, reached over real HTTP and SMTP."""

from collections.abc import Iterator

import pytest
from django.test import Client

from applicants.models import Applicant
from tests.sandbox_server import Sandbox, running


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings) -> Sandbox:
    """Everything works, nothing is remembered, and the portal's gateways lead here."""
    sandbox_process.restore()
    sandbox_process.forget()
    for system in ("MFA", "NVI", "GOC", "EDEVLET"):
        setattr(settings, f"{system}_URL", f"{sandbox_process.url}/{system.lower()}")
    settings.EDEVLET_BROWSER_URL = settings.EDEVLET_URL
    settings.MAIL_JOURNAL_URL = f"{sandbox_process.url}/mail/accepted"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # pytest-django would keep mails at home
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox_process.smtp_port
    return sandbox_process


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.fixture
def nilufar(db) -> Applicant:
    return Applicant.objects.create(email="nilufar@ornek.example")
