"""The card office: cards from the queue to the holder's door, batches for the print room, PTT's numbers, papers."""

from . import batches, cards, issued_documents, ranges

__all__ = ["batches", "cards", "issued_documents", "ranges"]
