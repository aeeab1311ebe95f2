"""The card office: cards from the queue to the holder, print batches, PTT's numbers; and all issued documents."""

from . import batches_admin, cards_admin, issued_documents, ranges

__all__ = ["batches_admin", "cards_admin", "issued_documents", "ranges"]
