"""The tables of people: accounts, doors, one-time codes and notices."""

from .account import Applicant, EntryRecord, Identity, RecordedPerson, RegistryRecord, Session, SignInMethod
from .audit import AuditEntry
from .email_change import EmailChange
from .notice import Mailing, Notice, NoticeCopy
from .page_draft import PageDraft
from .privacy import DataExport, DisposalEntry, RightsRequest
from .sign_in import AddressLock, Arrival, EdevletVisit, OneTimeCode, RecordReading, ReferenceUse
from .staff import Officer, RecoveryCode, StaffAttempt

__all__ = [
    "AddressLock",
    "Applicant",
    "Arrival",
    "AuditEntry",
    "DataExport",
    "DisposalEntry",
    "EdevletVisit",
    "EmailChange",
    "EntryRecord",
    "Identity",
    "Mailing",
    "Notice",
    "NoticeCopy",
    "Officer",
    "OneTimeCode",
    "PageDraft",
    "RecordReading",
    "RecordedPerson",
    "RecoveryCode",
    "ReferenceUse",
    "RegistryRecord",
    "RightsRequest",
    "Session",
    "SignInMethod",
    "StaffAttempt",
]
