"""What papers say to whoever owns a case, always inside the transaction that made it true.

``card_moved`` (card): the card is in another state of its way; its holder may have to hear of it (notice N21).
``card_lost`` (card): this card takes the place of one that was lost in the post.
"""

from django.dispatch import Signal

card_moved = Signal()
card_lost = Signal()
