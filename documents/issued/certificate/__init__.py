"""The certificate: frozen facts, their number and code, the page and its PDF."""

from documents.pdf.fonts import find_unprintable

from .certificate_facts import CertificateFacts, UnprintableError, country_names, find_unprintable_facts
from .issue_certificate import differs, enqueue_certificate, live, reinstate, revoke_certificate

__all__ = [
    "CertificateFacts",
    "UnprintableError",
    "country_names",
    "differs",
    "enqueue_certificate",
    "find_unprintable",
    "find_unprintable_facts",
    "live",
    "reinstate",
    "revoke_certificate",
]
