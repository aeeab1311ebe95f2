"""Every address of the portal."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, here)
        elif isinstance(each, URLPattern):
            yield here


ALL = set(routes(get_resolver().url_patterns))


OURS = {route for route in ALL if not route.startswith("admin/")}
# What stands for the parts of an address that vary.
PARTS = {
    "<slug:sector>": "sports",
    "<slug:category>": "sports-activity",
    "<slug:section>": "kisisel",
    "<slug:step>": "isyeri",
    "<slug:place>": "start",
    "<int:number>": "1",
    "<str:code>": "ABCD-EFGH-JK1M-NPQR",
}
