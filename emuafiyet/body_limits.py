"""How large a request may be, by where it goes: what is larger is refused before a byte of it is kept.

nginx holds the same limits before the portal (emuafiyet/proxy/portal.conf.template); a test compares the two.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MB = 1024 * 1024
# The first prefix that fits. Pages of the wizard bear several documents at once when a browser runs no scripts; each
# file's own limit (documents/upload_rules/rules.py) is told at its field.
LIMITS = (
    ("/verify/dosya", 6 * MB),
    ("/verify/foto", 25 * MB),
    ("/admin/", 30 * MB),
    ("/belgeler/", 260 * MB),
    ("/basvuru/", 520 * MB),
    ("/profil/", 520 * MB),
    ("/yeni-kart/", 520 * MB),
)
# Words only. Django itself reads no more than DATA_UPLOAD_MAX_MEMORY_SIZE of them.
LIMIT_ELSEWHERE = 2 * MB


def find_limit(path: str) -> int:
    """The most bytes that a request to this path may have."""
    return next((limit for prefix, limit in LIMITS if path.startswith(prefix)), LIMIT_ELSEWHERE)


class BodyLimitMiddleware:
    """Answer 413 in the reader's language, before anything reads the body.

    The proxy sends on what it has refused itself without the body, for the same answer.
    A browser that has no session sends no files but to /verify, whatever the address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        limit = find_limit(request.path_info)
        if not request.path_info.startswith("/verify/") and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            limit = LIMIT_ELSEWHERE
        if length > limit or "X-Body-Refused" in request.headers:
            return render(request, "413.html", {"most": limit // MB}, status=413)
        return self.get_response(request)
