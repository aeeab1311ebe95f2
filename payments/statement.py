"""GİB's collections as a file: a line of text for each collection, the same facts as in the feed (domain 3.11)."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applicants.fields import MoneyField

from .collections import CollectedLine
from .gib import SOURCE
from .models import CollectionLine

COLUMNS = (
    "tahsilat_no",
    "tahsil_zamani",
    "tahsil_eden",
    "vergi_turu",
    "ykn",
    "referans",
    "tutar",
    "ters_kayit",
)
MOST_LINES = 20_000
ISTANBUL = ZoneInfo("Europe/Istanbul")
YES, NO = {"e", "evet", "1"}, {"", "h", "hayır", "0"}


@dataclass(frozen=True)
class Problem:
    line: int  # as an editor counts them, the heading being 1; 0: the whole file
    words: str


@dataclass(frozen=True)
class Statement:
    """``lines`` are all good or there are ``problems``: a file is taken in whole or not at all."""

    lines: tuple[CollectedLine, ...]
    problems: tuple[Problem, ...]


def read(text: str) -> Statement:
    """The lines of a file, whatever is in it. Amounts as ``12.574,90``, moments as ``31.12.2026 14:05:09``."""
    if "\x00" in text:
        return _unreadable(_("Dosya metin değil."))
    text = text.removeprefix("\ufeff")
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        heading = tuple(cell.strip().lower() for cell in next(rows, []))
        if heading != COLUMNS:
            return _unreadable(
                _("İlk satır şu sütunları bu sırayla taşımalı: %(columns)s") % {"columns": ";".join(COLUMNS)}
            )
        lines, problems = _read_rows(rows)
    except csv.Error:
        return _unreadable(_("Dosya CSV olarak okunamadı."))
    if not lines and not problems:
        return _unreadable(_("Dosyada satır yok."))
    return Statement(() if problems else tuple(lines), tuple(problems))


def _unreadable(words: str) -> Statement:
    return Statement((), (Problem(0, words),))


def _read_rows(rows: Iterator[list[str]]) -> tuple[list[CollectedLine], list[Problem]]:
    lines: list[CollectedLine] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_LINES + 1:
            problems.append(Problem(0, _("Bir dosyada en çok %(n)d satır olabilir.") % {"n": MOST_LINES}))
            break
        try:
            line = _line([cell.strip() for cell in cells])
        except ValidationError as error:
            problems.append(Problem(number, " ".join(error.messages)))
            continue
        if line.collection_id in seen:
            problems.append(Problem(number, _("Bu tahsilat numarası dosyada ikinci kez geçiyor.")))
        seen.add(line.collection_id)
        lines.append(line)
    return lines, problems


def _line(cells: list[str]) -> CollectedLine:
    if len(cells) != len(COLUMNS):
        raise ValidationError(_("Satırda %(n)d sütun olmalı.") % {"n": len(COLUMNS)})
    values = dict(zip(COLUMNS, cells, strict=True))
    for name, longest in (("tahsilat_no", 64), ("tahsil_eden", 20), ("vergi_turu", 20), ("ykn", 40), ("referans", 40)):
        needed = name in {"tahsilat_no", "vergi_turu"}
        if (needed and not values[name]) or len(values[name]) > longest or not values[name].isprintable():
            raise ValidationError(_("%(column)s okunamadı.") % {"column": name})
    if values["ters_kayit"].lower() not in YES | NO:
        raise ValidationError(_("ters_kayit E veya H olmalı."))
    return CollectedLine(
        source=SOURCE,
        collection_id=values["tahsilat_no"],
        collected_at=_moment(values["tahsil_zamani"]),
        collector=values["tahsil_eden"],
        tax_code=values["vergi_turu"],
        foreigner_id=values["ykn"],
        reference=values["referans"] or None,
        amount_kurus=MoneyField().clean(values["tutar"]),
        reversal=values["ters_kayit"].lower() in YES,
    )


def _moment(text: str) -> datetime:
    """Turkish time as people write it, or ISO 8601 with its offset."""
    try:
        if re.match(r"\d{4}-", text):
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else found.replace(tzinfo=ISTANBUL)
        return datetime.strptime(text, "%d.%m.%Y %H:%M:%S").replace(tzinfo=ISTANBUL)
    except ValueError:
        raise ValidationError(_("tahsil_zamani okunamadı; örneğin 31.12.2026 14:05:09 yazın.")) from None


@dataclass(frozen=True)
class Preview:
    """What taking the lines in would come to: ``fresh`` are new, ``known`` stored already, ``contradicting`` stored
    with other facts (the stored ones stand)."""

    fresh: tuple[CollectedLine, ...]
    known: tuple[CollectedLine, ...]
    contradicting: tuple[CollectedLine, ...]

    @property
    def fresh_kurus(self) -> int:
        return sum(-line.amount_kurus if line.reversal else line.amount_kurus for line in self.fresh)


def preview(lines: tuple[CollectedLine, ...]) -> Preview:
    """Compare with what is stored, in one query."""
    from .collections import FACTS

    stored = {
        row.collection_id: row
        for row in CollectionLine.objects.filter(
            source=SOURCE, collection_id__in=[line.collection_id for line in lines]
        )
    }
    fresh, known, contradicting = [], [], []
    for line in lines:
        row = stored.get(line.collection_id)
        if row is None:
            fresh.append(line)
        elif all(getattr(row, fact) == getattr(line, fact) for fact in FACTS):
            known.append(line)
        else:
            contradicting.append(line)
    return Preview(tuple(fresh), tuple(known), tuple(contradicting))
