"""Brings catalogue.yaml into the database; safe to run again and again."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Model

from ..models import Category, CategoryDocument, DocumentKind, Sector
from .versions import record_version

CATALOGUE_FILE = Path(__file__).parent / "catalogue.yaml"


def read_catalogue() -> dict:
    return yaml.safe_load(CATALOGUE_FILE.read_text(encoding="utf-8"))


@dataclass
class LoadResult:
    """How many rows of each kind the file has, and which the ministry has made its own and were left alone."""

    counts: dict[str, int]
    left_alone: list[str] = field(default_factory=list)


@transaction.atomic
def load_catalogue() -> LoadResult:
    """Create or update every sector, document kind and category of the file. Safe to repeat.

    A row changed in the admin is never written again. Rows that are no longer in the file stay:
    applications point to them.
    """
    data = read_catalogue()
    done = LoadResult({name: len(data[name]) for name in ("sectors", "document_kinds", "categories")})
    for order, row in enumerate(data["sectors"]):
        _write_row(Sector, row, _build_names(row, order), done)
    for order, row in enumerate(data["document_kinds"]):
        _write_row(DocumentKind, row, _build_names(row, order) | {"formats": row["formats"]}, done)
    for order, row in enumerate(data["categories"]):
        _load_category(row, order, done)
    return done


def _write_row(model: type[Model], row: dict, values: dict, done: LoadResult) -> Any:
    """The row as the file has it; None when it is the ministry's own by now."""
    found = model._default_manager.filter(pk=row["slug"]).first()
    if found and getattr(found, "edited_at", None):
        done.left_alone.append(row["slug"])
        return None
    return model._default_manager.update_or_create(slug=row["slug"], defaults=values)[0]


def _build_names(row: dict, order: int) -> dict:
    return {"order": order} | {f"name_{language}": row[language] for language in ("tr", "en", "ru", "ar")}


def _load_category(row: dict, order: int, done: LoadResult) -> None:
    rolling = row.get("rolling", {})
    values = _build_names(row, order) | {
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
    }
    category = _write_row(Category, row, values, done)
    if category is None:
        return
    wanted = [(kind, True) for kind in row["required"]] + [(kind, False) for kind in row.get("optional", [])]
    category.document_rules.exclude(kind__in=[kind for kind, _ in wanted]).delete()
    for position, (kind, required) in enumerate(wanted):
        CategoryDocument.objects.update_or_create(
            category=category, kind_id=kind, defaults={"required": required, "order": position}
        )
    record_version(category)
