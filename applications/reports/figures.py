"""The reports: bounded aggregates of the history, each a table of plain values that is drawn, shown and exported alike.

Nobody's personal data: weeks, categories, nationalities, officers' names and sums.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q, Sum
from django.db.models.functions import Extract, Now, TruncWeek
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from emuafiyet.core.countries import country_name
from payments.models import Leg, LegState, OrderState

from ..casework.assignment import AWAITING_DECISION
from ..eligibility.deadlines import ISTANBUL
from ..models import Application, HistoryEntry
from ..models.status import Status
from .report_period import ReportScope

POSITIVE_DECISIONS = ("approve", "find_appropriate", "accept_objection", "accept_objection_free")
NEGATIVE_DECISIONS = (
    "reject",
    "reject_after_objection",
    "dismiss_objection",
    "expire_revision",
    "expire_revision_finally",
)
FIRST_DECISIONS = ("approve", "find_appropriate", "reject", "expire_revision")
MAX_NAMED_ROWS = 12
DAY_SECONDS = 24 * 3600


class Percentile(Aggregate):
    """PERCENTILE_CONT: interpolated between the two nearest values."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: float, **extra: Any):
        super().__init__(expression, share=float(share), **extra)


@dataclass(frozen=True)
class Report:
    """``columns`` name the values of each row; the first is what the row is about. ``drawn``: how (see plots.py)."""

    key: str
    title: str
    note: str
    columns: list[str]
    rows: list[list[Any]]
    drawn: str
    unit: str = ""
    series: list[int] = field(default_factory=list)  # the columns that are drawn; all but the first when empty


def _select_history(scope: ReportScope, names: tuple[str, ...] = (), to_now: bool = False) -> Any:
    rows = HistoryEntry.objects.filter(
        scope.build_application_filter("application__"), subject="application", at__gte=scope.start
    )
    if not to_now:
        rows = rows.filter(at__lt=scope.end)
    return rows.filter(move__in=names) if names else rows


def _truncate_to_week(column: str) -> TruncWeek:
    return TruncWeek(column, tzinfo=ISTANBUL)


def _group_by_week(rows: Any, column: str, **counts: Any) -> dict[date, dict[str, Any]]:
    # A week may begin in the year before: what counts is its Monday.
    found = rows.annotate(week=_truncate_to_week(column)).values("week").annotate(**counts).order_by("week")
    return {timezone.localtime(each["week"], ISTANBUL).date(): each for each in found}


def build_weekly_report(scope: ReportScope) -> Report:
    """Received, decided, and what waited for a decision at each week's end, counted back from what waits now."""
    sent = Application.objects.filter(
        scope.build_application_filter(), submitted_at__gte=scope.start, submitted_at__lt=scope.end
    )
    received = _group_by_week(sent, "submitted_at", n=Count("pk"))
    enters = Q(to_status__in=AWAITING_DECISION) & ~Q(from_status__in=AWAITING_DECISION)
    leaves = Q(from_status__in=AWAITING_DECISION) & ~Q(to_status__in=AWAITING_DECISION)
    flow = _group_by_week(
        _select_history(scope, to_now=True),
        "at",
        came=Count("pk", filter=enters),
        went=Count("pk", filter=leaves),
        decided=Count("pk", filter=Q(move__in=POSITIVE_DECISIONS + NEGATIVE_DECISIONS)),
    )
    waiting = Application.objects.filter(scope.build_application_filter(), status__in=AWAITING_DECISION).count()
    weeks = scope.list_weeks()
    for monday in sorted((week for week in flow if week > weeks[-1]), reverse=True):
        waiting -= flow[monday]["came"] - flow[monday]["went"]
    rows: list[list[Any]] = []
    for monday in reversed(weeks):
        change = flow.get(monday, {"came": 0, "went": 0, "decided": 0})
        rows.append([monday, received.get(monday, {"n": 0})["n"], change["decided"], waiting])
        waiting -= change["came"] - change["went"]
    return Report(
        "haftalik",
        _("Haftalara göre başvurular"),
        _("Bekleyen: haftanın sonunda karar bekleyen başvuru sayısı."),
        [_("Hafta"), _("Alınan"), _("Karara bağlanan"), _("Bekleyen")],
        rows[::-1],
        "lines",
    )


def build_duration_report(scope: ReportScope) -> Report:
    """Calendar days from sending to the first decision, by the week of the decision."""
    took = ExpressionWrapper(F("at") - F("application__submitted_at"), output_field=DurationField())
    days = ExpressionWrapper(Extract(took, "epoch") / DAY_SECONDS, output_field=FloatField())
    rows = _select_history(scope, FIRST_DECISIONS).annotate(days=days)
    found = _group_by_week(rows, "at", half=Percentile("days", 0.5), most=Percentile("days", 0.9), n=Count("pk"))
    told = []
    for monday in scope.list_weeks():
        each = found.get(monday)
        told.append(
            [monday, *((_round_days(each["half"]), _round_days(each["most"]), each["n"]) if each else (None, None, 0))]
        )
    return Report(
        "sure",
        _("Gönderimden ilk karara geçen süre"),
        _("Takvim günü; başvuru sahibinin düzeltme için kullandığı günler de içindedir."),
        [_("Hafta"), _("Ortanca"), _("Yüzde 90’ı şu süreden kısa"), _("Karar sayısı")],
        told,
        "lines",
        unit=_("gün"),
        series=[1, 2],
    )


