"""The tables of money: what is owed by law, what somebody was asked for, and what was really collected."""

from .collection import IDLE_OUTCOMES, Attention, CollectionLine, Feed, LineOutcome, LineReason, RefundState
from .collections_file import CollectionsFile
from .handling_record import HandlingStep, LineDeed
from .order import Leg, LegState, OrderState, PaymentOrder, ReceivableCall
from .tariff import FeeKind, Tariff, TaxCode

__all__ = [
    "IDLE_OUTCOMES",
    "Attention",
    "CollectionLine",
    "CollectionsFile",
    "FeeKind",
    "Feed",
    "HandlingStep",
    "Leg",
    "LegState",
    "LineDeed",
    "LineOutcome",
    "LineReason",
    "OrderState",
    "PaymentOrder",
    "ReceivableCall",
    "RefundState",
    "Tariff",
    "TaxCode",
]
