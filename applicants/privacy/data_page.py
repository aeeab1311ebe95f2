"""The readable page of the copy of one's data: every value in words, in the person's language, and its dictionary."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from emuafiyet.core.countries import country_name, language_name
from emuafiyet.core.nullable import require_value

from ..models import Applicant
from . import personal_data
from .data_dictionary import is_named, name_of_key, name_of_table

ISTANBUL = ZoneInfo("Europe/Istanbul")
COUNTRIES = {"nationality", "birth_country", "spouse_nationality", "country", "foreign_employer_country"}
COUNTRIES |= {"nationality_as_sent"}
LANGUAGES = {"native_language", "other_languages", "language"}
MONEY = {"amount_kurus", "earlier_amount_kurus", "gross_monthly_wage", "foreign_wage"}  # all in kuruş
# Our own words for steps and places, which the sentences beside them say better; they are in the JSON file.
CODED = {"move", "subject", "step", "field", "place", "page", "source", "collection_id", "message"}
CODED_OF = {"applicants.notice": {"kind"}, "documents.letter": {"kind", "facts"}}
WITHIN = {"upload", "sha256", "edition"}  # of a file in a kept answer its name is enough
SOURCES = "sources"
UPLOAD = "documents.upload"
EMPTY: tuple[Any, ...] = (None, "", [], {})
# By key, the words of values that no column declares as choices; apps add theirs when they start.
words_of: dict[str, dict[Any, Any]] = {}
# What the catalogue calls the kinds of documents, which are both values and keys of what was sent.
kinds_of_documents: list[Callable[[], dict[str, str]]] = []


@dataclass
class Entry:
    """One line: ``value`` in words, or ``parts`` where the value has several of its own."""

    name: Any
    value: str = ""
    parts: list["Entry"] = field(default_factory=list)
    ltr: bool = False


@dataclass
class Section:
    label: str
    title: Any
    rows: list[list[Entry]]


@dataclass(frozen=True)
class KeptFile:
    """A file in the copy; ``also`` are names under which the same content would stand once more."""

    name: str
    at: datetime | None
    size: int
    sha256: str
    also: tuple[str, ...] = ()


def render(applicant: Applicant, rows: personal_data.Rows, files: list[KeptFile], made_at: datetime) -> str:
    """The whole page, which needs nothing beside it."""
    with translation.override(applicant.language), timezone.override(ISTANBUL):
        _learn_kinds()
        context = {
            "language": applicant.language,
            "rtl": translation.get_language_bidi(),
            "email": applicant.email,
            "made_at": made_at,
            "sections": list(_sections(rows)),
            "files": files,
            "dictionary": dictionary(rows),
        }
        return render_to_string("data_copy/page.html", context)


def dictionary(rows: personal_data.Rows) -> dict[str, dict[str, Any]]:
    """Of each table in the copy its heading and, by key, what the key means, keys within values included."""
    found = {}
    for label, told in personal_data.exportable_rows(rows).items():
        keys = dict.fromkeys(key for row in told for key in _keys_in(row))
        found[label] = {
            "title": str(name_of_table(label)),
            "keys": {key: str(_name_within(label, key)) for key in keys},
        }
    return found


def _keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _keys_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _keys_in(inner)


def _sections(rows: personal_data.Rows) -> Iterator[Section]:
    for model, found in rows.items():
        label = model._meta.label_lower
        if not personal_data.is_told(model):
            continue
        told = [entries for row in found.values() if (entries := list(_entries(row, rows)))]
        if told:
            yield Section(label, name_of_table(label), told)


def _entries(row: models.Model, rows: personal_data.Rows) -> Iterator[Entry]:
    label = row._meta.label_lower
    for column in personal_data.columns(type(row)):
        value = getattr(row, column.attname)
        if value in EMPTY or column.primary_key or column.name in CODED | CODED_OF.get(label, set()):
            continue
        name = name_of_key(label, column.attname)
        if column.is_relation:
            told = _related(column, value, rows)
            if told:
                yield Entry(name, told)
        elif column.choices:
            yield Entry(name, str(dict(column.flatchoices).get(value, value)))
        elif not isinstance(value, UUID):
            yield _entry(name, label, column.attname, value)


def _related(column: models.Field, key: Any, rows: personal_data.Rows) -> str:
    """A file by its name, a line of a catalogue by what it is called; links between one's own records say nothing."""
    model = require_value(column.related_model)
    own = rows.get(model)
    if own is not None:
        return str(getattr(own[key], "original_name", "")) if model._meta.label_lower == UPLOAD and key in own else ""
    found = model._base_manager.filter(pk=key).first()
    return str(getattr(found, "name", "")) if found else ""


def _entry(name: Any, label: str, key: str, value: Any) -> Entry:
    if isinstance(value, Mapping):
        told = {inner: each for inner, each in value.items() if each not in EMPTY and inner not in WITHIN}
        if set(told) == {"name"}:
            return Entry(name, str(told["name"]))
        # Beneath "sources" a question's name leads to whose word its answer is.
        entries = ((inner, SOURCES if key == SOURCES else inner, each) for inner, each in told.items())
        return Entry(name, parts=[_entry(_name_within(label, inner), label, by, each) for inner, by, each in entries])
    if isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        parts = [_entry(number, label, key, each) for number, each in enumerate(value, 1)]
        if any(each.parts for each in parts):
            return Entry(name, parts=parts)
        return Entry(name, "\n".join(each.value for each in parts))
    words = ", ".join(_words(key, each) for each in value) if isinstance(value, list | tuple) else _words(key, value)
    return Entry(name, words, ltr=isinstance(value, str) and value.isascii() and key not in _choices())


def _name_within(label: str, key: str) -> Any:
    return name_of_key(label, key) if is_named(label, key) else _choices().get("kind", {}).get(key, key)


def _words(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Evet") if value else _("Hayır")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j E Y H:i")
    if isinstance(value, date):
        return date_format(value, "j E Y")
    if isinstance(value, int) and key in MONEY:
        return f"{number_format(value / 100, 2, use_l10n=True, force_grouping=True)} TL"
    if not isinstance(value, str):
        return str(value)
    if key in COUNTRIES and len(value) == 3:
        return country_name(value)
    if key in LANGUAGES:
        return language_name(value)
    if choice := _choices().get(key, {}).get(value):
        return str(choice)
    return _day_in_words(value)


def _day_in_words(text: str) -> str:
    """Days and times within a kept answer are ISO 8601 text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-01-01"):
        return date_format(moment.date(), "j E Y")
    return date_format(timezone.localtime(moment), "j E Y H:i") if moment.tzinfo else text


def _learn_kinds() -> None:
    """The desk may have added a kind since; its name is in the active language."""
    for names in kinds_of_documents:
        _choices().setdefault("kind", {}).update(names())


@cache
def _choices() -> dict[str, dict[Any, Any]]:
    """By column name, the words of its choices: kept answers hold the same values as the tables."""
    found: dict[str, dict[Any, Any]] = {key: dict(words) for key, words in words_of.items()}
    for model in personal_data.told_models():
        for column in personal_data.columns(model):
            if column.choices:
                found.setdefault(column.attname, {}).update(dict(column.flatchoices))
    return found
