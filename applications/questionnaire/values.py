"""A page's row as plain values."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import models

from documents.models import Upload

BOOKKEEPING = frozenset({"applicant", "application", "saved_at"})


def plain(row: models.Model, uploads: Mapping[UUID, Upload]) -> dict:
    """Every answer of a page's row as JSON: dates as ISO text, uploads (looked up in ``uploads``) as small records."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in BOOKKEEPING:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            value = upload_value(uploads[value]) if value else None
        elif isinstance(value, date | datetime):
            value = value.isoformat()
        values[field.name] = value
    return values


def upload_value(upload: Upload) -> dict:
    return {"upload": str(upload.pk), "name": upload.original_name, "sha256": upload.sha256}
