"""What a handler raises when it cannot deliver an item."""

from datetime import timedelta


class PermanentError(Exception):
    """Trying again can never help: the item fails and waits for a person."""


class NotYetError(Exception):
    """The item's turn has not come: it goes back to the queue for ``wait``, and no attempt is counted."""

    def __init__(self, wait: timedelta, reason: str = "not yet"):
        super().__init__(reason)
        self.wait = wait
