"""What else is known of the person and the file: earlier applications, officers' notes, the whole of its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applicants.models import Identity
from applications.casework.assignment import get_officer_name
from applications.lifecycle.actors import ActorKind
from applications.models.status import GRANTED_STATUSES, Status
from applications.summaries.application_list import STATUS_TAGS
from applications.summaries.timeline import get_title

from ...models import Application, HistoryEntry
from ...wizard.snapshot import Snapshot
from .case import parse_moment

MAX_EARLIER_APPLICATIONS = 20


@dataclass(frozen=True)
class EarlierApplication:
    case: Application
    tag: str
    overlaps: bool  # it was granted for some of the days that are asked for now
    elsewhere: bool  # under another account with the same passport or number


def list_earlier_applications(case: Application) -> list[EarlierApplication]:
    """Other applications of the person, newest first, in one query; whoever has their passport or number is them."""
    sent = Snapshot(case)
    others = Application.objects.filter(applicant_id__in=_find_same_person(case))
    others = others.exclude(Q(pk=case.pk) | Q(status=Status.DRAFT)).select_related("category")
    rows = others.only(
        "id", "number", "status", "category__name_tr", "category__name_en", "applicant_id", "submitted_at",
        "granted_from", "granted_to", "ended_on",
    )  # fmt: skip
    return [
        _build_earlier_application(each, case, sent)
        for each in rows.order_by("-submitted_at")[:MAX_EARLIER_APPLICATIONS]
    ]


def _find_same_person(case: Application) -> QuerySet:
    """Keys of the accounts of this person. Each way of being the same is a search of its own, by an index of its own:
    alternatives over two tables in one condition would read all identities.
    """
    identity, number = case.applicant.identity, case.snapshot["passport"]["number"]
    people = Identity.objects.order_by()
    ways = [people.filter(pk=case.applicant_id)]
    if identity.foreigner_id:
        ways.append(people.filter(foreigner_id=identity.foreigner_id))
    if number:
        compatriots = people.filter(nationality=identity.nationality)
        ways += [compatriots.filter(passport_number=number), compatriots.filter(applicant__passport__number=number)]
    first, *others = [each.values("pk") for each in ways]
    return first.union(*others)


def _build_earlier_application(each: Application, case: Application, sent: Snapshot) -> EarlierApplication:
    overlaps = False
    if each.status in GRANTED_STATUSES and each.granted_from and each.granted_to:
        last = min(each.granted_to, each.ended_on or each.granted_to)
        overlaps = each.granted_from <= sent.ends_on and last >= sent.starts_on
    return EarlierApplication(
        each, STATUS_TAGS.get(each.status, "grey"), overlaps, each.applicant_id != case.applicant_id
    )


@dataclass(frozen=True)
class NoticeMail:
    """A notice on this file and how far its mail has come."""

    key: str
    title: str
    at: datetime
    state: str  # an ``OutboxState``
    sent_at: datetime | None
    bounced_at: datetime | None
    unreached_at: datetime | None  # no address took it
    seen_at: datetime | None  # when the person was on the portal after that


def list_mails(case: Application) -> list[NoticeMail]:
    """The notices on this file, newest first; they came with the case."""
    return [
        NoticeMail(
            each["id"],
            each["title"],
            datetime.fromisoformat(each["at"]),
            each["state"],
            *(parse_moment(each[name]) for name in ("sent", "bounced", "unreached", "seen")),
        )
        for each in case.mailed
    ]


@dataclass(frozen=True)
class HistoryEvent:
    at: datetime
    title: Any
    who: str = ""
    text: str = ""


# The moves of the table that decide an application, and those of them that tell a reason.
REASONED_TRANSITIONS = frozenset(
    {
        "reject",
        "reject_after_objection",
        "expire_revision",
        "expire_revision_finally",
        "dismiss_objection",
        "cancel",
    }
)
DECISIVE_TRANSITIONS = REASONED_TRANSITIONS | {
    "approve",
    "find_appropriate",
    "accept_objection",
    "accept_objection_free",
    "terminate",
    "reinstate",
}


@dataclass(frozen=True)
class LastDecision:
    """The newest decision: when it was made, by whom, and whether the case's reason is its reason."""

    at: datetime
    title: Any
    who: str
    reasoned: bool


def list_history_entries(case: Application) -> list[HistoryEntry]:
    """Every move of the file and of the requests on it, newest first; one query."""
    return list(case.history.select_related("officer").order_by("-at", "-pk"))


def find_last_decision(entries: list[HistoryEntry]) -> LastDecision | None:
    for each in entries:
        if each.subject == "application" and each.move in DECISIVE_TRANSITIONS:
            return LastDecision(each.at, get_title(each), _get_actor_name(each), each.move in REASONED_TRANSITIONS)
    return None


def build_history(case: Application, entries: list[HistoryEntry], mails: list[NoticeMail]) -> list[HistoryEvent]:
    """Moves with who made them and officers' remarks, notes and notices, newest first."""
    told = [HistoryEvent(each.at, get_title(each), _get_actor_name(each), each.note) for each in entries]
    for each in case.noted:
        who = f"{each['first']} {each['last']}".strip() or each["who"]
        told.append(HistoryEvent(datetime.fromisoformat(each["at"]), _("İç not"), who, each["text"]))
    told += [HistoryEvent(each.at, _("Bildirim: %(title)s") % {"title": each.title}) for each in mails]
    return sorted(told, key=lambda each: each.at, reverse=True)


def _get_actor_name(entry: Any) -> str:
    if entry.officer:
        return get_officer_name(entry.officer)
    return _("başvuru sahibi") if entry.actor == ActorKind.APPLICANT.value else _("sistem")
