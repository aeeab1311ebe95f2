"""The tables of money: what is owed by law, what somebody was asked for, and what was really collected."""

from .collection import CollectionLine, Feed, Outcome, Reason
from .order import Leg, LegState, OrderState, PaymentOrder, ReceivableCall
from .tariff import FeeKind, Tariff, TaxCode

__all__ = [
    "CollectionLine",
    "FeeKind",
    "Feed",
    "Leg",
    "LegState",
    "OrderState",
    "Outcome",
    "PaymentOrder",
    "Reason",
    "ReceivableCall",
    "Tariff",
    "TaxCode",
]
