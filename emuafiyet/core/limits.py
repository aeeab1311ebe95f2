"""Coarse limits against floods. Counters that guard a secret live in PostgreSQL (see one_time_codes.py), not here."""

import hashlib
import hmac
import ipaddress
import logging
import threading
import time
from functools import cache

import redis
from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)
_local: dict[str, tuple[int, int]] = {}
_local_lock = threading.Lock()


@cache
def _redis_client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.05, socket_connect_timeout=0.05)


def check_rate_limit(bucket: str, key: str, limit: int, seconds: int) -> bool:
    """Count one more of ``bucket`` for ``key``; False once ``limit`` within ``seconds`` is passed.

    Counted in Redis, or within this process while Redis is away: weaker, never open. Never raises.
    """
    window = int(time.time()) // seconds
    name = f"limit:{bucket}:{keyed_hash(key)}:{window}"
    try:
        with _redis_client().pipeline(transaction=True) as pipe:
            pipe.incr(name)
            pipe.expire(name, seconds)
            count, _ = pipe.execute()
    except redis.RedisError as error:
        logger.warning("limits counted in this process only: %s", type(error).__name__)
        count = _count_in_process(name, window)
    return count <= limit


def _count_in_process(name: str, window: int) -> int:
    with _local_lock:
        if len(_local) > 10_000:  # forget the oldest rather than grow without end
            for stale in sorted(_local, key=lambda each: _local[each][0])[:5_000]:
                del _local[stale]
        count = _local.get(name, (window, 0))[1] + 1
        _local[name] = (window, count)
        return count


def keyed_hash(value: str) -> str:
    """A keyed hash: equal values stay comparable, and nobody can read them back."""
    return hmac.digest(settings.SECRET_KEY.encode(), value.encode(), hashlib.sha256).hex()[:32]


def client_address(request: HttpRequest) -> str:
    """The client's address as the last proxy of our own saw it; forged headers do not count."""
    hops = settings.TRUSTED_PROXY_HOPS
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return _without_port(forwarded[-hops])
    return request.META.get("REMOTE_ADDR", "")


def _without_port(hop: str) -> str:
    """Some proxies write 198.51.100.7:51234 and [2001:db8::1]:443."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def client_host(request: HttpRequest) -> str:
    """The client's IPv4 address, or the /64 that one IPv6 subscriber has at least: its addresses are one client."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return client_address(request)
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address) if address.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))


def client_network(request: HttpRequest) -> str:
    """Keyed hash of the client's /24 (IPv4) or /56 (IPv6)."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return keyed_hash("unknown")
    address = getattr(address, "ipv4_mapped", None) or address  # an IPv4 client on a socket for both
    prefix = 24 if address.version == 4 else 56
    return keyed_hash(str(ipaddress.ip_network(f"{address}/{prefix}", strict=False)))
