"""How the outbox items about people are delivered: codes, notices, questions to authorities, copies of one's data."""

from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.handlers import failure_handler, handler

from .gateways.mfa import mark_reference_used
from .models import (
    AddressLock,
    Applicant,
    Arrival,
    DataExport,
    EdevletVisit,
    Notice,
    NoticeCopy,
    OfficerMail,
    OneTimeCode,
    RecordReading,
    ReferenceUse,
)
from .notices.inbox import write_notice
from .notices.mail import send_code, send_copy, send_notice
from .notices.notice_delivery import note_failure, notify_handed_over
from .privacy.export import build_export
from .sign_in.authority_records import ask_authority
from .sign_in.edevlet_visits import mark_visit_unreachable, settle_visit
from .sign_in.identity_checks import store_registry_record
from .staff.officer_mail import send_officer_mail

handler(EdevletVisit)(settle_visit)
failure_handler(EdevletVisit)(mark_visit_unreachable)
handler(OneTimeCode)(send_code)
handler(OfficerMail)(send_officer_mail)
failure_handler(Notice)(note_failure)
failure_handler(NoticeCopy)(note_failure)


@handler(Arrival)
def check_arrival(arrival: Arrival) -> None:
    """Ask the authority about somebody's claim; the first answer counts."""
    outcome, answer, beside = ask_authority(arrival)
    waiting = Arrival.objects.filter(pk=arrival.pk, outcome=Arrival.Outcome.PENDING)
    waiting.update(outcome=outcome, answer=answer, beside=beside)


@handler(RecordReading)
def read_record(reading: RecordReading) -> None:
    """Store what NVİ holds of the person."""
    store_registry_record(reading.identity)


@handler(ReferenceUse)
def report_reference_use(use: ReferenceUse) -> None:
    """Tell the mission that its reference has opened an account."""
    reference = require_value(use.identity.consular_reference)
    mark_reference_used(reference, use.identity.passport_number, str(use.pk))


@handler(AddressLock)
def tell_of_lock(lock: AddressLock) -> None:
    """Write to the owner of a locked address, if there is one."""
    if owner := Applicant.objects.filter(email=lock.email).first():
        write_notice("email_locked", applicant=owner, dedupe_key=f"email-locked:{lock.pk}", context={})


@handler(Notice)
def mail_notice(notice: Notice) -> None:
    """Send the mail of a notice to the person."""
    send_notice(notice)
    notify_handed_over(notice)


@handler(NoticeCopy)
def mail_copy(copy: NoticeCopy) -> None:
    """Send the mail of a notice to its second address."""
    send_copy(copy)
    notify_handed_over(copy.notice)


@handler(DataExport)
def make_export(export: DataExport) -> None:
    """Make the copy of one's data. Made twice it is the same copy; only the first one stored counts."""
    if not export.file:
        build_export(export)
