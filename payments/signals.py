"""What payments says to whoever owns a case, always inside the transaction that made it true.

``order_locking`` (case_reference): sent before an order is locked for a collection, so that the case's owner locks
its own row first; the order of locks is the same everywhere: case, order, leg, line.
``order_settled`` (order): every leg is paid.
``leg_mismatched`` (order, leg, line): money came for an unpaid leg that is not what was asked (notice N7).
A receiver that raises undoes the whole judgement of the line; it stays ``waiting`` and is judged again.
"""

from django.dispatch import Signal

order_locking = Signal()
order_settled = Signal()
leg_mismatched = Signal()
