"""The table and its engine: every move from every state by every actor, and the database's own guard."""

import dataclasses
import importlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from applicants.models import Notice
from applications.casework.decisions import DECISIONS_BY_SLUG
from applications.eligibility.deadlines import today
from applications.lifecycle import details, engine
from applications.lifecycle.actors import SYSTEM, Actor
from applications.lifecycle.state_machine import Transition, render_diagram
from applications.lifecycle.transitions import APPLICATION, TRANSITIONS, list_status_pairs
from applications.models import Application, HistoryEntry
from applications.models.status import Status
from tests.builders.lawful_cases import LAWFUL
from tests.owner import run_as_owner

from . import cases

pytestmark = pytest.mark.django_db


def nothing_special(case: Application) -> dict[str, Any]:
    return {}


def shorter(case: Application) -> dict[str, Any]:
    """A grant of less than was asked, under three months."""
    asked = cases.period(case)
    return asked | {"granted_to": asked["granted_from"] + timedelta(days=20)}


class Undo(Exception):
    pass


def outcome(move: Transition, case: Application, by: Actor) -> str:
    """What comes of the move; whatever it did is undone afterwards."""
    try:
        with transaction.atomic():
            lawful = LAWFUL.get(move.name, nothing_special)
            told = cases.details_of(APPLICATION, move.name, **lawful(case)) if case.status in move.sources else None
            before = Notice.objects.count(), HistoryEntry.objects.count()
            after = engine.perform(APPLICATION, move.name, case.pk, by, told or cases.EMPTY[move.details])
            kept = Application.objects.filter(pk=case.pk).values_list("status", flat=True).first()
            assert kept == (move.target.value if move.target else None)
            assert after.version == case.version + (1 if move.target else 0)
            assert Notice.objects.count() == before[0] + len(move.notices)
            assert HistoryEntry.objects.count() == before[1] + move.keeps_history
            raise Undo
    except Undo:
        return "done"
    except (engine.NotFoundError, engine.InvalidStateError, engine.NotPermittedError, engine.GuardError) as refusal:
        return (
            f"{type(refusal).__name__}: {refusal}" if isinstance(refusal, engine.GuardError) else type(refusal).__name__
        )


# What nobody who gave the first decision decides again.
NOT_AGAIN = {
    Status.OBJECTION_UNDER_EVALUATION: "GuardError: İtirazı, ilk kararı veren görevli değerlendiremez.",
    Status.UNDER_EVALUATION: "GuardError: İtiraz üzerine yeniden açılan başvuruyu, ilk kararı veren görevli "
    "sonuçlandıramaz.",
}
NOT_THEIR_OWN = "GuardError: İptale itirazı, bu dosyada ilk kararı veren veya iptal eden görevli sonuçlandıramaz."
FINAL = "GuardError: İtiraz hakkı kullanıldı; olumsuz karar artık kesindir."


def expected(move: Transition, case: Application, by: Actor, who: str) -> str:
    if who == "stranger":
        return "NotFoundError"
    if case.status not in move.sources:
        return "InvalidStateError"
    if by.kind is not move.actor:
        return "NotPermittedError"
    if move.name == "reject" and case.objection_used:
        return FINAL
    if who == "first decider" and move.name == "reinstate":
        return NOT_THEIR_OWN
    if who == "first decider" and case.objection_used and case.status in NOT_AGAIN:
        return NOT_AGAIN[Status(case.status)]
    return "done"


def reopened() -> Application:
    return cases.do("reopen", cases.objected(), Actor.from_person(cases.officer()))


