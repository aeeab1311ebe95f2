"""Loads the published tariff from ``payments/tariff.yaml``; running it again changes nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from payments.models import FeeKind, Tariff

EXAMPLE_SOURCE = "ÖRNEK · önceki yılın tutarları"
PUBLISHED_FILE = Path(__file__).resolve().parents[2] / "tariff.yaml"


class Command(BaseCommand):
    help = "Load the published tariff; rows added by hand are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--example", action="store_true", help="let the last published amounts go on, in a demo that outlives them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["example"] and not settings.DEMO:
            raise CommandError("amounts that nobody published are for demos only")
        added = 0
        with transaction.atomic():
            for year in published_years():
                added += sum(self.ensure_row(year, *row) for row in read_rows(year))
            if options["example"]:
                added += self.extend_last_amounts(timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(f"tariff: {added} rows added")

    def ensure_row(self, year: dict[str, Any], kind: FeeKind, steps: int | None, amount: int) -> bool:
        """Add the row if missing. An amount that differs is never overwritten: orders may have been priced by it."""
        begun = general_rows(kind, steps).filter(source=EXAMPLE_SOURCE, valid_from__lte=year["valid_to"])
        if begun.filter(valid_to__gte=year["valid_from"]).exists():
            return False  # a demo's year that began on examples ends on them
        row, added = Tariff.objects.get_or_create(
            kind=kind,
            steps=steps,
            nationality=None,
            valid_from=year["valid_from"],
            defaults={"valid_to": year["valid_to"], "amount_kurus": amount, "source": year["source"]},
        )
        if row.amount_kurus != amount:
            raise CommandError(f"{row}: the database says {row.amount_kurus}, the file {amount}")
        return added

    def extend_last_amounts(self, today: date) -> int:
        """Where no row says what to pay today, the last published amount does, until the year or the gap ends."""
        added = 0
        for kind, steps, amount in read_rows(published_years()[-1]):
            mine = general_rows(kind, steps)
            if mine.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today).exists():
                continue
            last = date(today.year, 12, 31)
            later = mine.filter(valid_from__gt=today, valid_from__lte=last).order_by("valid_from").first()
            if later:
                last = later.valid_from - timedelta(days=1)
            amounts = {"amount_kurus": amount, "valid_from": today, "valid_to": last, "source": EXAMPLE_SOURCE}
            Tariff.objects.create(kind=kind, steps=steps, **amounts)
            added += 1
        return added


def general_rows(kind: FeeKind, steps: int | None) -> QuerySet[Tariff]:
    """The rows that are not for one nationality."""
    return Tariff.objects.filter(kind=kind, steps=steps, nationality=None)


def published_years() -> list[dict[str, Any]]:
    return yaml.safe_load(PUBLISHED_FILE.read_text(encoding="utf-8"))


def read_rows(year: dict[str, Any]) -> list[tuple[FeeKind, int | None, int]]:
    stepped = [(kind, steps, year[kind][steps]) for kind in (FeeKind.HARC, FeeKind.HARC_HALF) for steps in year[kind]]
    return [*stepped, (FeeKind.VALUABLE_PAPER, None, year["valuable_paper"])]
