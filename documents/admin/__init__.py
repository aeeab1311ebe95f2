"""The card office: cards from the queue to the holder's door, batches for the print room, PTT's numbers."""

from . import batches, cards, ranges

__all__ = ["batches", "cards", "ranges"]
