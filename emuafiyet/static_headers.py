"""Headers of static files, which leave before the middleware that gives pages theirs."""

from collections.abc import MutableMapping

# A picture that is opened by itself draws itself and does nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def add_static_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """No file is a page to act on, and none is a part of another site's page."""
    headers["Content-Security-Policy"] = POLICY
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
