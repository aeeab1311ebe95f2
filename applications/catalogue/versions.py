"""The rules of a category as plain values, and the numbered versions that they go through."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from applicants.models import Officer

from ..eligibility.period import PeriodLimits
from ..models import Category, CategoryVersion


def build_rules(category: Category) -> dict[str, Any]:
    """All that an application of this category is judged by, frozen with it when it is sent."""
    return {
        "category": category.slug,
        "version": category.version,
        "legal_ref": category.legal_ref,
        **asdict(PeriodLimits.from_category(category)),
        "ends_with": category.ends_with,
        "channel": category.channel,
        "employer": category.employer,
        "self_employed_allowed": category.self_employed_allowed,
        "enabled": category.enabled,
        "cooldown": category.cooldown,
        "cooldown_months": category.cooldown_months,
        "required": sorted(category.document_rules.filter(required=True).values_list("kind_id", flat=True)),
        "optional": sorted(category.document_rules.filter(required=False).values_list("kind_id", flat=True)),
    }


@transaction.atomic
def record_version(category: Category, by: Officer | None = None) -> bool:
    """Number the rules anew if they are not what the last version says; whether they were. Safe to repeat."""
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    last = category.versions.first()
    rules = build_rules(category) | {"version": category.version + 1}
    if last and last.rules | {"version": 0} == rules | {"version": 0}:
        return False
    CategoryVersion.objects.create(category=category, number=rules["version"], rules=rules, made_by=by)
    Category.objects.filter(pk=category.pk).update(version=rules["version"])
    return True


def mark_edited(row: Any) -> None:
    """Somebody of the ministry has changed this row: it is theirs from now on."""
    type(row).objects.filter(pk=row.pk).update(edited_at=timezone.now())
