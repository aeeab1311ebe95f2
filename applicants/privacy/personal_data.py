"""Everything that hangs on a person, whichever app holds it: found by following the foreign keys that lead to them.

So a table added tomorrow is copied and erased with the rest without anybody having to remember it here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models

from emuafiyet.core.outbox.models import OutboxItem

from ..models import Applicant, Arrival, Officer, OneTimeCode
from .data_dictionary import LEFT_OUT, LEFT_OUT_OF

Rows = dict[type[models.Model], dict[Any, models.Model]]

# Never told, not even to the person: secrets, keyed hashes, and the machinery's own columns.
SECRET_COLUMNS = {"session_key", "session_data", "form_key", "network", "address_hash", "html"}
OUTBOX_COLUMNS = {field.name for field in OutboxItem._meta.get_fields()} - {"id", "created_at", "kept_at"}
# Officers' remarks to each other.
INTERNAL_COLUMNS = {"applications.historyentry": {"note"}, "applications.reissuerequest": {"evidence"}}


def collect_personal_data(applicant: Applicant) -> Rows:
    """Every row about the person by table, each table after those that it hangs on."""
    rows: Rows = {Applicant: {applicant.pk: applicant}}
    # Codes and arrivals know their person by e-mail alone; a stranger's attempt is not the person's data.
    admitted = Arrival.objects.filter(email=applicant.email, admitted_at__isnull=False)
    codes = OneTimeCode.objects.filter(email=applicant.email, arrival__isnull=True)
    rows |= {Arrival: {row.pk: row for row in admitted}, OneTimeCode: {row.pk: row for row in codes}}
    return _follow_foreign_keys(rows)


def collect_dependent_rows(row: models.Model) -> Rows:
    """One row and every row of other tables that leads to it, however far."""
    return _follow_foreign_keys({type(row): {row.pk: row}})


def _follow_foreign_keys(rows: Rows) -> Rows:
    fresh = [(model, set(found)) for model, found in rows.items() if found]
    while fresh:
        model, keys = fresh.pop()
        for relation in _incoming_foreign_keys(model):
            known = rows.setdefault(relation.related_model, {})
            found = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            new = {row.pk: row for row in found if row.pk not in known}
            if new:
                known |= new
                fresh.append((relation.related_model, set(new)))
    return {model: found for model, found in rows.items() if found}


def _incoming_foreign_keys(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys of other tables, hidden ones too, that point here."""
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            yield field


def exportable_rows(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows as they may be told to their person."""
    return {
        model._meta.label_lower: [_exportable_row(row) for row in found.values()]
        for model, found in rows.items()
        if is_told(model)
    }


def is_told(model: type[models.Model]) -> bool:
    return bool(columns(model)) and not getattr(model, "not_exported", False)


def told_models() -> list[type[models.Model]]:
    """Every table that may hold something about a person which they may be told."""
    found: dict[type[models.Model], None] = {}
    waiting: list[type[models.Model]] = [Applicant, Arrival, OneTimeCode]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found[model] = None
            waiting += [relation.related_model for relation in _incoming_foreign_keys(model)]
    return [model for model in found if is_told(model)]


def _exportable_row(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in columns(type(row))}


def columns(model: type[models.Model]) -> list[models.Field]:
    """The columns of a table that may be told to the person whom the row is about."""
    label = model._meta.label_lower
    hidden = SECRET_COLUMNS | LEFT_OUT | LEFT_OUT_OF.get(label, set()) | INTERNAL_COLUMNS.get(label, set())
    if issubclass(model, OutboxItem):
        hidden = hidden | OUTBOX_COLUMNS
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in hidden and field.related_model is not Officer
    ]


def list_files(rows: Rows, *, include_not_exported: bool = False) -> Iterator[tuple[str, str]]:
    """(name for the person, name in the private store) of every file of theirs; ``include_not_exported``: those for
    officers too."""
    for model, found in rows.items():
        if getattr(model, "not_exported", False) and not include_not_exported:
            continue
        for row in found.values():
            if hasattr(row, "stored_files"):
                yield from row.stored_files().items()


def dated_files(rows: Rows) -> Iterator[tuple[str, str, datetime | None]]:
    """As ``files`` for the person, each with the moment when it came or was issued."""
    for model, found in rows.items():
        if not getattr(model, "not_exported", False):
            for row in found.values():
                at = getattr(row, "issued_at", None) or getattr(row, "created_at", None)
                if hasattr(row, "stored_files"):
                    yield from ((name, stored, at) for name, stored in row.stored_files().items())


def erase_rows(rows: Rows) -> int:
    """Delete all of them, those that point to others first; how many there were. In the caller's transaction."""
    left = dict(rows)
    while left:
        free = [
            model
            for model in left
            if not any(_has_foreign_key_to(other, model) for other in left if other is not model)
        ]
        for model in free or list(left):
            model._base_manager.filter(pk__in=left.pop(model)).delete()
    return sum(len(found) for found in rows.values())


def _has_foreign_key_to(model: type[models.Model], target: type[models.Model]) -> bool:
    return any(field.related_model is target for field in model._meta.concrete_fields)
