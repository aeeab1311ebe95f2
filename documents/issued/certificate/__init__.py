"""The certificate: frozen facts, their number and code, the page and its PDF."""

from documents.pdf.fonts import unprintable

from .certificate_facts import CertificateFacts, Unprintable, country_names, unprintable_facts
from .issue_certificate import differs, issue, live, reinstate, revoke

__all__ = [
    "CertificateFacts",
    "Unprintable",
    "country_names",
    "differs",
    "issue",
    "live",
    "reinstate",
    "revoke",
    "unprintable",
    "unprintable_facts",
]
