"""The tables of people: accounts, sign-ins, one-time codes and notices."""

from .account import Applicant, EntryRecord, Identity, RecordedPerson, RegistryRecord, Session, SignInMethod
from .audit_entry import AuditEntry
from .email_change import EmailChange
from .notice import Mailing, Notice, NoticeCopy
from .page_draft import PageDraft
from .privacy import DataExport, DisposalEntry, RightsRequest
from .sign_in import AddressLock, Arrival, EdevletVisit, OneTimeCode, RecordReading, ReferenceUse
from .staff import Officer, RecoveryCode, StaffAttempt
from .staff_change import OfficerMail, PasswordLink, RoleArea, StaffApproval

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
    "OfficerMail",
    "OneTimeCode",
    "PageDraft",
    "PasswordLink",
    "RecordReading",
    "RecordedPerson",
    "RecoveryCode",
    "ReferenceUse",
    "RegistryRecord",
    "RightsRequest",
    "RoleArea",
    "Session",
    "SignInMethod",
    "StaffApproval",
    "StaffAttempt",
]