def _round_days(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _count_outcomes(scope: ReportScope, column: str, named: Callable[[Any], str] = str) -> list[list[Any]]:
    found = (
        _select_history(scope, POSITIVE_DECISIONS + NEGATIVE_DECISIONS)
        .values(column)
        .annotate(
            yes=Count("pk", filter=Q(move__in=POSITIVE_DECISIONS)),
            no=Count("pk", filter=Q(move__in=NEGATIVE_DECISIONS)),
        )
    )
    every = sorted(found, key=lambda each: (-(each["yes"] + each["no"]), each[column]))
    rows = [[named(each[column]), each["yes"], each["no"]] for each in every[:MAX_NAMED_ROWS]]
    if rest := every[MAX_NAMED_ROWS:]:
        rows.append([_("Diğer"), sum(each["yes"] for each in rest), sum(each["no"] for each in rest)])
    return rows


def build_category_report(scope: ReportScope) -> Report:
    name = f"application__category__name_{'tr' if get_language() == 'tr' else 'en'}"
    columns = [_("Kategori"), _("Olumlu"), _("Olumsuz")]
    return Report("kategori", _("Kategorilere göre kararlar"), "", columns, _count_outcomes(scope, name), "bars")


def build_nationality_report(scope: ReportScope) -> Report:
    columns = [_("Uyruk"), _("Olumlu"), _("Olumsuz")]
    rows = _count_outcomes(scope, "application__nationality_as_sent", country_name)
    return Report("uyruk", _("Uyruklara göre kararlar"), "", columns, rows, "bars")


def build_overdue_report(scope: ReportScope) -> Report:
    """As of now: files past their last day, by whose they are."""
    late = Application.objects.filter(
        scope.build_application_filter(), status__in=AWAITING_DECISION, evaluation_due_at__lt=Now()
    )
    who = ("assigned_to__first_name", "assigned_to__last_name", "assigned_to__username")
    found = late.values(*who).annotate(n=Count("pk")).order_by("-n", *who)
    rows = []
    for each in found:
        first, last, username = (each[name] or "" for name in who)
        rows.append([f"{first} {last}".strip() or username or _("Atanmamış"), each["n"]])
    return Report(
        "geciken",
        _("Süresi geçen başvurular, görevliye göre"),
        _("Şu andaki durum."),
        [_("Görevli"), _("Başvuru")],
        rows,
        "bars",
    )


AGE_BANDS = ((7, "0–7"), (15, "8–15"), (30, "16–30"), (None, "30+"))


def build_outstanding_report(scope: ReportScope) -> Report:
    """As of now: what open orders still wait for, by how long they have been open. In lira; the tables hold kuruş."""
    unpaid = Leg.objects.filter(order__state=OrderState.OPEN, state__in=[LegState.PENDING, LegState.MISMATCHED])
    if scope.sector or scope.category or scope.nationality:
        mine = Application.objects.filter(scope.build_application_filter(), status=Status.AWAITING_PAYMENT)
        unpaid = unpaid.filter(order__case_reference__in=mine.values("pk"))
    found = unpaid.values("tax_code", "order__opened_at__date").annotate(
        kurus=Sum("amount_kurus"), n=Count("order", distinct=True)
    )
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in found:
        age = (timezone.localdate(timezone=ISTANBUL) - each["order__opened_at__date"]).days
        band = next(name for most, name in AGE_BANDS if most is None or age <= most)
        sums[band][each["tax_code"]] += each["kurus"]
    rows: list[list[Any]] = [
        [_("%(days)s gün") % {"days": name}, _convert_to_lira(sums[name]["9280"]), _convert_to_lira(sums[name]["9268"])]
        for _most, name in AGE_BANDS
    ]
    columns = [_("Açıldığından beri"), _("Harç (9280)"), _("Değerli kâğıt (9268)")]
    return Report("odeme", _("Beklenen ödemeler"), _("Şu andaki durum, TL."), columns, rows, "bars", unit="TL")


def _convert_to_lira(kurus: int) -> Decimal:
    return Decimal(kurus) / 100


REPORT_BUILDERS: tuple[Callable[[ReportScope], Report], ...] = (
    build_weekly_report,
    build_duration_report,
    build_category_report,
    build_nationality_report,
    build_overdue_report,
    build_outstanding_report,
)
