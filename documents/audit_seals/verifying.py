"""Going through the whole chain: the database against its own heads, the signatures, and the copies in the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from applicants.models import AuditEntry

from .. import storage
from ..issued.seal.check_seal import is_sealed_by_us
from ..models import AuditSeal
from ..models.audit_seal import name_copy
from .chain import DAY, DaySeal, check_chain
from .sealing import ISTANBUL, build_copy, build_statement, find_last_due, read_entries

# Entries are deleted after two years and a few days of slack; days near that age are judged by their place alone.
SURELY_KEPT = timedelta(days=729)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and the day that it is about."""

    day: date
    text: str


def verify_audit(now: datetime) -> list[Problem]:
    """Everything that shows that the audit log was edited, cut, filled up or put in another order."""
    seals = list(AuditSeal.objects.order_by("day"))
    chain = [DaySeal(each.day, each.entries, each.previous, each.head) for each in seals]
    last_due = find_last_due(now)
    findings = check_chain(
        chain,
        read_entries,
        settings.AUDIT_KEY.encode(),
        kept_from=(now - SURELY_KEPT).astimezone(ISTANBUL).date(),
        # The job that seals has a day's grace.
        last_due=last_due - DAY,
        begins_before=_has_entries_before,
    )
    problems = [Problem(each.day, each.fault.value) for each in findings]
    for seal in seals:
        problems += _check_seal(seal, due=seal.day < last_due)
    problems += _find_copies_without_row({each.day for each in seals})
    return sorted(problems, key=lambda each: each.day)


def _has_entries_before(day: date) -> bool:
    return AuditEntry.objects.filter(at__lt=datetime.combine(day, time.min, ISTANBUL)).exists()


def _check_seal(seal: AuditSeal, *, due: bool) -> Iterator[Problem]:
    if not seal.signature:
        if due:
            yield Problem(seal.day, "the day's head was never signed")
        return
    if not is_sealed_by_us(build_statement(seal), bytes(seal.signature)):
        yield Problem(seal.day, "the signature does not fit")
    if not seal.file:
        if due:
            yield Problem(seal.day, "no copy was handed to the store")
        return
    try:
        same = storage.read_file(name_copy(seal.day)) == build_copy(seal)
    except FileNotFoundError:
        yield Problem(seal.day, "the copy in the store is gone")
    else:
        if not same:
            yield Problem(seal.day, "the copy in the store says something else")


def _find_copies_without_row(days: set[date]) -> Iterator[Problem]:
    """A day that the store knows and the table does not was cut off."""
    years, _none = storage.list_folder("audit")
    for year in years:
        for name in storage.list_folder(f"audit/{year}")[1]:
            try:
                day = date.fromisoformat(name.rpartition("/")[2].removesuffix(".json"))
            except ValueError:
                continue
            if day not in days:
                yield Problem(day, "the store has this day's seal and the table has not")
