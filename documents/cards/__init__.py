"""The physical card: its way from the queue to the holder's door."""

from .card_lifecycle import (
    FREE_RESENDS,
    MOVES,
    TRANSIT,
    Delivery,
    NoWay,
    correct_unsent,
    invalidate,
    live,
    may_be_resent,
    move,
    print_again,
    queue,
    readdress,
    replace,
    replace_lost,
)

__all__ = [
    "FREE_RESENDS",
    "MOVES",
    "TRANSIT",
    "Delivery",
    "NoWay",
    "correct_unsent",
    "invalidate",
    "live",
    "may_be_resent",
    "move",
    "print_again",
    "queue",
    "readdress",
    "replace",
    "replace_lost",
]
