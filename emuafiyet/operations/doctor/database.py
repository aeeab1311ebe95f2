"""Checks of PostgreSQL and of what has to stand in it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from applicants.staff.account_changes import find_active_administrators
from applications.models import Holiday
from emuafiyet.core.database_roles import APP_LIMITS, can_rewrite
from payments.models import FeeKind, Tariff

from .running import BrokenError

MINIMUM_VERSION = 150000
LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=2)
NEEDED_ADMINISTRATORS = 2
# The yearly communiqué is published in the last days of the year: until then next year's amounts cannot be there.
TARIFF_DUE_MONTH_DAY = (12, 31)


def check_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, words = cursor.fetchone()
    if number < MINIMUM_VERSION:
        raise BrokenError(f"PostgreSQL {words}, 15 or newer is needed")
    return f"PostgreSQL {words.split()[0]}"


def check_migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise BrokenError(f"{len(missing)} migrations are not applied")
    return "all applied"


def check_role() -> str:
    """The role that serves owns nothing and carries its limits of time."""
    with connection.cursor() as cursor:
        if can_rewrite(cursor):
            raise BrokenError("the database's owner signs in, whom no rule binds")
        for setting, wanted in APP_LIMITS.items():
            cursor.execute("SELECT current_setting(%s)", [setting])
            (value,) = cursor.fetchone()
            if value != wanted:
                raise BrokenError(f"{setting} is {value}, not {wanted}")
    return "owns nothing, limits of time are set"


def check_clock(read_clock: Callable[[], datetime] = timezone.now) -> str:
    """This machine's clock against the database's; deadlines are judged by both."""
    with connection.cursor() as cursor:
        before = read_clock()
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
        after = read_clock()
    apart = max(before - theirs, theirs - after, timedelta())
    if apart > LARGEST_CLOCK_DIFFERENCE:
        raise BrokenError(f"{apart.total_seconds():.0f} s apart from the database's")
    return f"{apart.total_seconds():.1f} s apart from the database's"


def check_tariff(today: date | None = None) -> str:
    """Every kind of fee has an amount today, and on the first of January once that must be known."""
    today = today or timezone.localdate()
    missing = _find_missing_fees(today)
    if missing:
        raise BrokenError(f"no amount today for {', '.join(missing)}")
    next_year = _find_missing_fees(date(today.year + 1, 1, 1))
    if next_year and (today.month, today.day) >= TARIFF_DUE_MONTH_DAY:
        raise BrokenError(f"no amount from 1 January {today.year + 1} for {', '.join(next_year)}")
    if next_year:
        return f"{today.year} is there, {today.year + 1} is not yet published: enter it by 31 December"
    return f"{today.year} and {today.year + 1} are there"


def _find_missing_fees(day: date) -> list[str]:
    rows = Tariff.objects.filter(valid_from__lte=day, nationality__isnull=True).exclude(valid_to__lt=day)
    known = set(rows.values_list("kind", flat=True))
    return [kind for kind in FeeKind.values if kind not in known]


def check_holidays(today: date | None = None) -> str:
    year = (today or timezone.localdate()).year
    known = set(Holiday.objects.filter(day__year__in=(year, year + 1)).values_list("day__year", flat=True))
    missing = [str(each) for each in (year, year + 1) if each not in known]
    if missing:
        raise BrokenError(f"none for {' and '.join(missing)}")
    return f"{year} and {year + 1} are there"


def check_administrators() -> str:
    count = find_active_administrators().count()
    if count < NEEDED_ADMINISTRATORS:
        raise BrokenError(f"{count} active, {NEEDED_ADMINISTRATORS} are needed: one proposes and one confirms")
    return f"{count} active"
