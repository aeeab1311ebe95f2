"""One sandbox process for all of these tests; each test finds everything working."""

from collections.abc import Iterator

import pytest

from tests.sandbox_server import Sandbox, running


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Sandbox:
    sandbox_process.restore()
    return sandbox_process
