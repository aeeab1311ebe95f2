"""The tables of cases: catalogue, profile sections, applications with their answers, and history."""

from .answers import ClarificationRead, ExplicitConsent, Paper, Papers, Work
from .application import Application, HistoryEntry, NumberSeries
from .catalogue import Category, CategoryDocument, CategoryVersion, DocumentKind, Sector
from .examination import OfficerNote, Verdict
from .lookup import Lookup
from .proceedings import REPORTED_STATUSES, Allotment, MissionCopy, Objection, ObjectionDraft, RevisionItem
from .profile import Contact, Education, Passport, Personal
from .reason import ReasonTemplate
from .requests import ReissueRequest, TerminationRequest
from .saved_filter import SavedFilter
from .schedule import ClockJob, Holiday, SuspendedDeadline

__all__ = [
    "REPORTED_STATUSES",
    "Allotment",
    "Application",
    "Category",
    "CategoryDocument",
    "CategoryVersion",
    "ClarificationRead",
    "ClockJob",
    "Contact",
    "DocumentKind",
    "Education",
    "ExplicitConsent",
    "HistoryEntry",
    "Holiday",
    "Lookup",
    "MissionCopy",
    "NumberSeries",
    "Objection",
    "ObjectionDraft",
    "OfficerNote",
    "Paper",
    "Papers",
    "Passport",
    "Personal",
    "ReasonTemplate",
    "ReissueRequest",
    "RevisionItem",
    "SavedFilter",
    "Sector",
    "SuspendedDeadline",
    "TerminationRequest",
    "Verdict",
    "Work",
]
