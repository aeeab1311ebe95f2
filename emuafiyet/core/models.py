"""The tables of the ground: outside systems, what each kind of item last achieved, and signs of life."""

from .heartbeats.models import Heartbeat
from .outbox.records import DeliveryRecord
from .outside.models import BreakerState, OutsideSystem

__all__ = ["BreakerState", "DeliveryRecord", "Heartbeat", "OutsideSystem"]
