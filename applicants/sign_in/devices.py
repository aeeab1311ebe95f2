"""Browsers that an account has been signed in to before, and a browser's name in words.

A signed cookie holds keyed hashes of accounts: whoever reads it learns nobody's name, and nobody can make
one. It opens nothing; it only tells a familiar browser from a strange one.
"""

import re
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from emuafiyet.core.limits import keyed_hash

SALT = "known-device"
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


def is_known_device(request: HttpRequest, account: UUID) -> bool:
    """Whether this browser has been signed in to the account within a year."""
    return _account_mark(account) in _read_marks(request)


def remember_device(request: HttpRequest, response: HttpResponse, account: UUID) -> None:
    """Let the browser prove later that the account has been signed in to on it."""
    marks = [_account_mark(account), *(mark for mark in _read_marks(request) if mark != _account_mark(account))]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(marks[:MAX_ACCOUNTS], salt=SALT),
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _account_mark(account: UUID) -> str:
    return keyed_hash(f"device:{account}")


def _read_marks(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=ONE_YEAR)
    except signing.BadSignature:
        return []


def describe_device(request: HttpRequest) -> str:
    """ "Firefox, Android"; empty when the browser does not say what it is."""
    agent = request.headers.get("User-Agent", "")
    names = (next((name for pattern, name in table if re.search(pattern, agent)), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, names))
