"""Loads the published tariff from ``payments/tariff.yaml``; running it again changes nothing."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from payments.models import FeeKind, Tariff

PUBLISHED = Path(__file__).resolve().parents[2] / "tariff.yaml"


class Command(BaseCommand):
    help = "Load the published tariff; rows added by hand are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        added = 0
        with transaction.atomic():
            for year in yaml.safe_load(PUBLISHED.read_text(encoding="utf-8")):
                added += sum(self.ensure(year, *row) for row in rows(year))
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


def rows(year: dict[str, Any]) -> list[tuple[FeeKind, int | None, int]]:
    stepped = [(kind, steps, year[kind][steps]) for kind in (FeeKind.HARC, FeeKind.HARC_HALF) for steps in year[kind]]
    return [*stepped, (FeeKind.VALUABLE_PAPER, None, year["valuable_paper"])]
