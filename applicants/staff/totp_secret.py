"""The authenticator's secret from its seed and the portal's key, and the demo's officers. Knows no database."""

import hashlib
import hmac
from base64 import b32encode

# The demo's officers, all with one password that the demo itself shows; the last one sets up the app first.
DEMO_PASSWORD = "Muafiyet-2026-demo"  # noqa: S105 (shown on the screen of the demo on purpose)
DEMO_ENROLLED = ("uzman1", "uzman2", "kidemli", "odeme", "kart", "katalog", "denetci", "yonetici", "yonetici2")
DEMO_NEW = "yeni"


def derive_totp_secret(seed: str, key: str) -> str:
    """160 bits in base32 (RFC 4226, 4: the recommended length)."""
    return b32encode(hmac.digest(key.encode(), f"authenticator:{seed}".encode(), hashlib.sha256)[:20]).decode()


def demo_seed(username: str) -> str:
    """Known beforehand, so that the demo can play the officers' telephones; worth nothing without the demo's key."""
    return hashlib.sha256(f"demo officer {username}".encode()).hexdigest()[:32]
