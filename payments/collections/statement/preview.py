"""What taking a file in would come to, before anybody takes it in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.gateways.gib import SOURCE
from payments.models import CollectionLine

from ...collected_line import FACT_FIELDS
from .read_statement import StatementLine
from .timestamps import ISTANBUL, Precision


@dataclass(frozen=True)
class Preview:
    """``fresh`` are new, ``known`` stored already, ``contradicting`` stored with other facts (the stored ones stand).

    ``twins``: new ones that tell of the same payment as a stored line of another number; a damaged number does.
    """

    fresh: tuple[StatementLine, ...]
    known: tuple[StatementLine, ...]
    contradicting: tuple[StatementLine, ...]
    twins: tuple[tuple[StatementLine, CollectionLine], ...] = ()

    @property
    def fresh_kurus(self) -> int:
        return sum(-line.amount_kurus if line.reversal else line.amount_kurus for line in self.fresh)


def build_preview(lines: Sequence[StatementLine]) -> Preview:
    """Compare with what is stored, in two queries."""
    ids = {line.collection_id for line in lines}
    stored = {
        row.collection_id: row
        for row in CollectionLine.objects.not_replaced().filter(source=SOURCE, collection_id__in=ids)
    }
    fresh, known, contradicting = [], [], []
    for line in lines:
        row = stored.get(line.collection_id)
        if row is None:
            fresh.append(line)
        elif has_same_facts(line, row):
            known.append(line)
        else:
            contradicting.append(line)
    return Preview(tuple(fresh), tuple(known), tuple(contradicting), tuple(_find_duplicates(fresh, ids)))


def has_same_facts(line: StatementLine, row: CollectionLine) -> bool:
    """Whether a stored line has the facts that the file tells, as exactly as the file tells them."""
    others = all(getattr(row, fact) == getattr(line, fact) for fact in FACT_FIELDS if fact != "collected_at")
    return others and _truncate_moment(row.collected_at, line.precision) == _truncate_moment(
        line.collected_at, line.precision
    )


def _truncate_moment(moment: datetime, precision: Precision) -> str:
    digits = {Precision.DAY: 10, Precision.MINUTE: 16, Precision.SECOND: 19}[precision]
    return moment.astimezone(ISTANBUL).isoformat(" ")[:digits]


def _find_duplicates(
    fresh: Iterable[StatementLine], ids_of_the_file: set[str]
) -> Iterable[tuple[StatementLine, CollectionLine]]:
    fresh = list(fresh)
    rows: dict[tuple, list[CollectionLine]] = {}
    people = {line.foreigner_id for line in fresh if line.foreigner_id}
    for row in CollectionLine.objects.not_replaced().filter(source=SOURCE, foreigner_id__in=people):
        if row.collection_id not in ids_of_the_file:
            rows.setdefault((row.foreigner_id, row.tax_code, row.amount_kurus, row.reversal), []).append(row)
    for line in fresh:
        for row in rows.get((line.foreigner_id, line.tax_code, line.amount_kurus, line.reversal), []):
            if _truncate_moment(row.collected_at, line.precision) == _truncate_moment(
                line.collected_at, line.precision
            ):
                yield line, row
                break
