"""What else is known of the person and the file: earlier applications, officers' notes, the whole of its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applicants.models import Identity
from applications.casework.assignment import name_of
from applications.lifecycle.actors import Role
from applications.models.status import GRANTED, Status
from applications.summaries.application_list import TAGS
from applications.summaries.timeline import title_of

from ...models import Application, HistoryEntry
from ...wizard.snapshot import Sent
from .case import moment

MOST_EARLIER = 20


@dataclass(frozen=True)
class Earlier:
    case: Application
    tag: str
    overlaps: bool  # it was granted for some of the days that are asked for now
    elsewhere: bool  # under another account with the same passport or number


def earlier(case: Application) -> list[Earlier]:
    """Other applications of the person, newest first, in one query; whoever has their passport or number is them."""
    sent = Sent(case)
    others = Application.objects.filter(applicant_id__in=_same_person(case))
    others = others.exclude(Q(pk=case.pk) | Q(status=Status.DRAFT)).select_related("category")
    rows = others.only(
        "id", "number", "status", "category__name_tr", "category__name_en", "applicant_id", "submitted_at",
        "granted_from", "granted_to", "ended_on",
    )  # fmt: skip
    return [_earlier(each, case, sent) for each in rows.order_by("-submitted_at")[:MOST_EARLIER]]


def _same_person(case: Application) -> QuerySet:
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


def _earlier(each: Application, case: Application, sent: Sent) -> Earlier:
    granted = each.status in GRANTED and each.granted_from is not None
    last = min(each.granted_to, each.ended_on or each.granted_to) if granted else None
    overlaps = bool(last and each.granted_from <= sent.ends_on and last >= sent.starts_on)
    return Earlier(each, TAGS.get(each.status, "grey"), overlaps, each.applicant_id != case.applicant_id)


@dataclass(frozen=True)
class Mail:
    """A notice on this file and how far its mail has come."""

    key: str
    title: str
    at: datetime
    state: str  # a ``PromiseState``
    sent_at: datetime | None
    bounced_at: datetime | None
    unreached_at: datetime | None  # no address took it
    seen_at: datetime | None  # when the person was on the portal after that


def mails(case: Application) -> list[Mail]:
    """The notices on this file, newest first; they came with the case."""
    return [
        Mail(
            each["id"],
            each["title"],
            datetime.fromisoformat(each["at"]),
            each["state"],
            *(moment(each[name]) for name in ("sent", "bounced", "unreached", "seen")),
        )
        for each in case.mailed
    ]


@dataclass(frozen=True)
class Happened:
    at: datetime
    title: Any
    who: str = ""
    text: str = ""


# The moves of the table that decide an application, and those of them that tell a reason.
AGAINST = frozenset(
    {
        "reject",
        "reject_after_objection",
        "expire_revision",
        "expire_revision_finally",
        "dismiss_objection",
        "cancel",
    }
)
DECIDES = AGAINST | {
    "approve",
    "find_appropriate",
    "accept_objection",
    "accept_objection_free",
    "terminate",
    "reinstate",
}


@dataclass(frozen=True)
class Decided:
    """The newest decision: when it was made, by whom, and whether the case's reason is its reason."""

    at: datetime
    title: Any
    who: str
    reasoned: bool


def entries(case: Application) -> list[HistoryEntry]:
    """Every move of the file and of the requests on it, newest first; one query."""
    return list(case.history.select_related("officer").order_by("-at", "-pk"))


def last_decision(entries: list[HistoryEntry]) -> Decided | None:
    for each in entries:
        if each.subject == "application" and each.move in DECIDES:
            return Decided(each.at, title_of(each), _who(each), each.move in AGAINST)
    return None


def history(case: Application, entries: list[HistoryEntry], mails: list[Mail]) -> list[Happened]:
    """Moves with who made them and officers' remarks, notes and notices, newest first."""
    told = [Happened(each.at, title_of(each), _who(each), each.note) for each in entries]
    for each in case.noted:
        who = f"{each['first']} {each['last']}".strip() or each["who"]
        told.append(Happened(datetime.fromisoformat(each["at"]), _("İç not"), who, each["text"]))
    told += [Happened(each.at, _("Bildirim: %(title)s") % {"title": each.title}) for each in mails]
    return sorted(told, key=lambda each: each.at, reverse=True)


def _who(entry: Any) -> str:
    if entry.officer:
        return name_of(entry.officer)
    return _("başvuru sahibi") if entry.actor == Role.APPLICANT.value else _("sistem")
