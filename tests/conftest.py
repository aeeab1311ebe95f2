"""Plumbing that every test shares."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings


@pytest.fixture(autouse=True)
def _empty_broker() -> Iterator[None]:
    """Counters and messages of one test are nothing to the next."""
    yield
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
