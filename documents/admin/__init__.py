"""The card office: cards from the queue to the holder's door, batches for the print room, PTT's numbers, papers."""

from . import batches_admin, cards_admin, issued_documents, ranges

__all__ = ["batches_admin", "cards_admin", "issued_documents", "ranges"]
