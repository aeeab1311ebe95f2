"""The tables of papers: files handed in, certificates and cards handed out, and the way of the cards."""

from .card import Card
from .certificate import Certificate
from .letter import Letter
from .page_images import PageImages
from .printing import BatchCard, PrintBatch
from .seal import SealCertificate
from .shipment import Movement, RangeUsedUp, Shipment, TrackingRange, Withdrawal
from .upload import Upload

__all__ = [
    "BatchCard",
    "Card",
    "Certificate",
    "Letter",
    "Movement",
    "PageImages",
    "PrintBatch",
    "RangeUsedUp",
    "SealCertificate",
    "Shipment",
    "TrackingRange",
    "Upload",
    "Withdrawal",
]
