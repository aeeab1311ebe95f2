"""Browsers that an account has been signed in to before, and a browser's name in words.

A signed cookie holds keyed hashes of accounts and a random name of the browser: whoever reads it learns nobody's name,
and nobody can make one. It opens nothing; it only tells a familiar browser from a strange one.
"""

import re
import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from emuafiyet.core.limits import keyed_hash

SALT = "known-device"
SALT_WITH_NAME = "known-device-with-name"
ONE_YEAR = 365 * 24 * 60 * 60
MAX_ACCOUNTS = 10  # of one browser; a family's computer, not a library's

# The first that fits: Edge and Samsung call themselves Chrome as well, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def is_known_device(request: HttpRequest, account: UUID | str) -> bool:
    """Whether this browser has been signed in to the account within a year."""
    return _account_mark(account) in _read_cookie(request)[1]


def find_device(request: HttpRequest, account: UUID | str) -> str:
    """A keyed hash that names this browser among those of the account; "" when it is none of them."""
    name, marks = _read_cookie(request)
    return keyed_hash(f"{name}:{account}") if _account_mark(account) in marks else ""


def remember_device(request: HttpRequest, response: HttpResponse, account: UUID | str) -> None:
    """Let the browser prove later that the account has been signed in to on it."""
    name, known = _read_cookie(request)
    marks = [_account_mark(account), *(mark for mark in known if mark != _account_mark(account))]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([name or secrets.token_hex(8), *marks[:MAX_ACCOUNTS]], salt=SALT_WITH_NAME),
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _account_mark(account: UUID | str) -> str:
    return keyed_hash(f"device:{account}")


def _read_cookie(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's name and the accounts that it knows; cookies of earlier versions have no name."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    for salt in (SALT_WITH_NAME, SALT):
        try:
            kept = signing.loads(cookie, salt=salt, max_age=ONE_YEAR)
        except signing.BadSignature:
            continue
        return (kept[0], kept[1:]) if salt == SALT_WITH_NAME else ("", kept)
    return "", []


def describe_device(request: HttpRequest) -> str:
    """ "Firefox, Android"; empty when the browser does not say what it is."""
    agent = request.headers.get("User-Agent", "")
    names = (next((name for pattern, name in table if re.search(pattern, agent)), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, names))
