"""THE TABLE of notices about a file (domain 5.7): each kind and the function that gives what its text needs.

The text of a kind stands in ``templates/mail/<kind>.txt``. Every notice goes to the applicant's registered address and,
where the application names one, in copy to the second address. The tables of transitions name the kinds that they send.
"""

from collections.abc import Callable
from typing import Any

from documents.models.card import CardState

from ..models.status import Status
from . import contexts as c

# Takes the row as saved and what its transition was told.
ContextBuilder = Callable[[Any, Any], c.Context]

NOTICE_CONTEXTS: dict[str, ContextBuilder] = {
    "draft_purge": c.describe_purge,
    "received": c.describe_application,
    "revision_requested": c.describe_revision,
    "revision_reminder": c.describe_open_revision,
    "revision_received": c.describe_application,
    "found_appropriate": c.describe_payment,
    "payment_reminder": c.describe_payment,
    "payment_mismatch": c.describe_mismatch,
    "new_tariff": c.describe_payment,
    "lapsed": c.describe_application,
    "approved": c.describe_application,
    "rejected": c.describe_application,
    "objection_received": c.describe_application,
    "objection_accepted": c.describe_accepted_objection,
    "objection_dismissed": c.describe_application,
    "withdrawn": c.describe_application,
    "ending_soon": c.describe_application,
    "expired": c.describe_application,
    "terminated": c.describe_application,
    "cancelled": c.describe_application,
    "reinstated": c.describe_reinstatement,
    "termination_received": c.describe_request,
    "termination_refused": c.describe_request,
    "reissue_received": c.describe_request,
    "reissue_payment": c.describe_payment,
    "reissue_lapsed": c.describe_request,
    "reissue_withdrawn": c.describe_request,
    "reissue_closed": c.describe_request,
    "reissue_fault_confirmed": c.describe_request,
    "reissue_fault_denied": c.describe_payment,
    "reissue_approved": c.describe_request,
    "card_shipped": c.describe_card,
    "card_failed": c.describe_card,
    "card_held": c.describe_card,
    "card_returned": c.describe_card,
    "card_delivered": c.describe_card,
    "card_lost": c.describe_card,
}

# Reminders: the state that they are sent in, and the column of the occasion, for which each is written once.
REMINDERS = {
    "revision_reminder": (Status.REVISION_REQUESTED, "version"),
    "payment_reminder": (Status.AWAITING_PAYMENT, "number"),
    "ending_soon": (Status.APPROVED, "granted_to"),
}

# What the holder hears of their card's way (N21).
CARD_NOTICE_KINDS = {
    CardState.HANDED_OVER: "card_shipped",
    CardState.FAILED_ATTEMPT: "card_failed",
    CardState.HELD_AT_OFFICE: "card_held",
    CardState.RETURNED: "card_returned",
    CardState.DELIVERED: "card_delivered",
}
