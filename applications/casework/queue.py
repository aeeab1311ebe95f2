"""What the reviewers' queue shows: filters that are an address, tiles, pages by key, and the search.

Nothing here counts the table: a page reads one row more than it shows, a tile stops at a thousand (speed.md).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Notice, Officer
from emuafiyet.core.admin.paginator import bounded_counts
from emuafiyet.core.outbox.models import OutboxState
from emuafiyet.core.text.invisible_characters import without_invisible
from emuafiyet.core.text.name_comparison import search_terms

from ..models import Application
from ..models.status import Status
from .assignment import AWAITING_DECISION
from .search_numbers import applications_from, find_applications_by_workplace, find_people, parse_application_numbers

PAGE_SIZE = 25
MAX_COUNTED = 1000
MAX_FOUND = 50
DEFERRED_COLUMNS = ("snapshot", "rules", "decision_text", "decision_translation")

# The desks: name in the address, title, which rows, and the column that orders them.
Desk = tuple[str, Any, Q, str]


def list_desks(officer: Officer) -> tuple[Desk, ...]:
    """What the tiles count and lead to; the first entry is what the queue shows unasked."""
    waiting = Q(status__in=AWAITING_DECISION)
    return (
        ("bekleyen", _("Karar bekleyenler"), waiting, "evaluation_due_at"),
        ("benim", _("Bana atanan"), waiting & Q(assigned_to=officer), "evaluation_due_at"),
        ("atanmamis", _("Atanmamış"), waiting & Q(assigned_to__isnull=True), "evaluation_due_at"),
        ("geciken", _("Süresi geçen"), waiting & Q(evaluation_due_at__lt=timezone.now()), "evaluation_due_at"),
        (
            "revizyondan",
            _("Revizyondan dönen"),
            Q(status=Status.UNDER_EVALUATION, resubmitted_at__isnull=False),
            "evaluation_due_at",
        ),
        ("itiraz", _("İtirazlar"), Q(status=Status.OBJECTION_UNDER_EVALUATION), "evaluation_due_at"),
        ("odeme", _("Ödeme bekleyen"), Q(status=Status.AWAITING_PAYMENT), "payment_due_at"),
        ("ulasmayan", _("Bildirimi ulaşmayan"), Q(pk__in=_select_undelivered()), "-submitted_at"),
        ("tumu", _("Tümü"), ~Q(status=Status.DRAFT), "-submitted_at"),
    )


def _select_undelivered() -> QuerySet:
    """Files with a notice that no mailbox took and that has not gone out again since (A-14)."""
    failed = Q(promise_state=OutboxState.FAILED) | Q(bounced_at__isnull=False)
    gone_out = Notice.objects.filter(~failed, again_of=OuterRef("pk"))
    lost = Notice.objects.filter(failed, subject_id__isnull=False, again_of__isnull=True)
    return lost.filter(~Exists(gone_out)).values("subject_id")


@dataclass(frozen=True)
class QueueFilter:
    """One view of the queue, as its address says it. Whatever the address says wrongly is not there."""

    desk: str = "bekleyen"
    status: str = ""
    sector: str = ""
    category: str = ""
    nationality: str = ""
    assignee: str = ""
    after: str = ""

    PARAMETER_NAMES: ClassVar = {
        "desk": "masa",
        "status": "durum",
        "sector": "sektor",
        "category": "kategori",
        "nationality": "uyruk",
        "assignee": "gorevli",
        "after": "sonra",
    }

    @classmethod
    def from_query(cls, query: Any) -> "QueueFilter":
        values = {name: query.get(shown, "") for name, shown in cls.PARAMETER_NAMES.items()}
        if values["status"] in Status.values and not values["desk"]:
            values["desk"] = "tumu"  # a state is looked for among all
        if values["assignee"] and not (values["assignee"].isascii() and values["assignee"].isdigit()):
            values["assignee"] = ""
        return cls(**values | {"desk": values["desk"] or "bekleyen"})

    def build_query_string(self, **other: str) -> str:
        """``?masa=…`` of this view with some of it changed; "" for the queue as it comes."""
        wanted = replace(self, **other)
        told = {shown: getattr(wanted, name) for name, shown in self.PARAMETER_NAMES.items() if getattr(wanted, name)}
        if told.get("masa") == "bekleyen":
            del told["masa"]
        return f"?{urlencode(told)}" if told else ""

    @property
    def saved(self) -> str:
        """What a saved filter keeps: everything but the place in the pages."""
        return self.build_query_string(after="").removeprefix("?")


@dataclass(frozen=True)
class QueuePage:
    rows: list[Application]
    title: Any
    next: str  # the address of the following page, "" on the last


def load_page(wanted: QueueFilter, officer: Officer) -> QueuePage:
    """One page in one query. Rows that leave the queue meanwhile neither repeat nor hide others."""
    _key, title, which, order = next(
        (each for each in list_desks(officer) if each[0] == wanted.desk), list_desks(officer)[0]
    )
    rows = (
        Application.objects.filter(which, _build_facet_filter(wanted))
        .exclude(status=Status.DRAFT)
        .defer(*DEFERRED_COLUMNS)
    )
    column, falls = order.lstrip("-"), order.startswith("-")
    if place := _parse_cursor(wanted.after):
        rows = rows.filter(_build_keyset_filter(column, falls, *place))
    by: list[Any] = [F(column).desc(), "-pk"] if falls else [F(column).asc(), "pk"]
    found = list(rows.select_related("category", "assigned_to").order_by(*by)[: PAGE_SIZE + 1])
    more, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    last = shown[-1] if shown else None
    onward = wanted.build_query_string(after=f"{getattr(last, column).isoformat()},{last.pk}") if more and last else ""
    return QueuePage(shown, title, onward)


def _build_facet_filter(wanted: QueueFilter) -> Q:
    which = Q()
    for column, value in (
        ("status", wanted.status),
        ("category__sector_id", wanted.sector),
        ("category_id", wanted.category),
        ("nationality_as_sent", wanted.nationality),
        ("assigned_to_id", wanted.assignee),
    ):
        if value:
            which &= Q(**{column: value})
    return which


def _parse_cursor(after: str) -> tuple[datetime, UUID] | None:
    moment, _separator, key = after.partition(",")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None


def _build_keyset_filter(column: str, falls: bool, moment: datetime, key: UUID) -> Q:
    """Strictly after this row; the bare bound beside it is what an index can use."""
    side, strictly = ("lte", "lt") if falls else ("gte", "gt")
    beyond = Q(**{f"{column}__{strictly}": moment}) | Q(**{column: moment, f"pk__{strictly}": key})
    return Q(**{f"{column}__{side}": moment}) & beyond


@dataclass(frozen=True)
class QueueTile:
    key: str
    title: Any
    count: int

    @property
    def shown(self) -> str:
        return f"{MAX_COUNTED}+" if self.count > MAX_COUNTED else str(self.count)


def count_tiles(officer: Officer) -> list[QueueTile]:
    """Every desk but the last with how much lies on it, in one query; each count stops past a thousand."""
    counted = list_desks(officer)[:-1]
    counts = bounded_counts((Application.objects.filter(which) for _key, _title, which, _order in counted), MAX_COUNTED)
    return [QueueTile(key, title, count) for (key, title, *_), count in zip(counted, counts, strict=True)]


def search_applications(words: str) -> tuple[list[Application], bool]:
    """Files by any number or address that names them or their person, or by name; newest first; whether there are more.

    A name is found in any of its spellings (A-38) and in any order of its words; an employer abroad by any part of its.
    """
    text = " ".join(without_invisible(words).split())[:100]
    if not text:
        return [], False
    sent = Application.objects.exclude(status=Status.DRAFT)
    keys = list(sent.filter(number__in=parse_application_numbers(text)).values_list("pk", flat=True))
    if not keys and ("@" in text or any(letter.isdigit() for letter in text)):
        which = Q(applicant_id__in=find_people(text)) | Q(pk__in=find_applications_by_workplace(text))
        keys = list(sent.filter(which).order_by().values_list("pk", flat=True)[: MAX_FOUND + 1])
    elif not keys:
        wanted, terms = Q(), search_terms(text)
        for forms in terms:
            wanted &= reduce(or_, (Q(name_key__contains=form) for form in forms))
        # Without an order the trigram index answers; the few that are shown are put in order afterwards.
        keys = list(sent.filter(wanted).order_by().values_list("pk", flat=True)[: MAX_FOUND + 1]) if terms else []
        keys = list(dict.fromkeys([*keys, *sent.filter(pk__in=applications_from(text)).values_list("pk", flat=True)]))
    rows = sent.filter(pk__in=keys[:MAX_FOUND]).defer(*DEFERRED_COLUMNS).select_related("category", "assigned_to")
    return list(rows.order_by("-submitted_at", "-pk")), len(keys) > MAX_FOUND
