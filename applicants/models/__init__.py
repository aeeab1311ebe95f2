"""The tables of people: accounts, doors, one-time codes and notices."""

from .account import Applicant, Door, EntryRecord, Identity, Officer, RegistryRecord, Session
from .email_change import EmailChange
from .kept_post import KeptPost
from .notice import Notice
from .privacy import DataExport, DisposalEntry, RightsRequest
from .sign_in import AddressLock, Arrival, EdevletVisit, OneTimeCode, RecordReading, ReferenceUse

__all__ = [
    "AddressLock",
    "Applicant",
    "Arrival",
    "DataExport",
    "DisposalEntry",
    "Door",
    "EdevletVisit",
    "EmailChange",
    "EntryRecord",
    "Identity",
    "KeptPost",
    "Notice",
    "Officer",
    "OneTimeCode",
    "RecordReading",
    "ReferenceUse",
    "RegistryRecord",
    "RightsRequest",
    "Session",
]
