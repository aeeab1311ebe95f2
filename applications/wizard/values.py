"""A page's row as plain values, and plain values as words for people."""

from datetime import date, datetime

from django.db import models

from documents.models import Upload

BOOKKEEPING = frozenset({"applicant", "application", "saved_at"})


def plain(row: models.Model) -> dict:
    """Every answer of a page's row as JSON: dates as ISO text, uploads as id, name and digest."""
    return {
        field.name: _plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if field.name not in BOOKKEEPING
    }


def _plain(value):
    if isinstance(value, Upload):
        return {"upload": str(value.pk), "name": value.original_name, "sha256": value.sha256}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
