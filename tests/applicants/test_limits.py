"""Whom a limit counts: the client as our own proxy saw it, by network, and never by a name that can be read back."""

import pytest

from emuafiyet.core.limits import check_rate_limit, client_address, client_network


def network(rf, address: str) -> str:
    return client_network(rf.get("/", REMOTE_ADDR=address))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.5", "203.0.113.200", True),
        ("203.0.113.5", "203.0.114.5", False),
        ("2001:db8:0:1100::1", "2001:db8:0:11ff::1", True),
        ("2001:db8:0:1100::1", "2001:db8:0:1200::1", False),
        # IPv4 on a socket that also speaks IPv6 must not make one network of the whole world.
        ("::ffff:203.0.113.5", "::ffff:198.51.100.5", False),
        ("::ffff:203.0.113.5", "203.0.113.200", True),
    ],
)
def test_neighbours_share_a_network_and_strangers_do_not(rf, one, other, same):
    assert (network(rf, one) == network(rf, other)) is same
    assert one not in network(rf, one)


@pytest.mark.parametrize(
    ("hops", "header", "seen"),
    [
        (0, "198.51.100.7", "203.0.113.5"),  # no proxy of ours: whatever the client claims
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),  # the client's own claim stands first
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "203.0.113.5"),  # did not come through both of them
        (1, "", "203.0.113.5"),
        (1, "198.51.100.7:51234", "198.51.100.7"),  # some proxies add the port
        (1, "[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_a_forged_header_does_not_make_another_client(rf, settings, hops, header, seen):
    settings.TRUSTED_PROXY_HOPS = hops
    request = rf.get("/", REMOTE_ADDR="203.0.113.5", headers={"X-Forwarded-For": header})
    assert client_address(request) == seen


def test_a_limit_counts_each_key_and_bucket_apart():
    assert [check_rate_limit("a", "x", 2, 3600) for _ in range(3)] == [True, True, False]
    assert check_rate_limit("a", "y", 2, 3600)
    assert check_rate_limit("b", "x", 2, 3600)
