"""Brings catalogue.yaml into the database; safe to run again and again."""

from pathlib import Path

import yaml
from django.db import transaction

from ..models import Category, CategoryDocument, DocumentKind, Sector

FILE = Path(__file__).parent / "catalogue.yaml"


def read() -> dict:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load() -> dict[str, int]:
    """Create or update every sector, document kind and category of the file; returns how many of each.

    Rows that are no longer in the file stay: applications point to them.
    """
    data = read()
    for order, row in enumerate(data["sectors"]):
        Sector.objects.update_or_create(slug=row["slug"], defaults=_names(row, order))
    for order, row in enumerate(data["document_kinds"]):
        DocumentKind.objects.update_or_create(
            slug=row["slug"], defaults=_names(row, order) | {"formats": row["formats"]}
        )
    for order, row in enumerate(data["categories"]):
        _load_category(row, order)
    return {name: len(data[name]) for name in ("sectors", "document_kinds", "categories")}


def _names(row: dict, order: int) -> dict:
    return {"order": order} | {f"name_{language}": row[language] for language in ("tr", "en", "ru", "ar")}


def _load_category(row: dict, order: int) -> None:
    rolling = row.get("rolling", {})
    category, _ = Category.objects.update_or_create(
        slug=row["slug"],
        defaults=_names(row, order)
        | {
            "sector_id": row["sector"],
            "letter": row["letter"],
            "legal_ref": row["legal_ref"],
            "who": row["who"],
            "cap_months": row["cap_months"],
            "ends_with": row.get("ends_with", ""),
            "calendar_year": row.get("calendar_year", False),
            "rolling_days": rolling.get("days"),
            "rolling_within": rolling.get("within"),
            "channel": row["channel"],
            "employer": row["employer"],
            "self_employed_allowed": row["self_employed_allowed"],
            "cooldown": row["cooldown"]["basis"],
            "cooldown_months": row["cooldown"].get("months"),
            "enabled": row.get("enabled", True),
        },
    )
    wanted = [(kind, True) for kind in row["required"]] + [(kind, False) for kind in row.get("optional", [])]
    category.document_rules.exclude(kind__in=[kind for kind, _ in wanted]).delete()
    for position, (kind, required) in enumerate(wanted):
        CategoryDocument.objects.update_or_create(
            category=category, kind_id=kind, defaults={"required": required, "order": position}
        )
