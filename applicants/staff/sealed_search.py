"""Words that officers search for stay out of addresses: logs and histories of them hold no identity number.

A search is posted and answered by a redirect to an address that carries the words encrypted, so that paging, filters
and bookmarks work as ever.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MARK = "~"


def seal_words(words: str) -> str:
    return MARK + _build_cipher(settings.SECRET_KEY).encrypt(words.encode()).decode()


def open_words(query: str) -> str:
    """What was sealed; words that were not are returned as they are, and a broken seal as nothing."""
    if not query.startswith(MARK):
        return query
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _build_cipher(key).decrypt(query.removeprefix(MARK).encode()).decode()
        except InvalidToken:
            continue
    return ""


def _build_cipher(key: str) -> Fernet:
    digest = hashlib.sha256(f"desk search:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
