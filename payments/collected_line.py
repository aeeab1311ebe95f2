"""A payment as the feed or a bank's file reports it: plain values, before anything is believed."""

from dataclasses import dataclass
from datetime import datetime

FACT_FIELDS = (
    "collected_at",
    "collector",
    "tax_code",
    "foreigner_id",
    "reference",
    "amount_kurus",
    "reversal",
)


@dataclass(frozen=True)
class CollectedLine:
    """One line as a feed reports it (domain 3.11). ``reference`` is None from a bank's counter."""

    source: str
    collection_id: str
    collected_at: datetime
    collector: str
    tax_code: str
    foreigner_id: str
    reference: str | None
    amount_kurus: int
    reversal: bool = False
