"""Files of officers who may not work on them any longer go back to the queue."""

from django.db.models import QuerySet
from django.http import HttpRequest

from applicants.models import Officer
from applicants.staff import audit
from emuafiyet.core.nullable import require_value

from ..models import Application
from .assignment import AWAITING_DECISION, find_decidable_applications


def list_files_in_hand(officer: Officer) -> list[str]:
    """The numbers of the files that wait for this officer's decision."""
    return [require_value(number) for number in _find_files_in_hand(officer).values_list("number", flat=True)]


def return_files(officer: Officer, request: HttpRequest | None = None) -> int:
    """Put back what the officer has in hand and may not decide (any longer); how many files that were.

    Whoever closes the account or changes the roles stands in the audit log beside that act; each file has its own
    entry.
    """
    files = _find_files_in_hand(officer).select_for_update(of=("self",)).order_by("pk")
    keeps = set(find_decidable_applications(officer).values_list("pk", flat=True)) if officer.is_active else set()
    returned = [file for file in files if file.pk not in keeps]
    for file in returned:
        file.assigned_to, file.assigned_at = None, None
        file.save(update_fields=["assigned_to", "assigned_at"])
        audit.record_action(request, "assigned_application", "application", file.pk, detail=f"{officer.username} -")
    return len(returned)


def _find_files_in_hand(officer: Officer) -> QuerySet[Application]:
    return Application.objects.filter(assigned_to=officer, status__in=AWAITING_DECISION)
