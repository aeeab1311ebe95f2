"""The tables of money: what is owed by law, what somebody was asked for, and what was really collected."""

from .collection import IDLE, Attention, CollectionLine, Feed, Outcome, Reason, Refund
from .desk import CollectionsFile, Deed, LineDeed
from .order import Leg, LegState, OrderState, PaymentOrder, ReceivableCall
from .tariff import FeeKind, Tariff, TaxCode

__all__ = [
    "IDLE",
    "Attention",
    "CollectionLine",
    "CollectionsFile",
    "Deed",
    "FeeKind",
    "Feed",
    "Leg",
    "LegState",
    "LineDeed",
    "OrderState",
    "Outcome",
    "PaymentOrder",
    "Reason",
    "ReceivableCall",
    "Refund",
    "Tariff",
    "TaxCode",
]
