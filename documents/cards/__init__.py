"""The physical card: its way from the queue to the holder's door."""

from .card_lifecycle import (
    FREE_RESENDS,
    STATES_WITH_PTT,
    TRANSITIONS,
    DeliveryAddress,
    InvalidCardTransitionError,
    correct_unsent_card,
    find_live_card,
    invalidate_card,
    may_be_resent,
    move_card,
    print_again,
    queue_card,
    readdress_card,
    replace_card,
    replace_lost_card,
)

__all__ = [
    "FREE_RESENDS",
    "STATES_WITH_PTT",
    "TRANSITIONS",
    "DeliveryAddress",
    "InvalidCardTransitionError",
    "correct_unsent_card",
    "find_live_card",
    "invalidate_card",
    "may_be_resent",
    "move_card",
    "print_again",
    "queue_card",
    "readdress_card",
    "replace_card",
    "replace_lost_card",
]
