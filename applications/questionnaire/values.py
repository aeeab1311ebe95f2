"""A page's row as plain values."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import models

from documents.models import Upload

BOOKKEEPING_FIELDS = frozenset({"applicant", "application", "saved_at"})


def serialize_row(row: models.Model, uploads: Mapping[UUID, Upload]) -> dict:
    """Every answer of a page's row as JSON: dates as ISO text, uploads (looked up in ``uploads``) as small records."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in BOOKKEEPING_FIELDS:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            value = serialize_upload(uploads[value]) if value else None
        elif isinstance(value, date | datetime):
            value = value.isoformat()
        values[field.name] = value
    return values


def serialize_upload(upload: Upload) -> dict:
    return {"upload": str(upload.pk), "name": upload.original_name, "sha256": upload.sha256}
