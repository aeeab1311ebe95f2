"""The language in which a visitor reads, when they have not chosen one."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

INTERNATIONAL = "en"


class ReaderLanguageMiddleware(LocaleMiddleware):
    """Django's choice, except that a browser which names only languages that we lack gets English, not Turkish."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if not _has_chosen(request) and _wants_only_unsupported(request):
            translation.activate(INTERNATIONAL)
            request.LANGUAGE_CODE = INTERNATIONAL


def _has_chosen(request: HttpRequest) -> bool:
    return _is_supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def _wants_only_unsupported(request: HttpRequest) -> bool:
    """Whether languages are named, and all of them are strange to us; a program that names none reads Turkish."""
    header = request.headers.get("Accept-Language", "")
    named = [code for code, _weight in parse_accept_lang_header(header) if code != "*"]
    return bool(named) and not any(map(_is_supported, named))


def _is_supported(code: str) -> bool:
    try:
        return bool(get_supported_language_variant(code))
    except LookupError:
        return False
