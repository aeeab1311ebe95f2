"""The ready-made reasons: brought in from reasons.yaml, offered where they fit, put into words for one reader."""

from pathlib import Path
from typing import Any

import yaml

from ..models import ReasonTemplate

REASONS_FILE = Path(__file__).parent / "reasons.yaml"
REASON_LANGUAGES = ("tr", "en", "ru", "ar")


def load_reasons() -> list[str]:
    """Create or update every reason of the file, in two queries; the slugs that the ministry made its own stay."""
    rows = [
        _build_reason(each, order)
        for order, each in enumerate(yaml.safe_load(REASONS_FILE.read_text(encoding="utf-8")))
    ]
    own = set(ReasonTemplate.objects.filter(edited_at__isnull=False).values_list("slug", flat=True))
    written = ["use", "about", "ground", "title", "order", *(f"text_{language}" for language in REASON_LANGUAGES)]
    ReasonTemplate.objects.bulk_create(
        [row for row in rows if row.slug not in own],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=written,
    )
    return sorted(own & {row.slug for row in rows})


def _build_reason(each: dict[str, Any], order: int) -> ReasonTemplate:
    return ReasonTemplate(
        slug=each["slug"],
        use=each["use"],
        about=each.get("about", ""),
        ground=each.get("ground", ""),
        title=each["title"],
        order=order,
        **{f"text_{language}": each[language] for language in REASON_LANGUAGES},
    )


ReasonsByUse = dict[str, list[ReasonTemplate]]


def list_enabled_reasons() -> ReasonsByUse:
    """Every reason in use, by the decision it belongs to, in one query."""
    found: ReasonsByUse = {}
    for each in ReasonTemplate.objects.filter(enabled=True):
        found.setdefault(each.use, []).append(each)
    return found


def compose_reason_text(reason: ReasonTemplate | None, words: str, language: str) -> tuple[str, str]:
    """The Turkish text, and the ready-made part of it in the reader's language ("" for a reader of Turkish).

    Decisions are written in Turkish with the reader's language beside it (A-25); the officer's own words are
    nobody's to translate.
    """
    parts = [reason.text_tr if reason else "", words.strip()]
    text = "\n".join(part for part in parts if part)
    return text, reason.get_text(language) if reason and language != "tr" else ""