STANDINGS: dict[str, Callable[[], Application]] = {
    **{status.value: cases.IN_STATUS[status] for status in Status},
    "reopened by an objection": reopened,
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_move_from_this_state_by_every_actor(catalogue: None, standing: str) -> None:
    """The whole product: what the table says happens, and nothing else does."""
    case = Application.objects.get(pk=STANDINGS[standing]().pk)
    assert case.status == standing or standing not in Status.values
    actors = {
        "owner": Actor.from_person(case.applicant),
        "stranger": Actor.from_person(cases.person(profile=False)),
        "officer": Actor.from_person(cases.officer()),
        "system": SYSTEM,
    }
    if case.first_decider:
        actors["first decider"] = Actor.from_person(case.first_decider)
    found, wanted = {}, {}
    for move in TRANSITIONS.values():
        if not move.sources or move.name == "save":
            continue  # start and save have doors of their own, below
        for who, by in actors.items():
            key = (move.name, who)
            found[key], wanted[key] = outcome(move, case, by), expected(move, case, by, who)
    assert found == wanted


def test_the_database_refuses_every_pair_the_table_does_not_know() -> None:
    """Whoever goes around ``perform`` meets the trigger: all 13 × 12 pairs."""
    guarded = set(importlib.import_module("applications.migrations.0021_cancellations_lifted").PAIRS)
    assert guarded == list_status_pairs()
    refused = set()
    for source in Status:
        for target in Status:
            if source != target and not trigger_allows(source.value, target.value):
                refused.add((source.value, target.value))
    everything = {(a.value, b.value) for a in Status for b in Status if a != b}
    assert everything - refused == list_status_pairs()


def trigger_allows(source: str, target: str) -> bool:
    """Whether the trigger alone lets a row of ``source`` become ``target``; the CHECKs are tried elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS trial (status text, version int)")
        cursor.execute("TRUNCATE trial")
        cursor.execute("DROP TRIGGER IF EXISTS trial_guard ON trial")
        cursor.execute(
            "CREATE TRIGGER trial_guard BEFORE UPDATE OF status ON trial"
            " FOR EACH ROW EXECUTE FUNCTION application_status_guard()"
        )
        cursor.execute("INSERT INTO trial VALUES (%s, 1)", [source])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE trial SET status = %s, version = 2", [target])
    except IntegrityError:
        return False
    return True


def test_a_status_without_its_version_is_refused(catalogue: None) -> None:
    case = cases.sent()
    with pytest.raises(IntegrityError, match="together with the version"), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(status=Status.WITHDRAWN)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE applications_historyentry SET note = 'x'",
        "DELETE FROM applications_historyentry",
        "TRUNCATE applications_historyentry",
    ],
)
def test_history_is_only_ever_added_to(catalogue: None, sql: str) -> None:
    cases.sent()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks of foreign keys would hide the answer
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            run_as_owner(sql)  # what even the owner is refused


@pytest.mark.parametrize(
    ("status", "values"),
    [
        (Status.APPROVED, {"granted_to": None}),
        (Status.AWAITING_PAYMENT, {"payment_due_at": None}),
        (Status.REJECTED, {"ground": ""}),
        (Status.REVISION_REQUESTED, {"revision_due_at": None}),
        (Status.OBJECTION_REJECTED, {"objection_used": False}),
        (Status.CANCELLED, {"ended_on": None}),
        (Status.UNDER_EVALUATION, {"number": None}),
    ],
    ids=lambda value: value.value if isinstance(value, Status) else next(iter(value)),
)
def test_a_state_cannot_lose_its_facts(catalogue: None, status: Status, values: dict[str, Any]) -> None:
    case = cases.IN_STATUS[status]()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(**values)


def test_a_move_that_fails_halfway_leaves_nothing(catalogue: None) -> None:
    """The certificate cannot be printed: no decision, no history, no notice, no number used up."""
    case = cases.sent()
    case.snapshot["identity"] |= {"surname": "汉字", "official_surname": "汉字"}
    Application.objects.filter(pk=case.pk).update(snapshot=case.snapshot)
    before = HistoryEntry.objects.count(), Notice.objects.count()
    with pytest.raises(ValueError, match="printed"):
        cases.do("approve", case, Actor.from_person(cases.officer()), **cases.period(case))
    case.refresh_from_db()
    assert (case.status, case.decided_at, case.granted_to) == (Status.UNDER_EVALUATION, None, None)
    assert (HistoryEntry.objects.count(), Notice.objects.count()) == before


def test_details_of_another_class_are_refused_before_anything_is_locked(
    catalogue: None, django_assert_num_queries: Any
) -> None:
    case, officer = cases.sent(), Actor.from_person(cases.officer())
    for told in (None, {"granted_from": today()}, details.Rejection("policy", "Gerekçe.")):
        with pytest.raises(TypeError, match="Grant"), django_assert_num_queries(0):
            engine.perform(APPLICATION, "approve", case.pk, officer, told)
    with pytest.raises(TypeError), django_assert_num_queries(0):
        engine.perform(APPLICATION, "reopen", case.pk, officer, details.Dismissal("Neden."))


def test_a_table_whose_guard_or_effect_or_form_expects_other_details_cannot_be_loaded() -> None:
    approve = TRANSITIONS["approve"]
    for wrong in ({"details": details.Rejection}, {"details": None}, {"guard": TRANSITIONS["reject"].guard}):
        with pytest.raises(TypeError, match="approve gives"):
            dataclasses.replace(approve, **wrong)
    with pytest.raises(TypeError, match="GrantForm gives"):
        dataclasses.replace(DECISIONS_BY_SLUG["uygun-bul"], transitions=("reject",))


def test_the_documentation_shows_the_table_as_it_is() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/life-cycle.md").read_text(encoding="utf-8")
    assert render_diagram(APPLICATION) in page
