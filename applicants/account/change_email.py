"""Changing the registered e-mail: a code to the old address, then one to the new, and only then the change (R26)."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from ..models import Applicant, EmailChange, OneTimeCode
from ..notices import inbox
from ..portal_request import ApplicantRequest
from ..sign_in import one_time_codes
from ..sign_in.sessions import CONFIRMATION_KEY

CHANGE_LIFETIME = timedelta(minutes=30)
OPEN_CHANGE = {"changed_at__isnull": True, "cancelled_at__isnull": True}


class AddressTakenError(Exception):
    """Somebody else has registered the address since its code was sent."""


def start_email_change(request: ApplicantRequest, new_email: str) -> EmailChange:
    """Ask for the first code. A change begun earlier, here or elsewhere, gives way. As ``request_code`` it may
    refuse."""
    with transaction.atomic():
        applicant = Applicant.objects.select_for_update().get(pk=request.applicant.pk)
        applicant.email_changes.filter(**OPEN_CHANGE).update(cancelled_at=timezone.now())
        change = EmailChange.objects.create(applicant=applicant, old_email=applicant.email, new_email=new_email)
        request_step_code(request, change)
    return change


def request_step_code(request: HttpRequest, change: EmailChange) -> None:
    """The code of the step that the change has reached. Raises ``CodeTooSoonError`` or ``TooManyCodesError``.

    An address that another account has gets a mail that says so, and no code: the page shows the same.
    """
    old_is_proven = change.old_proven_at is not None
    one_time_codes.request_code(
        request,
        change.new_email if old_is_proven else change.old_email,
        purpose=OneTimeCode.Purpose.EMAIL_NEW if old_is_proven else OneTimeCode.Purpose.EMAIL_OLD,
        email_change=change,
        slot=CONFIRMATION_KEY,
    )


def find_open_change(request: ApplicantRequest) -> EmailChange | None:
    """The change that this browser is in the middle of."""
    code = one_time_codes.find_last_code(request, CONFIRMATION_KEY)
    change = code.email_change if code else None
    if change is None or change.applicant_id != request.applicant.pk or change.old_email != request.applicant.email:
        return None
    is_open = change.changed_at is None and change.cancelled_at is None
    return change if is_open and timezone.now() - change.asked_at < CHANGE_LIFETIME else None


def mark_old_address_proven(change: EmailChange) -> None:
    EmailChange.objects.filter(pk=change.pk, old_proven_at__isnull=True, **OPEN_CHANGE).update(
        old_proven_at=timezone.now()
    )
    change.refresh_from_db()


def complete_email_change(request: ApplicantRequest, change: EmailChange) -> None:
    """Both ends are proven: change the address, end every other session, and write to both (N22). Raises
    ``AddressTakenError``."""
    now = timezone.now()
    try:
        with transaction.atomic():
            applicant = Applicant.objects.select_for_update().get(pk=change.applicant_id)
            rows = EmailChange.objects.filter(pk=change.pk, old_proven_at__isnull=False, **OPEN_CHANGE)
            if not rows.update(changed_at=now):
                return  # the other tab was faster
            applicant.email, applicant.email_failed_at = change.new_email, None
            applicant.save(update_fields=["email", "email_failed_at"])
            applicant.sessions.exclude(pk=request.session.row_key).delete()
            for kind, address in (("email_changed_old", change.old_email), ("email_changed", change.new_email)):
                inbox.write_notice(
                    kind, applicant=applicant, dedupe_key=f"{kind}:{change.pk}", context={"at": now}, to=address
                )
    except IntegrityError:
        cancel_email_change(change)
        raise AddressTakenError from None
    request.session.cycle_key()


def cancel_email_change(change: EmailChange) -> None:
    EmailChange.objects.filter(pk=change.pk, **OPEN_CHANGE).update(cancelled_at=timezone.now())
