"""Once an application has been sent: actions by state, last days, the card that may be dropped, the mission."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from applications.lifecycle.actors import Actor
from applications.models import Application, MissionCopy, RevisionItem
from applications.models.status import Status
from applications.requests.request_summary import annotate_requests
from applications.summaries.application_list import list_actions
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from payments.models import PaymentOrder
from tests.builders.browsers import signed_in
from tests.sandbox_server import Sandbox

from . import cases

pytestmark = pytest.mark.django_db

# Domain 5.3, as far as the application itself goes; the certificate's link comes with its PDF.
OFFERED = {
    Status.DRAFT: ["Devam et", "Taslağı sil"],
    Status.UNDER_EVALUATION: ["Detay"],
    Status.REVISION_REQUESTED: ["Revizyon Yap", "Detay"],
    Status.AWAITING_PAYMENT: ["Ödeme bilgileri", "Detay"],
    Status.APPROVED: ["Muafiyet Sonlandırma", "Detay"],
    Status.REJECTED: ["Redde İtiraz Başvurusu Yap", "Karar", "Detay"],
    Status.OBJECTION_UNDER_EVALUATION: ["Detay"],
    Status.OBJECTION_REJECTED: ["Karar", "Detay"],
    Status.LAPSED_UNPAID: ["Detay"],
    Status.TERMINATED: ["Detay"],
    Status.CANCELLED: ["Karar", "Detay"],
    Status.EXPIRED: ["Detay"],
    Status.WITHDRAWN: ["Detay"],
}


@pytest.mark.requirement("R68", "R69", "R70")
@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
def test_the_list_offers_exactly_what_the_state_allows(catalogue: None, status: Status) -> None:
    case = cases.IN_STATUS[status]()
    assert [
        str(each.label) for each in list_actions(annotate_requests(Application.objects).get(pk=case.pk))
    ] == OFFERED[status]
    listed = signed_in(case.applicant).get(reverse("application_list")).text
    assert str(status.label) in listed
    assert all(label in listed for label in OFFERED[status])


# --- last days for one's own calendar ------------------------------------------------------------------
def lines_of(answer: Any) -> list[str]:
    """Unfolded, as RFC 5545 asks of a reader."""
    raw = answer.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("status", "deadline", "name"),
    [
        (Status.DRAFT, None, "Taslağın saklanacağı son gün"),
        (Status.REVISION_REQUESTED, "revision_due_at", "Düzeltme için son gün"),
        (Status.AWAITING_PAYMENT, "payment_due_at", "Ödeme için son gün"),
        (Status.REJECTED, "objection_due_at", "İtiraz için son gün"),
    ],
)
def test_a_last_day_goes_into_the_persons_calendar(
    catalogue: None, status: Status, deadline: str | None, name: str
) -> None:
    case = Application.objects.get(pk=cases.IN_STATUS[status]().pk)
    browser = signed_in(case.applicant)
    there = reverse("last_day_file", args=[case.pk])
    assert f'href="{there}"' in browser.get(reverse("application_list")).text
    first, again = browser.get(there), browser.get(there)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = lines_of(first)
    moment = getattr(case, deadline) if deadline else case.saved_at + timedelta(days=180)
    day = timezone.localdate(moment, timezone=ZoneInfo("Europe/Istanbul"))
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}" in lines
    assert f"SUMMARY:e-Muafiyet: {name} ({case.category.name})".replace(",", "\\,") in lines
    assert [line for line in lines if line.startswith("TRIGGER")] == [
        "TRIGGER:-P6DT15H",
        "TRIGGER:-PT15H",
        "TRIGGER:PT9H",
    ]
    uid = [line for line in lines if line.startswith("UID:")]
    assert uid == [line for line in lines_of(again) if line.startswith("UID:")]
    text = first.content.decode()
    assert not any(secret in text for secret in ("KARIMOVA", case.applicant.email, case.number or "NILUFAR"))


def test_the_last_minute_in_istanbul_is_that_day_wherever_the_calendar_hangs(catalogue: None) -> None:
    """An all-day date has no zone: at 23:59:59 in Istanbul it is the next day from UTC+5 eastward."""
    case = cases.rejected()
    last = datetime(2047, 3, 1, 23, 59, 59, tzinfo=ZoneInfo("Europe/Istanbul"))
    Application.objects.filter(pk=case.pk).update(objection_due_at=last)
    lines = lines_of(signed_in(case.applicant).get(reverse("last_day_file", args=[case.pk])))
    assert "DTSTART;VALUE=DATE:20470301" in lines


def test_a_last_day_that_moves_replaces_the_calendars_entry(catalogue: None) -> None:
    case = cases.IN_STATUS[Status.REVISION_REQUESTED]()
    browser, there = signed_in(case.applicant), reverse("last_day_file", args=[case.pk])

    def told() -> dict[str, str]:
        return dict(line.split(":", 1) for line in lines_of(browser.get(there)) if ":" in line)

    first = told()
    RevisionItem.objects.filter(application=case).update(answered_at=timezone.now())
    cases.do("resubmit", case, Actor.from_person(case.applicant))
    items = [{"step": "isyeri", "field": "purpose", "explanation": "Amacı açıklayın."}]
    cases.do("request_revision", case, Actor.from_person(cases.officer()), items=items)
    later = timezone.now() + timedelta(days=40)
    Application.objects.filter(pk=case.pk).update(revision_due_at=later, saved_at=timezone.now() + timedelta(days=2))
    second = told()
    assert second["UID"] == first["UID"]
    assert second["DTSTART;VALUE=DATE"] != first["DTSTART;VALUE=DATE"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["LAST-MODIFIED"] > first["LAST-MODIFIED"]


@pytest.mark.parametrize("status", [Status.UNDER_EVALUATION, Status.APPROVED, Status.WITHDRAWN])
def test_where_the_person_owes_nothing_there_is_no_last_day(catalogue: None, status: Status) -> None:
    case = cases.IN_STATUS[status]()
    assert signed_in(case.applicant).get(reverse("last_day_file", args=[case.pk])).status_code == 404


# --- a card nobody needs (A-5) ----------------------------------------------------------------------------
@pytest.fixture
def granted_short(catalogue: None) -> Application:
    """Half a year was asked, three weeks are granted: only the card is to be paid for."""
    case = cases.sent(cases.payable_draft())
    period = cases.period(case)
    period["granted_to"] = period["granted_from"] + timedelta(days=20)
    return cases.do("find_appropriate", case, Actor.from_person(cases.officer()), **period)


def press_drop_card(browser: Client, case: Application) -> Any:
    return browser.post(reverse("drop_card", args=[case.pk]), follow=True)


def test_who_needs_no_card_may_drop_it_and_is_approved_at_once(granted_short: Application) -> None:
    browser = signed_in(granted_short.applicant)
    assert "Karttan vazgeç" in browser.get(reverse("payment", args=[granted_short.pk])).text
    assert "Karttan vazgeçtiniz" in press_drop_card(browser, granted_short).text
    press_drop_card(browser, granted_short)
    granted_short.refresh_from_db()
    assert (granted_short.status, granted_short.with_card) == (Status.APPROVED, False)
    assert PaymentOrder.objects.get(case_reference=granted_short.pk).state == "void"
    assert Notice.objects.filter(subject_id=granted_short.pk, kind="approved").count() == 1


def test_from_three_months_on_the_card_stays(catalogue: None) -> None:
    case = cases.awaiting_payment()
    browser = signed_in(case.applicant)
    assert "Karttan vazgeç" not in browser.get(reverse("payment", args=[case.pk])).text
    press_drop_card(browser, case)
    case.refresh_from_db()
    assert case.status == Status.AWAITING_PAYMENT


# --- the mission that gave the reference (A-24) -------------------------------------------------------------
@pytest.mark.requirement("L16")
@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.APPROVED, ["approved"]),
        (Status.REJECTED, ["rejected"]),
        (Status.OBJECTION_REJECTED, ["objection_rejected", "rejected"]),
        (Status.LAPSED_UNPAID, ["lapsed_unpaid"]),
        (Status.WITHDRAWN, []),
        (Status.AWAITING_PAYMENT, []),
    ],
)
def test_a_decision_is_owed_to_the_mission_once(catalogue: None, status: Status, told: list[str]) -> None:
    case = cases.IN_STATUS[status]()
    owed = MissionCopy.objects.filter(application=case).order_by("decision")
    assert list(owed.values_list("decision", flat=True)) == told


@pytest.mark.requirement("L16")
def test_the_mission_hears_the_decision_and_a_second_telling_counts_once(catalogue: None, sandbox: Sandbox) -> None:
    made = sandbox.new_reference()
    applicant = cases.person(consular_reference=made["reference"], passport_number=made["passport_number"])
    case = cases.sent(cases.draft(applicant))
    cases.do("approve", case, Actor.from_person(cases.officer()), **cases.period(case))
    copy = MissionCopy.objects.get(application=case)
    assert attempt_delivery(MissionCopy, copy.pk)
    deliver(copy)  # a worker that died after the mission had answered
    heard = [each for each in sandbox.get("/mfa/decisions")["decisions"] if each["id"] == str(copy.pk)]
    assert [(each["reference"], each["decision"]) for each in heard] == [(made["reference"], "approved")]


@pytest.mark.requirement("L16")
def test_while_the_missions_system_is_away_the_copy_stays_owed(catalogue: None, sandbox: Sandbox) -> None:
    case = cases.approved()
    copy = MissionCopy.objects.get(application=case)
    sandbox.control(mfa_down=60)
    assert not attempt_delivery(MissionCopy, copy.pk)
    copy.refresh_from_db()
    assert (copy.promise_state, copy.next_attempt_at > timezone.now()) == ("queued", True)


def test_nobody_who_came_by_another_door_has_a_mission(catalogue: None) -> None:
    case = cases.sent(cases.draft(cases.person(door="passport", consular_reference=None, mission="")))
    cases.do("reject", case, Actor.from_person(cases.officer()), ground="policy", text="Uygun değil.")
    assert not MissionCopy.objects.exists()


# --- drafts left alone (N16) ------------------------------------------------------------------------------
def left_alone(case: Application, days: int) -> None:
    Application.objects.filter(pk=case.pk).update(saved_at=timezone.now() - timedelta(days=days))


def warned(case: Application, days_ago: int) -> None:
    Notice.objects.filter(subject_id=case.pk, kind="draft_purge").update(
        created_at=timezone.now() - timedelta(days=days_ago)
    )


def test_a_forgotten_draft_is_warned_about_once_and_goes_a_month_later(catalogue: None) -> None:
    old, young = cases.draft(), cases.draft()
    left_alone(old, 151)
    left_alone(young, 149)
    cases.tick()
    cases.tick()
    notice = Notice.objects.get(kind="draft_purge")
    assert (notice.subject_id, notice.recipient) == (old.pk, old.applicant.email)
    assert "Bilimsel, kültürel ve sanatsal faaliyet" in notice.text
    assert f"http://localhost:8000{reverse('application_list')}\n" in notice.text + "\n"
    left_alone(old, 181)
    warned(old, days_ago=31)
    cases.tick()
    assert list(Application.objects.values_list("pk", flat=True)) == [young.pk]


def test_no_draft_goes_without_its_month_of_warning(catalogue: None) -> None:
    """The clock stood still for half a year: first the warning, then the month, then the end."""
    case = cases.draft()
    left_alone(case, 400)
    cases.tick()
    cases.tick()
    assert Application.objects.filter(pk=case.pk).exists()
    warned(case, days_ago=31)
    cases.tick()
    assert not Application.objects.filter(pk=case.pk).exists()


def test_a_draft_that_was_touched_again_starts_anew(catalogue: None) -> None:
    case = cases.draft()
    left_alone(case, 151)
    cases.tick()
    warned(case, days_ago=200)
    left_alone(case, 190)  # touched after that warning, then left alone again
    cases.tick()
    assert Application.objects.filter(pk=case.pk).exists()
    assert Notice.objects.filter(subject_id=case.pk, kind="draft_purge").count() == 2
