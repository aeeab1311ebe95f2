"""The catalogue and the tariff, which every application needs, and the missions' system."""

from collections.abc import Iterator

import pytest

from tests.sandbox_server import Sandbox, running

from . import cases


@pytest.fixture
def catalogue(db: None) -> None:
    cases.catalogue()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings) -> Sandbox:
    """The outside world as on the first day."""
    sandbox_process.restore()
    sandbox_process.forget()
    settings.MFA_URL = f"{sandbox_process.url}/mfa"
    return sandbox_process
