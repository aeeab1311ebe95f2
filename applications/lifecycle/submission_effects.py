"""Effects of saving, sending and correcting an application. What effects.py says of an effect holds here too."""

from uuid import UUID

from django.db import connection
from django.utils import timezone
from stdnum import luhn

from documents.models import PageImages
from documents.uploads.drafts import clear_places_under
from documents.uploads.upload_retention import mark_uploads_sent
from emuafiyet.core.text.name_comparison import search_key

from ..catalogue.versions import build_rules
from ..eligibility.deadlines import compute_last_moment, today
from ..eligibility.period import is_free
from ..models import Allotment, Application, RevisionItem
from ..wizard.revision import amend_snapshot, list_open_items
from ..wizard.snapshot import Snapshot, take_snapshot
from .actors import Actor
from .details import (
    PageAnswers,
    RevisionRound,
    Submission,
)


def save_page(case: Application, by: Actor, page: PageAnswers) -> None:
    """Write one page of a draft."""
    page.write(case)


def freeze_submission(case: Application, by: Actor, submission: Submission) -> None:
    """Number the application and freeze what is sent and the rules it is sent under."""
    identity = case.applicant.identity
    case.submitted_at = timezone.now()
    case.number = allocate_application_number(today().year)
    case.snapshot = take_snapshot(case)
    case.rules = build_rules(case.category)
    case.name_as_sent = identity.full_name
    case.name_key = search_key(identity.full_name, " ".join(reversed(identity.official_name)))
    case.nationality_as_sent = identity.nationality
    case.evaluation_due_at = compute_last_moment(case.submitted_at)
    _set_language(case, submission.language)
    _request_identity_number(case)
    retain_uploads(Snapshot(case).list_upload_ids())
    clear_places_under(case.applicant, f"application/{case.pk}/")


def _set_language(case: Application, language: str) -> None:
    """Mails come in the language in which the latest application was sent, unless another was chosen (A-32)."""
    person = case.applicant
    if language and not person.language_chosen:
        person.language = language
        person.save(update_fields=["language"])


def clear_page_drafts(case: Application, by: Actor, details: object = None) -> None:
    """Release the uploads of the unfinished pages of a draft that is deleted."""
    clear_places_under(case.applicant, f"application/{case.pk}/")


def retain_uploads(uploads: set[UUID]) -> None:
    """Keep uploads that were sent as long as the application, and have their pages drawn for the desk."""
    mark_uploads_sent(uploads)
    PageImages.enqueue_missing(uploads)


def _request_identity_number(case: Application) -> None:
    """Payments need an identity number: NVİ is asked as soon as it is clear that something will be payable (A-11)."""
    sent, identity = Snapshot(case), case.applicant.identity
    payable = not is_free(sent.starts_on, sent.ends_on, sent.card_planned)
    if payable and not identity.foreigner_id and not Allotment.objects.filter(identity=identity).exists():
        Allotment(identity=identity).enqueue()


def allocate_application_number(year: int) -> str:
    """Return the next number of the year: ``EM-YYYY-NNNNNN-C``, where C is a Luhn digit over year and sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applications_numberseries (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = applications_numberseries.last + 1 RETURNING last",
            [year],
        )
        (sequence,) = cursor.fetchone()
    return f"EM-{year}-{sequence:06d}-{luhn.calc_check_digit(f'{year}{sequence:06d}')}"


def open_revision_round(case: Application, by: Actor, revision: RevisionRound) -> None:
    """Open a new round of revision with its last day, and close what an earlier round left open."""
    _close_revision_round(case)
    case.resubmitted_at = None
    case.revision_due_at = compute_last_moment(timezone.now())
    RevisionItem.objects.bulk_create(
        RevisionItem(
            application=case,
            step=item.step,
            field=item.field,
            explanation=item.explanation.strip(),
            translation=item.translation.strip(),
        )
        for item in revision.items
    )


def apply_revision(case: Application, by: Actor, details: object = None) -> None:
    """Take the corrected answers into the snapshot. Nothing that the officer did not open changes (A-10)."""
    case.snapshot = amend_snapshot(case.snapshot, take_snapshot(case), list_open_items(case))
    _close_revision_round(case)
    _request_identity_number(case)
    restart_evaluation_term(case, by)
    case.resubmitted_at = timezone.now()
    retain_uploads(Snapshot(case).list_upload_ids())
    clear_places_under(case.applicant, f"revision/{case.pk}/")


def _close_revision_round(case: Application) -> None:
    RevisionItem.objects.filter(application=case, closed_at__isnull=True).update(closed_at=timezone.now())


def restart_evaluation_term(case: Application, by: Actor, details: object = None) -> None:
    """Count the evaluation term anew from now (domain 5.2)."""
    case.evaluation_due_at = compute_last_moment(timezone.now())
