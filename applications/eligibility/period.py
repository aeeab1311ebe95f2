"""The duration guard (domain 2, 3.13): caps, the passport's margin, the quiet time after an earlier grant."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applicants.models import Applicant
from payments.payment_periods import add_months, is_at_least_months, is_longer_than_months, split_months_and_days

from ..models import Application, Category
from ..models.status import GRANTED_STATUSES, Status
from .deadlines import today

PASSPORT_MARGIN = timedelta(days=60)
FEE_FREE_BELOW_MONTHS = 3


def is_free(start: date, end: date, with_card: bool) -> bool:
    """Nothing is owed for less than three months without a card (guide 4.7)."""
    return not with_card and not is_card_required(start, end)


def is_card_required(start: date, end: date) -> bool:
    """From three months on a card is always made (domain 4.2)."""
    return is_at_least_months(start, end, FEE_FREE_BELOW_MONTHS)


@dataclass(frozen=True)
class PeriodLimits:
    """How long a category lets people stay: of the catalogue today, or as an application was sent under."""

    cap_months: int | None
    calendar_year: bool = False  # the cap counts within each calendar year
    rolling_days: int | None = None  # at most so many days …
    rolling_within: int | None = None  # … in any so many (L7)

    @classmethod
    def from_category(cls, category: Category) -> Self:
        return cls(**{each.name: getattr(category, each.name) for each in fields(cls)})

    @classmethod
    def from_frozen_rules(cls, case: Application) -> Self:
        """The rules that the application was sent under; a later change of the catalogue does not touch it."""
        return cls(**{each.name: case.rules[each.name] for each in fields(cls) if each.name in case.rules})


Period = tuple[date, date]


class SentApplication(NamedTuple):
    """What a later application of the same person is judged by."""

    pk: UUID
    category_id: str
    status: str
    granted_on: date | None
    granted_from: date | None
    granted_to: date | None
    ended_on: date | None


def list_sent_applications(applicant: Applicant) -> list[SentApplication]:
    """All that the person has ever sent, in one query."""
    rows = Application.objects.filter(applicant=applicant).exclude(status=Status.DRAFT)
    return [SentApplication(*row) for row in rows.values_list(*SentApplication._fields)]


def list_earlier_periods(case: Application, sent: Iterable[SentApplication] | None = None) -> list[Period]:
    """What the person was granted before in the same category, as it really ended; asked only where it counts.

    ``sent``: what ``list_sent_applications`` answers, where the caller has it.
    """
    category = case.category
    if not (category.rolling_days or category.calendar_year):
        return []
    counted = {*GRANTED_STATUSES, Status.AWAITING_PAYMENT}
    return [
        (each.granted_from, min(each.granted_to, each.ended_on) if each.ended_on else each.granted_to)
        for each in (list_sent_applications(case.applicant) if sent is None else sent)
        if each.status in counted and each.category_id == category.pk and each.pk != case.pk
        if each.granted_from and each.granted_to
        if each.ended_on is None or each.ended_on >= each.granted_from  # one that ended before it began used up no day
    ]


def find_period_problems(
    limits: PeriodLimits,
    start: date,
    end: date,
    passport_expires_on: date | None,
    *,
    past_allowed: bool = False,
    earlier: Iterable[Period] = (),
) -> list[tuple[str, str]]:
    """What stands against this period, as (form field, reason), worst first; empty when it can be granted."""
    if end < start:
        return [("ends_on", _("Bitiş tarihi, başlangıç tarihinden önce olamaz."))]
    problems = []
    if start < today() and not past_allowed:
        problems.append(("starts_on", _("Başlangıç tarihi bugünden önce olamaz.")))
    reasons = (_check_cap(limits, start, end, earlier), _check_rolling_window(limits, start, end, earlier))
    problems += [("ends_on", reason) for reason in reasons if reason]
    if passport_expires_on and end > passport_expires_on - PASSPORT_MARGIN:
        last = passport_expires_on - PASSPORT_MARGIN
        problems.append(
            (
                "ends_on",
                _("Muafiyet, pasaportun son gününden en az 60 gün önce bitmelidir: en geç %(last)s.")
                % {"last": date_format(last, "j E Y")},
            )
        )
    return problems


def compute_latest_end(limits: PeriodLimits, start: date, passport_expires_on: date | None) -> date | None:
    """The last day that could be asked for from ``start``, other periods aside; None when nothing bounds it."""
    bounds = []
    if limits.cap_months and not limits.calendar_year:
        bounds.append(add_months(start, limits.cap_months) - timedelta(days=1))
    if passport_expires_on:
        bounds.append(passport_expires_on - PASSPORT_MARGIN)
    return min(bounds, default=None)


def _check_cap(limits: PeriodLimits, start: date, end: date, earlier: Iterable[Period]) -> str | None:
    if not limits.cap_months:
        return None
    if limits.calendar_year:
        return _check_calendar_year(limits.cap_months, start, end, earlier)
    if not is_longer_than_months(start, end, limits.cap_months):
        return None
    last = add_months(start, limits.cap_months) - timedelta(days=1)
    return _("Bu kategoride en çok %(n)d ay verilir; bitiş tarihi en geç %(last)s olabilir.") % {
        "n": limits.cap_months,
        "last": date_format(last, "j E Y"),
    }


def _check_calendar_year(cap: int, start: date, end: date, earlier: Iterable[Period]) -> str | None:
    """A-23: a period that crosses New Year is split, and each year's parts are added up."""
    for year in range(start.year, end.year + 1):
        parts = [part for period in (*earlier, (start, end)) if (part := _clip_to_year(period, year))]
        lengths = [split_months_and_days(*part) for part in parts]
        if sum(30 * months + days for months, days in lengths) > 30 * cap:
            reason = _("Bu kategoride bir takvim yılında en çok %(n)d ay verilir; %(year)d yılı için bu süre aşılıyor.")
            return reason % {"n": cap, "year": year}
    return None


