"""The schedule of forgetting (domain 1.8): what is kept no longer is destroyed, with a log of how many (art. 7).

Safe to run twice, late or beside itself: a rule finds only what is over, and counts what it destroyed itself.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Applicant, DataExport, DisposalEntry, EmailChange
from . import export, rights
from .sign_in_retention import delete_expired_sign_in_rows

logger = logging.getLogger(__name__)

YEAR = timedelta(days=365)
IDLE_RULE = "1 year after the last sign-in, without any application"


def _delete_leftovers() -> dict[str, int]:
    now = timezone.now()
    return {
        "email_changes": EmailChange.objects.filter(asked_at__lt=now - YEAR).delete()[0],
        "exports": export.delete_exports(list(DataExport.objects.filter(ready_until__lt=now))),
    }


def _erase_idle_accounts() -> dict[str, int]:
    """Each is logged in the transaction that erases it."""
    past = timezone.now() - YEAR
    idle = Applicant.objects.filter(Q(last_sign_in_at__lt=past) | Q(last_sign_in_at__isnull=True, created_at__lt=past))
    erased = 0
    for applicant in idle:
        try:
            rights.erase_account(applicant, IDLE_RULE)
        except rights.ErasureBlockedError:
            continue
        erased += 1
    return {"accounts": erased}


RETENTION_RULES = (delete_expired_sign_in_rows, _delete_leftovers, _erase_idle_accounts)
# How long each may be kept; what is not named here is of the moment, or is logged where it happens.
RETENTION_PERIODS = {
    "codes": "1 year",
    "arrivals": "emptied after 7 days",
    "emptied_arrivals": "1 year",
    "locks": "1 year",
    "email_changes": "1 year",
    "exports": "24 hours",
}


def apply_retention_rules(dry_run: bool = False) -> dict[str, int]:
    """Apply every rule; how many rows of each kind went. With ``dry_run`` all of it is taken back.

    One rule's trouble stops no other.
    """
    counts: dict[str, int] = {}
    for rule in RETENTION_RULES:
        try:
            with transaction.atomic():
                done = rule()
                DisposalEntry.objects.bulk_create(
                    DisposalEntry(what=what, rule=RETENTION_PERIODS[what], count=count)
                    for what, count in done.items()
                    if count and what in RETENTION_PERIODS
                )
                transaction.set_rollback(dry_run)
            counts |= done
        except Exception as error:  # noqa: BLE001 (told by its class: its text may quote a row)
            logger.error("retention failed in %s: %s", rule.__name__, type(error).__name__)
    return counts
