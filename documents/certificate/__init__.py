"""The certificate: frozen facts, their number and code, the page and its PDF."""

from ..press.fonts import unprintable
from .facts import CertificateFacts, Unprintable, unprintable_facts
from .issue import issue, revoke

__all__ = ["CertificateFacts", "Unprintable", "issue", "revoke", "unprintable", "unprintable_facts"]
