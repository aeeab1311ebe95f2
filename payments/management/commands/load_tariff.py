"""Loads the published tariff from ``payments/tariff.yaml``; running it again changes nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from payments.models import FeeKind, Tariff

PUBLISHED = Path(__file__).resolve().parents[2] / "tariff.yaml"


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
            for year in published():
                added += sum(self.ensure(year, *row) for row in rows(year))
            if options["example"]:
                added += sum(self.ensure(year, *row) for year in example(timezone.localdate()) for row in rows(year))
        if options["verbosity"]:
            self.stdout.write(f"tariff: {added} rows added")

    def ensure(self, year: dict[str, Any], kind: FeeKind, steps: int | None, amount: int) -> bool:
        """Add the row if missing. An amount that differs is never overwritten: orders may have been priced by it."""
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


def published() -> list[dict[str, Any]]:
    return yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))


def example(today: date) -> list[dict[str, Any]]:
    """The last year's amounts from the day on which they ended; nothing before that day has come."""
    last = published()[-1]
    ended = last["valid_to"] + timedelta(days=1)
    if today < ended:
        return []
    return [last | {"valid_from": ended, "valid_to": None, "source": "ÖRNEK · önceki yılın tutarları"}]


def rows(year: dict[str, Any]) -> list[tuple[FeeKind, int | None, int]]:
    stepped = [(kind, steps, year[kind][steps]) for kind in (FeeKind.HARC, FeeKind.HARC_HALF) for steps in year[kind]]
    return [*stepped, (FeeKind.VALUABLE_PAPER, None, year["valuable_paper"])]
