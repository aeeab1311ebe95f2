"""The tables of papers: files handed in, certificates and cards handed out, and the way of the cards."""

from .audit_seal import AuditSeal
from .card import Card
from .certificate import Certificate
from .check_count import CheckCount, CheckOutcome
from .draft_file import DraftFile
from .letter import Letter
from .page_images import PageImages
from .printing import BatchCard, PrintBatch
from .seal import SealCertificate
from .shipment import Movement, RangeExhaustedError, Shipment, TrackingRange, Withdrawal
from .upload import Upload, UploadState

__all__ = [
    "AuditSeal",
    "BatchCard",
    "Card",
    "Certificate",
    "CheckCount",
    "CheckOutcome",
    "DraftFile",
    "Letter",
    "Movement",
    "PageImages",
    "PrintBatch",
    "RangeExhaustedError",
    "SealCertificate",
    "Shipment",
    "TrackingRange",
    "Upload",
    "UploadState",
    "Withdrawal",
]
