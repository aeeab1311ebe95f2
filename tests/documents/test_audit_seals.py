"""The audit log proves itself: whoever edits, cuts, fills up or reorders it is found, and so is a missing day."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import AuditEntry, Officer
from documents.audit_seals import sealing, verifying
from documents.audit_seals.chain import DAY, GENESIS, DaySeal, Entry, check_chain, compute_head
from documents.issued.seal.check_seal import is_sealed_by_us
from documents.models import AuditSeal
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.owner import run_as_owner, triggers_off

KEY = b"k" * 50
TODAY = date(2026, 12, 1)


# --- the chain itself, on a copy in memory -----------------------------------------------------------------
def make_copy(days: int = 12, most: int = 9) -> tuple[list[DaySeal], dict[date, list[Entry]]]:
    """A chain of days with none to nine entries each, as the database would hold it."""
    chance, number = random.Random(7), 0
    seals: list[DaySeal] = []
    log: dict[date, list[Entry]] = {}
    for back in range(days, 0, -1):
        day = TODAY - back * DAY
        log[day] = []
        moment = datetime(day.year, day.month, day.day, 8, tzinfo=sealing.ISTANBUL)
        for _ in range(chance.randint(0, most)):
            number += 1
            moment += timedelta(seconds=chance.randint(0, 900))
            key = f"{chance.randrange(10**6)}"
            log[day].append(
                Entry(number, moment, chance.randint(1, 3), "saw_application", "application", key, "", None)
            )
        previous = seals[-1].head if seals else GENESIS
        head, count = compute_head(day, previous, log[day], KEY)
        seals.append(DaySeal(day, count, previous, head))
    return seals, log


def faults(seals: list[DaySeal], log: dict[date, list[Entry]]) -> list:
    oldest = min((day for day, rows in log.items() if rows), default=TODAY)
    return check_chain(
        seals,
        lambda day: sorted(log.get(day, []), key=lambda each: (each.at, each.id)),
        KEY,
        kept_from=date(2025, 1, 1),
        last_due=TODAY - DAY,
        begins_before=lambda day: oldest < day,
    )


def edit(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    rows = log[chance.choice([day for day in log if log[day]])]
    place = chance.randrange(len(rows))
    changes = (
        {"officer": 99},
        {"officer": None},
        {"action": "decided"},
        {"key": rows[place].key + "0"},
        {"detail": "x"},
        {"address": "192.0.2.1"},
        {"at": rows[place].at + timedelta(microseconds=1)},
        {"id": rows[place].id + 100_000},
        {"subject": "appli", "key": "cation" + rows[place].key},  # the same letters, cut at another place
    )
    rows[place] = replace(rows[place], **chance.choice(changes))


def delete(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    rows = log[chance.choice([day for day in log if log[day]])]
    del rows[chance.randrange(len(rows))]


def insert(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    day = chance.choice([*log, min(log) - DAY])
    at = datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=sealing.ISTANBUL)
    log.setdefault(day, []).append(Entry(10**6, at, 1, "decided", "", "", "", None))


def reorder(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    rows = log[chance.choice([day for day in log if len(log[day]) > 1])]
    first, second = chance.sample(range(len(rows)), 2)
    rows[first], rows[second] = (
        replace(rows[first], at=rows[second].at, id=rows[second].id),
        replace(rows[second], at=rows[first].at, id=rows[first].id),
    )


def cut_the_tail(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    days = chance.randint(1, len(seals))
    for seal in seals[-days:]:
        log.pop(seal.day)
    del seals[-days:]
    if not seals:
        log[TODAY - DAY] = [
            Entry(1, datetime(2026, 11, 30, 9, tzinfo=sealing.ISTANBUL), 1, "decided", "", "", "", None)
        ]


def replace_a_day(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    """With a head that is right but for the key, and with the next day led on from it."""
    place = chance.randrange(len(seals))
    old = seals[place]
    log[old.day] = [Entry(5, datetime(2026, 11, 1, tzinfo=sealing.ISTANBUL), 1, "decided", "", "", "", None)]
    head, count = compute_head(old.day, old.previous, log[old.day], b"a guessed key")
    seals[place] = replace(old, entries=count, head=head)
    if place + 1 < len(seals):
        seals[place + 1] = replace(seals[place + 1], previous=head)


def drop_a_day(chance: random.Random, seals: list[DaySeal], log: dict[date, list[Entry]]) -> None:
    place = chance.randrange(len(seals) - 1)
    log.pop(seals.pop(place).day)
    if not place:
        return
    seals[place] = replace(seals[place], previous=seals[place - 1].head)


@pytest.mark.requirement("R93")
def test_a_thousand_tamperings_of_a_copy_are_found() -> None:
    seals, log = make_copy()
    assert sum(map(len, log.values())) > 40
    assert faults(seals, log) == []
    chance, unseen = random.Random(), []
    ways = (edit, delete, insert, reorder, cut_the_tail, replace_a_day, drop_a_day)
    for number in range(1000):
        way = ways[number % len(ways)]
        tampered_seals, tampered_log = list(seals), {day: list(rows) for day, rows in log.items()}
        way(chance, tampered_seals, tampered_log)
        if (tampered_seals, tampered_log) != (seals, log) and not faults(tampered_seals, tampered_log):
            unseen.append((way.__name__, tampered_seals, tampered_log))
    assert unseen == []


# --- the portal's own log ------------------------------------------------------------------------------------
@pytest.fixture
def log(db: None, clean_store: None) -> list[AuditEntry]:
    """Three finished days of entries, none on the middle one."""
    officer = Officer.objects.create_user("denetlenen", password="x")
    made = []
    for back, count in ((3, 4), (1, 3)):
        noon = timezone.now().astimezone(sealing.ISTANBUL).replace(hour=12) - back * DAY
        for number in range(count):
            at = noon + timedelta(minutes=number)
            made.append(
                AuditEntry.objects.create(
                    officer=officer, action="decided", key=str(number), at=at, address="192.0.2.7"
                )
            )
    return made


@pytest.fixture
def clean_store() -> Iterator[None]:
    yield
    for year in default_storage.listdir("audit")[0] if default_storage.exists("audit") else []:
        for name in default_storage.listdir(f"audit/{year}")[1]:
            default_storage.delete(f"audit/{year}/{name}")


def seal_everything() -> list[AuditSeal]:
    for day in sealing.find_days_due(timezone.now()):
        sealing.seal_day(day)
    for item in AuditSeal.objects.order_by("day"):
        attempt_delivery(AuditSeal, item.pk)
    return list(AuditSeal.objects.order_by("day"))


def said() -> list[str]:
    return [problem.text for problem in verifying.verify_audit(timezone.now())]


def test_each_finished_day_is_sealed_signed_and_kept_outside(log: list[AuditEntry], settings) -> None:
    settings.AUDIT_COPY_TO = ["denetim@kurum.example"]
    seals = seal_everything()
    assert [seal.entries for seal in seals] == [4, 0, 3]
    assert [seal.previous for seal in seals] == [GENESIS, seals[0].head, seals[1].head]
    for seal in seals:
        assert is_sealed_by_us(sealing.build_statement(seal), bytes(seal.signature))
        assert not is_sealed_by_us(sealing.build_statement(seal) + b" ", bytes(seal.signature))
        kept = json.loads(default_storage.open(seal.file).read())
        assert (kept["day"], kept["entries"], kept["head"]) == (seal.day.isoformat(), seal.entries, seal.head)
    assert [sent.to for sent in mail.outbox] == [["denetim@kurum.example"]] * 3
    (name, content, _kind) = mail.outbox[0].attachments[0]
    assert name == f"{seals[0].day.isoformat()}.json"
    assert json.loads(content)["head"] == seals[0].head
    for secret in ("192.0.2.7", "denetlenen"):
        assert secret not in mail.outbox[0].body + str(content)
    assert said() == []
    # Once more changes nothing.
    assert sealing.find_days_due(timezone.now()) == []
    sealing.seal_day(seals[0].day)
    assert AuditSeal.objects.count() == 3


TAMPERINGS = {
    "an entry edited": ("UPDATE applicants_auditentry SET key = '9' WHERE id = {third}", "entries were changed"),
    "an entry removed": ("DELETE FROM applicants_auditentry WHERE id = {third}", "entries were added or removed"),
    "an entry added to a sealed day": (
        "INSERT INTO applicants_auditentry (action, subject, key, detail, at)"
        " SELECT 'decided', '', '', '', at FROM applicants_auditentry WHERE id = {third}",
        "entries were added or removed",
    ),
    "an entry dated before everything": (
        "INSERT INTO applicants_auditentry (action, subject, key, detail, at)"
        " VALUES ('decided', '', '', '', now() - interval '9 days')",
        "entries are dated before the first day",
    ),
    "an entry moved to another day": (
        "UPDATE applicants_auditentry SET at = at + interval '1 day' WHERE id = {third}",
        "entries were added or removed",
    ),
    "the last day cut off": (
        "DELETE FROM documents_auditseal WHERE day = (SELECT max(day) FROM documents_auditseal)",
        "the store has this day's seal and the table has not",
    ),
    "a day in between taken out": (
        "DELETE FROM documents_auditseal WHERE entries = 0",
        "this day has no seal",
    ),
    "a head written anew": (
        "UPDATE documents_auditseal SET head = repeat('a', 64) WHERE entries = 3",
        "the signature does not fit",
    ),
    "a signature taken from another day": (
        "UPDATE documents_auditseal SET signature = (SELECT signature FROM documents_auditseal WHERE entries = 4)"
        " WHERE entries = 3",
        "the signature does not fit",
    ),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_whoever_owns_the_database_is_found_out(log: list[AuditEntry], kind: str) -> None:
    seal_everything()
    assert said() == []
    statement, text = TAMPERINGS[kind]
    with triggers_off():
        run_as_owner(statement.format(third=log[2].pk))
    assert any(each.startswith(text) for each in said()), said()


def test_a_copy_that_is_gone_or_says_something_else_is_found(log: list[AuditEntry]) -> None:
    first, *_, last = seal_everything()
    default_storage.delete(first.file)
    default_storage.delete(last.file)
    with default_storage.open(last.file, "wb") as file:
        file.write(sealing.build_copy(first))
    assert said() == ["the copy in the store is gone", "the copy in the store says something else"]


def test_a_day_that_nobody_sealed_is_named_after_a_days_grace(log: list[AuditEntry]) -> None:
    assert said() == ["this day is over and was not sealed"]  # of three: the command names the newest
    sealing.seal_day(sealing.find_days_due(timezone.now())[0])
    late = [each.text for each in verifying.verify_audit(timezone.now() + DAY)]
    assert late.count("this day is over and was not sealed") == 2
    assert "the day's head was never signed" in late


def test_a_key_that_is_not_the_one_proves_nothing(log: list[AuditEntry], settings) -> None:
    seal_everything()
    settings.AUDIT_KEY = "another key, which somebody with the database made up" * 2
    assert said() == ["entries were changed or put in another order"] * 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_auditseal SET head = repeat('a', 64)",
        "UPDATE documents_auditseal SET signature = 'x'",
        "DELETE FROM documents_auditseal",
    ],
)
def test_a_seal_stands(log: list[AuditEntry], statement: str) -> None:
    seal_everything()
    with pytest.raises(IntegrityError, match="audit log"), transaction.atomic():
        run_as_owner(statement)


def test_the_command_says_in_one_line_what_is_wrong_and_where(log: list[AuditEntry]) -> None:
    out, errors = StringIO(), StringIO()
    seals = seal_everything()
    call_command("verify_audit", stdout=out)
    assert f"sealed up to {seals[-1].day.isoformat()}, no fault" in out.getvalue()
    with triggers_off():
        run_as_owner(f"DELETE FROM applicants_auditentry WHERE id = {log[0].pk}")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_audit", stderr=errors)
    assert errors.getvalue() == f"{seals[0].day.isoformat()}: entries were added or removed\n"
