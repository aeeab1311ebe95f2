"""The duration guard: caps, windows of days, calendar years, the passport's margin, the quiet time, the lawful stay."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from applications.eligibility.deadlines import today
from applications.eligibility.occupations import explain_full_permit, find_reserving_law
from applications.eligibility.period import (
    PeriodLimits,
    compute_latest_end,
    count_most_days_within,
    find_cooldown_problem,
    find_period_problems,
    is_card_required,
)
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application, Category, Work
from payments.payment_periods import add_months, count_fee_years

from . import cases

VECTORS = yaml.safe_load((Path(__file__).parent.parent / "vectors.yaml").read_text(encoding="utf-8"))
WINDOW = PeriodLimits(3, rolling_days=90, rolling_within=180)
YEAR = PeriodLimits(8, calendar_year=True)


def reasons(
    limits: PeriodLimits, start: date, end: date, expires: date | None = None, earlier: Iterable = ()
) -> list[str]:
    return [said for _, said in find_period_problems(limits, start, end, expires, past_allowed=True, earlier=earlier)]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.requirement("R46", "R47", "R49")
@pytest.mark.parametrize("row", VECTORS["three_month_rule"], ids=lambda row: f"{row['start']}..{row['end']}")
def test_three_months_are_calendar_months(row: dict) -> None:
    assert (row["end"] - row["start"]).days + 1 == row["days"]
    assert is_card_required(row["start"], row["end"]) is row["at_least_3_months"]
    assert bool(reasons(PeriodLimits(3), row["start"], row["end"])) is row["exceeds_3_months"]


@pytest.mark.requirement("R46")
@pytest.mark.parametrize("row", VECTORS["fee_steps"], ids=lambda row: f"{row['start']}..{row['end']}")
def test_the_fee_steps_with_every_year_begun(row: dict) -> None:
    assert count_fee_years(row["start"], row["end"]) == row["yearly_fees"]


@pytest.mark.requirement("L4")
@pytest.mark.parametrize("cap", [1, 3, 4, 6, 12, 24, 36])
def test_a_cap_holds_to_the_day(cap: int) -> None:
    start = date(2027, 1, 31)
    last = add_months(start, cap) - timedelta(days=1)
    assert reasons(PeriodLimits(cap), start, last) == []
    (said,) = reasons(PeriodLimits(cap), start, last + timedelta(days=1))
    assert f"en çok {cap} ay" in said
    assert compute_latest_end(PeriodLimits(cap), start, None) == last


@pytest.mark.requirement("L3")
def test_the_passport_outlives_the_exemption_by_sixty_days() -> None:
    start, expires = date(2027, 3, 1), date(2027, 7, 31)
    assert reasons(PeriodLimits(None), start, date(2027, 6, 1), expires) == []
    (said,) = reasons(PeriodLimits(None), start, date(2027, 6, 2), expires)
    assert "en geç 1 Haziran 2027" in said
    assert compute_latest_end(PeriodLimits(24), start, expires) == date(2027, 6, 1)
    assert compute_latest_end(PeriodLimits(None), start, None) is None


@pytest.mark.requirement("L7")
@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        ("2027-04-01", "2027-05-30", False),  # 30 + 60 days
        ("2027-04-01", "2027-05-31", True),  # a 91st
        ("2027-06-30", "2027-09-27", False),  # the first 30 lie 180 days back by the time the 90 are full
        ("2027-06-29", "2027-09-27", True),  # 91 days of its own
        ("2027-01-01", "2027-01-30", False),  # the same days again count once
    ],
)
def test_ninety_days_in_any_hundred_and_eighty(start: str, end: str, over: bool) -> None:
    earlier = [(date(2027, 1, 1), date(2027, 1, 30))]
    said = reasons(PeriodLimits(None, rolling_days=90, rolling_within=180), day(start), day(end), earlier=earlier)
    assert bool(said) is over
    if over:
        assert "her 180 günün en çok 90 günü" in said[0]


def test_the_fullest_window_may_lie_anywhere() -> None:
    one, other = (date(2027, 1, 1), date(2027, 1, 10)), (date(2027, 1, 15), date(2027, 1, 24))
    assert count_most_days_within([one, other], 10) == 10
    assert count_most_days_within([one, other], 24) == 20
    assert count_most_days_within([], 180) == 0


@pytest.mark.requirement("L4")
@pytest.mark.parametrize(
    ("start", "end", "earlier", "year"),
    [
        ("2027-01-01", "2027-08-31", [], None),
        ("2027-01-01", "2027-09-01", [], 2027),
        ("2027-07-01", "2028-06-30", [], None),  # six months in each year
        ("2027-10-01", "2028-09-30", [], 2028),  # three, then nine
        ("2027-10-01", "2027-12-31", [("2027-01-01", "2027-05-31")], None),
        ("2027-10-01", "2027-12-31", [("2027-01-01", "2027-06-30")], 2027),
        ("2028-01-01", "2028-08-31", [("2027-01-01", "2027-08-31")], None),
    ],
)
def test_eight_months_in_a_calendar_year_split_at_new_year(
    start: str, end: str, earlier: list[tuple[str, str]], year: int | None
) -> None:
    said = reasons(YEAR, day(start), day(end), earlier=[(day(first), day(last)) for first, last in earlier])
    assert bool(said) is bool(year)
    if year:
        assert f"{year} yılı" in said[0]


@pytest.mark.requirement("L6")
@pytest.mark.parametrize(
    ("occupation", "end", "stopped"),
    [
        ("Makine Mühendisi", "2027-02-28", False),
        ("Makine Mühendisi", "2027-03-01", True),
        ("İNŞAAT MÜHENDİSİ", "2027-06-01", True),
        ("İç mimar", "2027-06-01", True),
        ("Şehir plancısı", "2027-06-01", True),
        ("Software engineer", "2027-06-01", True),
        ("Müzisyen", "2027-06-01", False),
    ],
)
def test_engineers_architects_and_planners_have_one_month(occupation: str, end: str, stopped: bool) -> None:
    assert bool(explain_full_permit(occupation, date(2027, 2, 1), day(end))) is stopped


@pytest.mark.requirement("R45")
@pytest.mark.parametrize(
    ("occupation", "law"),
    [
        ("AVUKAT", "1136"),
        ("Özel güvenlik görevlisi", "5188"),
        ("Diş hekimi", "1219"),
        ("profesyonel turist rehberi", "6326"),
        ("Kimyager", ""),
    ],
)
def test_what_laws_reserve_to_citizens_is_known(occupation: str, law: str) -> None:
    assert find_reserving_law(occupation).startswith(law)
    assert bool(find_reserving_law(occupation)) is bool(law)


@pytest.mark.django_db
class TestOfAPerson:
    """What depends on the person's earlier grants."""

    @pytest.mark.requirement("L7")
    def test_days_of_an_earlier_grant_count_at_the_gate(self, catalogue: None) -> None:
        applicant = cases.person()
        earlier = cases.sent(cases.draft(applicant, "cross-border-service", days=59))
        cases.do("approve", earlier, Actor.from_person(cases.officer()), **cases.period(earlier))
        Application.objects.filter(pk=earlier.pk).update(granted_on=today() - timedelta(days=200))
        start = today() + timedelta(days=80)
        second = cases.draft(applicant, "cross-border-service", starts_on=start, ends_on=start + timedelta(days=29))
        assert cases.sent(second).status == "under_evaluation"  # 60 and 30
        cases.do("withdraw", second, Actor.from_person(applicant))
        third = cases.draft(applicant, "cross-border-service", starts_on=start, ends_on=start + timedelta(days=30))
        with pytest.raises(engine.GuardError, match="91 gün"):
            cases.sent(third)

    @pytest.mark.requirement("L2")
    @pytest.mark.parametrize(
        ("category", "months"), [("cross-border-service", 6), (cases.SCIENCE, 12), ("tour-operator-representative", 0)]
    )
    def test_the_quiet_time_runs_from_the_grant_to_the_day(self, catalogue: None, category: str, months: int) -> None:
        case = cases.sent(cases.draft(category=category, days=20))
        cases.do("approve", case, Actor.from_person(cases.officer()), **cases.period(case))
        kind = Category.objects.get(pk=category)
        assert bool(find_cooldown_problem(case.applicant, kind)) is bool(months)
        if months:
            over = add_months(today(), -months)
            while (
                add_months(over + timedelta(days=1), months) <= today()
            ):  # a month that had days which this one has not
                over += timedelta(days=1)
            for granted_on, waits in ((over, False), (over + timedelta(days=1), True)):
                Application.objects.filter(pk=case.pk).update(granted_on=granted_on)
                assert bool(find_cooldown_problem(case.applicant, kind)) is waits

    @pytest.mark.requirement("L5")
    def test_inside_the_country_nothing_is_sent_without_a_lawful_stay(self, catalogue: None) -> None:
        case = cases.draft(cases.person(door="passport", consular_reference=None, mission=""))
        Work.objects.filter(application=case).update(stay_until=today() - timedelta(days=1))
        with pytest.raises(engine.GuardError, match="yasal kalış"):
            cases.sent(case)
        Work.objects.filter(application=case).update(stay_until=today())
        assert cases.sent(Application.objects.get(pk=case.pk)).status == "under_evaluation"

    @pytest.mark.parametrize(("years", "may"), [(18, True), (17, False), (14, False)])
    def test_who_is_too_young_is_told(self, catalogue: None, years: int, may: bool) -> None:
        """A-28: under fifteen never; to eighteen not before the ministry says so."""
        young = cases.person(birth_year=today().year - years, birth_month=today().month, birth_day=1)
        if may:
            assert cases.start(Category.objects.get(pk=cases.SCIENCE), young)
        else:
            with pytest.raises(engine.GuardError, match="18 yaşından küçükler"):
                cases.start(Category.objects.get(pk=cases.SCIENCE), young)
