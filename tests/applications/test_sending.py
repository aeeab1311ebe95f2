"""Sending: once however often it is pressed, with everything frozen as it stood."""

import re
import threading
from collections import Counter

import pytest
from django.db import connection
from stdnum import luhn

from applicants.models import Notice
from applications.lifecycle import engine
from applications.lifecycle.actors import SYSTEM, Actor
from applications.models import Application, Category, HistoryEntry, Personal, Work
from applications.models.status import Status
from documents.models import Certificate
from payments.models import PaymentOrder

from . import cases

THREADS = 20


def at_once(work) -> Counter:
    """Run ``work`` in many threads that start together; how often each outcome came."""
    barrier = threading.Barrier(THREADS)
    outcomes: list[str] = []

    def run() -> None:
        barrier.wait()
        try:
            outcomes.append(work() or "done")
        except Exception as error:  # noqa: BLE001 (every outcome is counted and judged by the test)
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


@pytest.mark.django_db(transaction=True)
def test_pressing_send_twenty_times_at_once_sends_once() -> None:
    cases.catalogue()
    case = cases.draft()
    outcomes = at_once(lambda: cases.sent(case) and None)
    assert outcomes == {"done": 1, "InvalidStateError": THREADS - 1}
    assert HistoryEntry.objects.filter(application=case, move="submit").count() == 1
    assert Notice.objects.filter(subject_id=case.pk, kind="received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_starting_twenty_times_at_once_makes_one_draft() -> None:
    cases.catalogue()
    applicant, category = cases.person(), Category.objects.get(pk=cases.SCIENCE)
    outcomes = at_once(lambda: str(cases.start(category, applicant).pk))
    assert len(outcomes) == 1
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_drafts_of_one_person_sent_at_once_leave_one_open() -> None:
    """The guard asks, the partial unique index insists."""
    cases.catalogue()
    applicant = cases.person()
    drafts = [cases.draft(applicant), cases.payable_draft(applicant)]
    turn = iter(drafts * THREADS)
    lock = threading.Lock()

    def send() -> None:
        with lock:
            case = next(turn)
        cases.sent(case)

    outcomes = at_once(send)
    assert outcomes["done"] == 1
    assert Application.objects.filter(status=Status.UNDER_EVALUATION).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_officers_decide_at_once_and_one_decision_stands() -> None:
    cases.catalogue()
    case = cases.sent()
    officers = iter([cases.officer() for _ in range(THREADS)])
    lock = threading.Lock()

    def decide() -> str:
        with lock:
            mine = next(officers)
        if mine.pk % 2:
            cases.do("approve", case, Actor.from_person(mine), **cases.period(case))
        else:
            cases.do("reject", case, Actor.from_person(mine), ground="policy", text="Uygun değil.")
        return "done"

    assert at_once(decide) == {"done": 1, "InvalidStateError": THREADS - 1}
    assert HistoryEntry.objects.filter(application=case).count() == 2


@pytest.mark.django_db
def test_the_number_is_of_the_year_and_checks(catalogue: None) -> None:
    first, second = cases.sent(), cases.sent()
    year, sequence, digit = re.fullmatch(r"EM-(\d{4})-(\d{6})-(\d)", first.number).groups()
    assert luhn.is_valid(year + sequence + digit)
    assert int(second.number[8:14]) == int(sequence) + 1


@pytest.mark.django_db
def test_what_was_sent_does_not_change_when_the_profile_does(catalogue: None) -> None:
    case = cases.sent()
    Personal.objects.filter(applicant=case.applicant).update(birth_place="Samarqand")
    Work.objects.filter(application=case).update(occupation="Aşçı")
    case.refresh_from_db()
    assert case.snapshot["personal"]["birth_place"] == "Toshkent"
    assert case.snapshot["work"]["occupation"] == "Araştırmacı"
    Category.objects.filter(pk=case.category_id).update(cap_months=6, legal_ref="başka")
    case.refresh_from_db()
    assert (case.rules["cap_months"], case.rules["legal_ref"]) == (1, "Yön. m.48/1-a")


@pytest.mark.django_db
def test_the_certificate_of_an_approval_holds_what_was_granted(catalogue: None) -> None:
    case = cases.approved()
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert certificate.facts["surname"] == "KARIMOVA"
    assert certificate.facts["application_number"] == case.number
    assert (certificate.valid_from, certificate.valid_to) == (case.granted_from, case.granted_to)
    assert certificate.notice.kind == "approved"
    assert certificate.notice.promise_state == "held", "the mail waits for its PDF"


@pytest.mark.django_db
def test_a_tab_left_open_cannot_write_into_a_sent_application(catalogue: None) -> None:
    case = cases.sent()
    written: list[Application] = []
    with pytest.raises(engine.InvalidStateError):
        cases.do("save", case, Actor.from_person(case.applicant), write=written.append)
    assert written == []


@pytest.mark.django_db
def test_the_clock_writes_down_what_has_become_true_and_only_once(catalogue: None) -> None:
    ended, lapsed = cases.over(cases.approved()), cases.overdue(cases.awaiting_payment())
    running, waiting = cases.approved(), cases.awaiting_payment()
    cases.tick()
    cases.tick()
    states = {case.pk: Application.objects.get(pk=case.pk).status for case in (ended, lapsed, running, waiting)}
    assert states == {
        ended.pk: Status.EXPIRED,
        lapsed.pk: Status.LAPSED_UNPAID,
        running.pk: Status.APPROVED,
        waiting.pk: Status.AWAITING_PAYMENT,
    }
    assert Notice.objects.filter(subject_id=ended.pk, kind="expired").count() == 1
    assert PaymentOrder.objects.get(case_reference=lapsed.pk).state == "lapsed"


@pytest.mark.django_db
def test_system_moves_are_not_for_strangers_of_the_table(catalogue: None) -> None:
    case = cases.approved()
    with pytest.raises(engine.GuardError, match="sürüyor"):
        cases.do("expire", case, SYSTEM)
