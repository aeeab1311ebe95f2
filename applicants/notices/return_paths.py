"""Return paths of their own (VERP): a failed mail comes back to an address that says which mail it was, and no more.

``b-<token>@MAIL_RETURN_DOMAIN``. The token is the mailing's random key with a keyed hash over it, in letters and digits
that survive a mail server which changes case; nobody can make one for a mail that they did not get.
"""

import base64
import binascii
import hmac
import re
import uuid
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.utils.crypto import salted_hmac

from emuafiyet.core.outbox.models import OutboxItem

SALT = "applicants.notices.return_paths"
# One letter for each table whose rows are mailed.
TABLES = {
    "n": "applicants.notice",
    "c": "applicants.noticecopy",
    "o": "applicants.onetimecode",
    "m": "applicants.officermail",
}
KEY_LENGTH, HASH_LENGTH = 16, 10  # bytes
TOKEN = re.compile(r"\bb-([ncom])([a-z2-7]{42})@", re.IGNORECASE)


class Mailed(NamedTuple):
    """The mailing that a return path belongs to."""

    model: type[OutboxItem]
    key: uuid.UUID


def address_of(item: OutboxItem) -> str:
    """The envelope sender of this mailing, the same for every attempt; 46 characters before the @ (RFC 5321: 64)."""
    letter = next(letter for letter, label in TABLES.items() if label == item._meta.label_lower)
    key = item.pk.bytes
    token = base64.b32encode(key + _hash(letter, key, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"b-{letter}{token}@{settings.MAIL_RETURN_DOMAIN}"


def find_mailed(text: str) -> Mailed | None:
    """The mailing of the first return path in the text that we have signed; None when there is none."""
    for letter, token in TOKEN.findall(text):
        try:
            raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except binascii.Error:
            continue
        key, signature = raw[:KEY_LENGTH], raw[KEY_LENGTH:]
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if any(hmac.compare_digest(signature, _hash(letter.lower(), key, secret)) for secret in keys):
            return Mailed(apps.get_model(TABLES[letter.lower()]), uuid.UUID(bytes=key))
    return None


def _hash(letter: str, key: bytes, secret: str) -> bytes:
    return salted_hmac(SALT, letter.encode() + key, secret=secret, algorithm="sha256").digest()[:HASH_LENGTH]