def _clip_to_year(period: Period, year: int) -> Period | None:
    first, last = max(period[0], date(year, 1, 1)), min(period[1], date(year, 12, 31))
    return (first, last) if first <= last else None


def _check_rolling_window(limits: PeriodLimits, start: date, end: date, earlier: Iterable[Period]) -> str | None:
    """L7: the days of this and the earlier periods in any window of so many days (Law 6735 art. 13)."""
    if not (limits.rolling_days and limits.rolling_within):
        return None
    most = count_most_days_within([*earlier, (start, end)], limits.rolling_within)
    if most <= limits.rolling_days:
        return None
    reason = _("Bu kategoride her %(within)d günün en çok %(days)d günü verilir; önceki sürelerle %(most)d gün oluyor.")
    return reason % {"within": limits.rolling_within, "days": limits.rolling_days, "most": most}


def count_most_days_within(periods: Iterable[Period], within: int) -> int:
    """The largest number of covered days in any ``within`` days in a row; days in two periods count once."""
    covered = sorted({day for start, end in periods for day in range(start.toordinal(), end.toordinal() + 1)})
    most = first = 0
    for last, day in enumerate(covered):
        while day - covered[first] >= within:
            first += 1
        most = max(most, last - first + 1)
    return most


def find_cooldown_problem(
    applicant: Applicant, category: Category, sent: Iterable[SentApplication] | None = None
) -> str | None:
    """L2: after a grant in the same category some months must pass, counted from the grant; never from a refusal.

    ``sent``: what ``list_sent_applications`` answers, where the caller has it.
    """
    if category.cooldown != Category.Cooldown.GRANT or not category.cooldown_months:
        return None
    earlier = list_sent_applications(applicant) if sent is None else sent
    granted = max(
        (
            each.granted_on
            for each in earlier
            if each.granted_on and each.category_id == category.pk and each.status in GRANTED_STATUSES
        ),
        default=None,
    )
    if granted is None:
        return None
    free_from = add_months(granted, category.cooldown_months)
    if today() >= free_from:
        return None
    return _(
        "Bu kategoride %(granted)s tarihinde muafiyet verildi; yeni başvuru %(free)s tarihinden sonra yapılabilir."
    ) % {
        "granted": date_format(granted, "j E Y"),
        "free": date_format(free_from, "j E Y"),
    }
