"""Rights over one's data (Law 6698 art. 7, 11, 13): requests and their answers, erasure and what stands in its way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import Applicant, DisposalEntry, Officer, RightsRequest
from ..notices import inbox
from . import personal_data, sign_in_retention


@dataclass(frozen=True)
class ErasureHold:
    """Something that the law has us keep: what, why, and its last day if that is known already."""

    what: str
    why: Any
    until: date | None


# Apps that know of something to be kept say so here when they start.
erasure_hold_finders: list[Callable[[Applicant], list[ErasureHold]]] = []


class ErasureBlockedError(Exception):
    """The account cannot be erased yet; ``find_erasure_holds`` says why."""


def find_erasure_holds(applicant: Applicant) -> list[ErasureHold]:
    return [hold for holder in erasure_hold_finders for hold in holder(applicant)]


def create_rights_request(applicant: Applicant, right: str, text: str) -> RightsRequest:
    """Take a request and confirm it; the same one still open is the answer to a second press."""
    try:
        with transaction.atomic():
            made = RightsRequest.objects.create(applicant=applicant, right=right, text=text)
            context = {"right": RightsRequest.Right(made.right).label, "due_on": made.due_on}
            inbox.write_notice("rights_received", applicant=applicant, dedupe_key=f"rights:{made.pk}", context=context)
            return made
    except IntegrityError:
        return RightsRequest.objects.get(applicant=applicant, right=right, answered_at__isnull=True)


def answer_rights_request(made: RightsRequest, officer: Officer, text: str) -> bool:
    """Answer once, by mail and in the inbox; False when another officer was faster."""
    with transaction.atomic():
        rows = RightsRequest.objects.filter(pk=made.pk, answered_at__isnull=True)
        if not rows.update(answer=text, answered_at=timezone.now(), answered_by=officer):
            return False
        context = {"right": RightsRequest.Right(made.right).label, "answer": text}
        inbox.write_notice(
            "rights_answered", applicant=made.applicant, dedupe_key=f"rights-answered:{made.pk}", context=context
        )
    return True


def erase_account(applicant: Applicant, rule: str) -> None:
    """Delete the account with everything that hangs on it, files too. Raises ``ErasureBlockedError``; nothing is
    half done.

    The log says that an account went, and never whose.
    """
    with transaction.atomic():
        applicant = Applicant.objects.select_for_update().get(pk=applicant.pk)
        if find_erasure_holds(applicant):
            raise ErasureBlockedError
        rows = personal_data.collect_personal_data(applicant)
        stored = [name for _, name in personal_data.list_files(rows, include_not_exported=True)] + [
            each.file for each in applicant.exports.all()
        ]
        personal_data.erase_rows(rows)
        sign_in_retention.erase_sign_in_traces(applicant.email)
        DisposalEntry.objects.create(what="account", rule=rule, count=1)
        transaction.on_commit(lambda: _delete_files(stored), robust=True)


def _delete_files(stored: list[str]) -> None:
    for name in filter(None, stored):
        default_storage.delete(name)
