"""The catalogue and the tariff, which every application needs."""

import pytest

from . import cases


@pytest.fixture
def catalogue(db: None) -> None:
    cases.catalogue()
