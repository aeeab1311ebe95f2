"""The tables of people: accounts, doors, one-time codes and notices."""

from .account import Applicant, Door, EntryRecord, Identity, Officer, RegistryRecord, Session
from .kept_post import KeptPost
from .notice import Notice
from .sign_in import Arrival, OneTimeCode, ReferenceUse

__all__ = [
    "Applicant",
    "Arrival",
    "Door",
    "EntryRecord",
    "Identity",
    "KeptPost",
    "Notice",
    "Officer",
    "OneTimeCode",
    "ReferenceUse",
    "RegistryRecord",
    "Session",
]
