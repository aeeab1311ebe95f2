"""The gross monthly minimum wage by year (domain 6.4): less is worth a word to the applicant and to the officer."""

from datetime import date

# Kuruş a month. 2026: derived from a published table of twice the minimum (66,060 TL).
MINIMUM_WAGES = {2026: 3_303_000}


def get_minimum_wage(on: date) -> int:
    """In force on that day; a year that is not known yet reads the last one known."""
    return MINIMUM_WAGES[max((year for year in MINIMUM_WAGES if year <= on.year), default=min(MINIMUM_WAGES))]
