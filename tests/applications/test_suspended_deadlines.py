"""A deadline stands still while the notice that began it has reached nobody, and then has its whole length (A-14)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import Applicant, Notice, NoticeCopy
from applicants.notices import inbox, notice_delivery
from applications import schedule
from applications.eligibility.deadlines import compute_last_moment
from applications.models import Application, SuspendedDeadline
from applications.models.status import Status
from applications.schedule import JOBS
from payments.models import PaymentOrder
from tests.builders.browsers import reviewer as officer_and_desk
from tests.builders.browsers import signed_in

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue"), pytest.mark.requirement("A-14")]

DAY = timedelta(days=1)
# The state, the notice that begins its deadline, the column of the last day, and the job that ends it.
DEADLINES = [
    (Status.REVISION_REQUESTED, "revision_requested", "revision_due_at", "revision_expiry"),
    (Status.AWAITING_PAYMENT, "found_appropriate", "payment_due_at", "payment_lapse"),
    (Status.REJECTED, "rejected", "objection_due_at", ""),
    (Status.CANCELLED, "cancelled", "objection_due_at", ""),
]


def reviewer() -> Client:
    return officer_and_desk("view_application", "decide_application", "view_notice")[1]


def come_back(notice: Notice) -> None:
    """Every address sends it back."""
    for model, rows in ((Notice, [notice]), (NoticeCopy, notice.copies.all())):
        for row in rows:
            model.objects.filter(pk=row.pk).update(promise_state="kept", kept_at=timezone.now())
    for model, rows in ((NoticeCopy, notice.copies.all()), (Notice, [notice])):
        for row in rows:
            assert notice_delivery.note_bounce(model, row.pk, "5.1.1")


def long_ago(case: Application, column: str) -> None:
    """The last day went by long ago, as if the notice had been written a month and a half before."""
    past = timezone.now() - 20 * DAY
    Application.objects.filter(pk=case.pk).update(**{column: past})
    Notice.objects.filter(subject_id=case.pk).update(created_at=past - 30 * DAY)
    PaymentOrder.objects.filter(case_reference=case.pk).update(opened_at=past - 30 * DAY, due_at=past)
    Applicant.objects.filter(pk=case.applicant_id).update(last_sign_in_at=past - 31 * DAY)
    cases.fed_through(timezone.now())


@pytest.mark.parametrize(("status", "kind", "column", "job"), DEADLINES)
def test_a_deadline_waits_for_the_person_and_begins_when_they_come(status, kind, column, job):
    case = cases.IN_STATUS[status]()
    notice = Notice.objects.get(subject_id=case.pk, kind=kind)
    long_ago(case, column)
    come_back(notice)
    assert SuspendedDeadline.objects.get(notice=notice).restarted_at is None
    if job:
        assert schedule.run_job(JOBS[job], dry_run=True, at=timezone.now()).found == 0
    page = reviewer().get(reverse("admin:review", args=[case.pk])).content.decode()
    assert "Süre işlemiyor" in page

    browser = signed_in(case.applicant)
    page = browser.get(reverse("application", args=[case.pk])).content.decode()
    case.refresh_from_db()
    assert case.status == status
    assert getattr(case, column) == compute_last_moment(timezone.now())
    stood = SuspendedDeadline.objects.get(notice=notice)
    assert (stood.restarted_at is not None, stood.due_at) == (True, getattr(case, column))
    assert "E-postanıza ulaştırılamadı" in page
    assert "Portalda görüldü" in page
    if status == Status.AWAITING_PAYMENT:
        assert PaymentOrder.objects.get(case_reference=case.pk).due_at == case.payment_due_at
    page = reviewer().get(reverse("admin:review", args=[case.pk])).content.decode()
    assert "Süre işlemiyor" not in page
    assert "Geri döndü" in page
    assert "Kişi portalda" in page
    # A second visit days later changes nothing.
    before = getattr(case, column)
    browser.get(reverse("application", args=[case.pk]))
    case.refresh_from_db()
    assert getattr(case, column) == before


def test_nothing_waits_while_one_address_has_it_nor_for_what_is_over():
    case = cases.IN_STATUS[Status.REVISION_REQUESTED]()
    notice = Notice.objects.get(subject_id=case.pk, kind="revision_requested")
    long_ago(case, "revision_due_at")
    copy = NoticeCopy.objects.create(notice=notice, recipient="ikinci@ornek.example")
    Notice.objects.filter(pk=notice.pk).update(promise_state="kept", kept_at=timezone.now())
    NoticeCopy.objects.filter(pk=copy.pk).update(promise_state="kept", kept_at=timezone.now())
    notice_delivery.note_bounce(Notice, notice.pk, "5.1.1")
    assert not SuspendedDeadline.objects.exists()
    assert schedule.run_job(JOBS["revision_expiry"]).done == 1
    notice_delivery.note_bounce(NoticeCopy, copy.pk, "5.1.1")  # days later: the file has been decided
    assert not SuspendedDeadline.objects.exists()


def test_a_repeat_that_is_handed_over_begins_it_too_and_mail_handed_over_late_gives_its_days_back():
    case = cases.IN_STATUS[Status.REJECTED]()
    notice = Notice.objects.get(subject_id=case.pk, kind="rejected")
    long_ago(case, "objection_due_at")
    come_back(notice)
    notice_delivery.notify_handed_over(inbox.resend_notice(notice))
    case.refresh_from_db()
    assert case.objection_due_at == compute_last_moment(timezone.now())
    assert SuspendedDeadline.objects.get().restarted_at

    late = cases.IN_STATUS[Status.REJECTED]()
    notice = Notice.objects.get(subject_id=late.pk, kind="rejected")
    long_ago(late, "objection_due_at")
    notice_delivery.notify_handed_over(Notice.objects.get(pk=notice.pk))  # our server was away for weeks
    late.refresh_from_db()
    assert late.objection_due_at == compute_last_moment(timezone.now())

    today = cases.IN_STATUS[Status.REJECTED]()
    before = today.objection_due_at
    notice_delivery.notify_handed_over(Notice.objects.get(subject_id=today.pk, kind="rejected"))
    today.refresh_from_db()
    assert today.objection_due_at == before


def test_the_desk_finds_the_files_whose_mail_came_back():
    case = cases.rejected()
    notice = Notice.objects.get(subject_id=case.pk, kind="rejected")
    desk = reviewer()
    address = "/admin/applications/application/?masa=ulasmayan"
    assert case.number not in desk.get(address).content.decode()
    come_back(notice)
    assert case.number in desk.get(address).content.decode()
    listed = desk.get("/admin/applicants/notice/?teslim=dead").content.decode()
    assert f"/admin/applicants/notice/{notice.pk}/change/" in listed
    page = desk.get(f"/admin/applicants/notice/{notice.pk}/change/").content.decode()
    for told in ("Ulaşmadı", "Geri döndü", "5.1.1", "süre işlemiyor"):
        assert told in page
