"""Issuing: frozen facts, one live paper per case, a PDF made once, a notice that waits for it, a private download."""

import uuid
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from applicants.models import Notice
from applicants.sign_in.sessions import APPLICANT_KEY
from documents import storage
from documents.issued.certificate import UnprintableError, enqueue_certificate, revoke_certificate
from documents.models import Certificate
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from emuafiyet.core.outbox.models import OutboxState

from .papers import facts_for, holder, issued, made, photo_of

pytestmark = pytest.mark.django_db


def held_notice(owner) -> Notice:
    return Notice.objects.create(
        applicant=owner,
        kind="approved",
        dedupe_key=uuid.uuid4().hex,
        language="tr",
        recipient=owner.email,
        title="Onaylandı",
        text="…",
        html="…",
        promise_state=OutboxState.ON_HOLD,
    )


@pytest.mark.requirement("R75", "R76")
def test_issuing_promises_a_pdf_and_holds_the_notice_until_it_is_there(django_capture_on_commit_callbacks):
    owner = holder()
    notice = held_notice(owner)
    certificate = issued(owner, notice=notice)
    assert certificate.promise_state == OutboxState.QUEUED
    assert not certificate.is_ready
    notice.refresh_from_db()
    assert (notice.promise_state, notice.attachment) == (OutboxState.ON_HOLD, "")

    certificate = made(certificate)
    notice.refresh_from_db()
    assert certificate.promise_state == OutboxState.DELIVERED
    assert notice.promise_state == OutboxState.QUEUED
    assert notice.attachment == certificate.pdf
    assert notice.attachment_name == f"{certificate.number}.pdf"
    content = storage.read_file(certificate.pdf)
    assert content.startswith(b"%PDF-")
    assert sha256(content).hexdigest() == certificate.pdf_sha256


def test_making_the_pdf_twice_leaves_one_file_with_the_same_bytes():
    certificate = made(issued())
    late = Certificate.objects.get(pk=certificate.pk)
    late.pdf = ""  # a worker that read the row before the first one finished
    stored = sum(len(files) for _, files in map(default_storage.listdir, folders("certificates")))
    deliver(late)
    certificate.refresh_from_db()
    assert sum(len(files) for _, files in map(default_storage.listdir, folders("certificates"))) == stored
    assert sha256(storage.read_file(certificate.pdf)).hexdigest() == certificate.pdf_sha256


def folders(prefix: str) -> list[str]:
    return [f"{prefix}/{name}" for name in default_storage.listdir(prefix)[0]]


def test_what_was_issued_is_all_in_the_facts():
    certificate = issued()
    facts = certificate.facts
    assert facts["number"] == certificate.number
    assert facts["code"] == certificate.verification_code
    assert facts["nationality_tr"] == "Polonya"
    assert facts["nationality_en"] == "Poland"
    assert facts["valid_to"] == "2026-07-14"
    assert facts["verify_url"] == f"http://localhost:8000/verify/{certificate.verification_code}"


@pytest.mark.parametrize(
    "change",
    [
        "facts = jsonb_set(facts, '{surname}', '\"BAŞKASI\"')",
        "verification_code = '0000000000000000'",
        "number = 'MB-2026-9999999-9'",
        "valid_to = '2030-01-01'",
        "valid_from = '2020-01-01'",
        "issued_at = now()",
        "case_reference = gen_random_uuid()",
        "pdf_sha256 = repeat('0', 64)",
        "pdf = 'certificates/other.pdf'",
    ],
)
def test_an_issued_certificate_cannot_be_changed_even_in_sql(change):
    certificate = made(issued())
    with pytest.raises(IntegrityError, match="certificate"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE documents_certificate SET {change} WHERE id = %s", [certificate.pk])


def test_one_live_certificate_per_case():
    owner, case = holder(), uuid.uuid4()
    first = issued(owner, case=case)
    with pytest.raises(IntegrityError, match="certificate_one_live_per_case"), transaction.atomic():
        issued(owner, case=case)
    assert revoke_certificate(case, reason="superseded", at=date(2026, 3, 1))
    second = issued(owner, case=case)
    assert second.number != first.number
    assert second.verification_code != first.verification_code


def test_ending_is_written_once_and_stays():
    case = uuid.uuid4()
    certificate = issued(case=case)
    # 22.30 in London on the last day of February is already March in Ankara
    assert revoke_certificate(
        case, reason="terminated", at=datetime(2026, 2, 28, 22, 30, tzinfo=ZoneInfo("Europe/London"))
    )
    assert not revoke_certificate(case, reason="cancelled", at=date(2026, 2, 1))
    certificate.refresh_from_db()
    assert (certificate.ended_on, certificate.end_reason) == (date(2026, 3, 1), "terminated")
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(ended_on=None, end_reason="")


def test_expiry_needs_no_deed():
    case = uuid.uuid4()
    certificate = issued(case=case)
    assert not revoke_certificate(case, reason="expired", at=date(2026, 7, 15))
    certificate.refresh_from_db()
    assert certificate.ended_on is None
    assert certificate.counts_on(date(2026, 7, 14))
    assert not certificate.counts_on(date(2026, 7, 15))


def test_only_known_reasons_end_a_certificate():
    with pytest.raises(ValueError, match="lost"):
        revoke_certificate(uuid.uuid4(), reason="lost", at=date(2026, 3, 1))


@pytest.mark.parametrize("state", ["scanning", "rejected"])
def test_a_photo_that_was_not_found_clean_is_not_printed(state):
    owner = holder()
    photo = photo_of(owner)
    type(photo).objects.filter(pk=photo.pk).update(
        state=state, rebuilt="", rejection="type" if state == "rejected" else ""
    )
    with pytest.raises(ValueError, match="photo"):
        issued(owner, photo=photo.pk)


def test_nobody_gets_a_certificate_with_another_persons_photo():
    photo = photo_of(holder("other@example.org"))
    with pytest.raises(ValueError, match="photo"):
        issued(holder(), photo=photo.pk)


def test_an_unprintable_name_issues_nothing():
    owner = holder()
    with pytest.raises(UnprintableError), transaction.atomic():
        enqueue_certificate(owner=owner, case_reference=uuid.uuid4(), facts=facts_for(owner, surname="王"))
    assert not Certificate.objects.exists()


def test_a_page_that_cannot_be_made_goes_to_a_person_and_the_notice_keeps_waiting():
    owner = holder()
    notice = held_notice(owner)
    certificate = issued(owner, notice=notice, photo=photo_of(owner, b"\xff\xd8\xff\xe0 broken").pk)
    assert not attempt_delivery(Certificate, certificate.pk)
    certificate.refresh_from_db()
    notice.refresh_from_db()
    assert certificate.promise_state == OutboxState.FAILED
    assert certificate.last_error == "photo"
    assert notice.promise_state == OutboxState.ON_HOLD


def signed_in(applicant) -> Client:
    client = Client()
    session = client.session
    session[APPLICANT_KEY] = str(applicant.pk)
    session.save()
    return client


def test_the_holder_downloads_the_stored_file_and_nobody_else_does():
    owner, stranger = holder(), holder("stranger@example.org")
    certificate = issued(owner)
    address = reverse("certificate_file", args=[certificate.pk])
    assert signed_in(owner).get(address).status_code == 404  # not made yet
    made(certificate)
    answer = signed_in(owner).get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    certificate.refresh_from_db()
    assert sha256(content).hexdigest() == certificate.pdf_sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(owner).post(address).status_code == 405
