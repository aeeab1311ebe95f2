"""Occupations: suggestions, those that laws reserve to Turkish citizens, those that need a full permit (R45, L6)."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language, gettext

from emuafiyet.core.text.collation import collation_key, strip_accents
from payments.payment_periods import is_longer_than_months

# Professional services by architects, engineers and urban planners: above one month a full work permit is needed.
MONTHS_WITHOUT_PERMIT = 1


@cache
def _load_data() -> dict:
    return yaml.safe_load((Path(__file__).parent / "occupations.yaml").read_text(encoding="utf-8"))


def list_occupations() -> list[str]:
    """The suggestions in the reader's language, sorted as it sorts."""
    language = get_language() or "tr"
    names = [turkish if language == "tr" else english for turkish, english in _load_data()["offered"]]
    return sorted(names, key=lambda name: collation_key(name, language))


def find_reserving_law(occupation: str) -> str:
    """The law that reserves the occupation to Turkish citizens; empty when we know of none."""
    return next((row["law"] for row in _load_data()["reserved"] if _has_word(occupation, row["words"])), "")


def explain_full_permit(occupation: str, start: date, end: date) -> str:
    """L6: why this occupation cannot be exempted for so long; empty when it can."""
    if not is_longer_than_months(start, end, MONTHS_WITHOUT_PERMIT) or not _has_word(
        occupation, _load_data()["full_permit"]["words"]
    ):
        return ""
    return gettext(
        "Mimarlık, mühendislik ve şehir plancılığı hizmetleri bir ayı aşarsa muafiyet verilmez; çalışma izni gerekir. "
        "Süreyi bir ayla sınırlayın veya işvereniniz çalışma izni başvurusu yapsın."
    )


def _has_word(occupation: str, words: list[str]) -> bool:
    """Whether one of the words begins a word of the text, Turkish letters and case aside."""
    text = f" {strip_accents(occupation.replace('ı', 'i').replace('I', 'i'))}"
    return any(f" {word}" in text for word in words)
