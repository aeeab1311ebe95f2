"""The tables of cases: catalogue, profile sections, applications with their answers, and history."""

from .answers import ClarificationRead, ExplicitConsent, Paper, Papers, Work
from .application import Application, HistoryEntry, NumberSeries
from .catalogue import Category, CategoryDocument, CategoryVersion, DocumentKind, Sector
from .lookup import Lookup
from .proceedings import REPORTED, Allotment, MissionCopy, Objection, ObjectionDraft, RevisionItem
from .profile import Contact, Education, Passport, Personal
from .requests import ReissueRequest, TerminationRequest

__all__ = [
    "REPORTED",
    "Allotment",
    "Application",
    "Category",
    "CategoryDocument",
    "CategoryVersion",
    "ClarificationRead",
    "Contact",
    "DocumentKind",
    "Education",
    "ExplicitConsent",
    "HistoryEntry",
    "Lookup",
    "MissionCopy",
    "NumberSeries",
    "Objection",
    "ObjectionDraft",
    "Paper",
    "Papers",
    "Passport",
    "Personal",
    "ReissueRequest",
    "RevisionItem",
    "Sector",
    "TerminationRequest",
    "Work",
]
