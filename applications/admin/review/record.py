"""What else is known of the person and the file: earlier applications, officers' notes, the whole of its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from applicants.models import Identity

from ...actors import Role
from ...assignment import name_of
from ...listing import TAGS
from ...models import Application
from ...status import GRANTED, Status
from ...timeline import title_of
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
    identity, sent = case.applicant.identity, Sent(case)
    same = Q(pk=case.applicant_id)
    if identity.foreigner_id:
        same |= Q(foreigner_id=identity.foreigner_id)
    if number := case.snapshot["passport"]["number"]:
        nationality = Q(nationality=identity.nationality)
        same |= nationality & (Q(passport_number=number) | Q(applicant__passport__number=number))
    others = Application.objects.filter(applicant_id__in=Identity.objects.filter(same).values("pk"))
    others = others.exclude(Q(pk=case.pk) | Q(status=Status.DRAFT)).select_related("category")
    rows = others.only(
        "id", "number", "status", "category__name_tr", "category__name_en", "applicant_id", "submitted_at",
        "granted_from", "granted_to", "ended_on",
    )  # fmt: skip
    return [_earlier(each, case, sent) for each in rows.order_by("-submitted_at")[:MOST_EARLIER]]


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


def mails(case: Application) -> list[Mail]:
    """The notices on this file, newest first; they came with the case."""
    return [
        Mail(each["id"], each["title"], datetime.fromisoformat(each["at"]), each["state"], moment(each["sent"]))
        for each in case.mailed
    ]


@dataclass(frozen=True)
class Happened:
    at: datetime
    title: Any
    who: str = ""
    text: str = ""


def history(case: Application, mails: list[Mail]) -> list[Happened]:
    """Moves with who made them and officers' remarks, notes and notices, newest first; one query."""
    told = [Happened(each.at, title_of(each), _who(each), each.note) for each in case.history.select_related("officer")]
    for each in case.noted:
        who = f"{each['first']} {each['last']}".strip() or each["who"]
        told.append(Happened(datetime.fromisoformat(each["at"]), _("İç not"), who, each["text"]))
    told += [Happened(each.at, _("Bildirim: %(title)s") % {"title": each.title}) for each in mails]
    return sorted(told, key=lambda each: each.at, reverse=True)


def _who(entry: Any) -> str:
    if entry.officer:
        return name_of(entry.officer)
    return _("başvuru sahibi") if entry.actor == Role.APPLICANT.value else _("sistem")
