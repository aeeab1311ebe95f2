"""From frozen facts to the words and sizes of the page: the only place that knows which text goes in which box."""

from typing import Any

from documents.pdf.fonts import MONO, SANS_MEDIUM, SERIF_BOLD
from documents.pdf.text_fit import Ladder, fit_text, format_birth_date, format_day

from . import workplace_line
from .certificate_codes import format_code

SEXES = {"K": "K / F", "E": "E / M", "X": "X / X"}

NAME_LADDER: Ladder = ((20, 1), (16.5, 1), (11.8, 2), (8.2, 3))
VALUE_LADDER: Ladder = ((11.5, 1), (9.6, 1), (7.4, 2), (5.2, 3), (4, 4))
WIDE_VALUE_LADDER: Ladder = ((11.5, 1), (9.6, 1), (8, 2), (6, 3), (4.4, 4), (3.4, 6))
NUMBER_LADDER: Ladder = ((11.5, 1), (9.6, 1), (8, 1))
SCOPE_LADDER: Ladder = ((11.5, 1), (10.5, 2), (9, 3), (7.4, 4), (6, 5))
LADDERS = (NAME_LADDER, VALUE_LADDER, WIDE_VALUE_LADDER, NUMBER_LADDER, SCOPE_LADDER)


def build_page_context(facts: dict[str, Any]) -> dict[str, Any]:
    """The template's context. Raises ``TextTooLongError``."""
    nationality = facts["nationality_tr"]
    if facts["nationality_en"] != nationality:
        nationality += f" · {facts['nationality_en']}"
    half, whole = 52.0, 108.0
    return {
        "facts": facts,
        "surname": fit_text("surname", facts["surname"], SERIF_BOLD, whole, NAME_LADDER),
        "given_names": fit_text("given_names", facts["given_names"], SERIF_BOLD, whole, NAME_LADDER),
        "nationality": fit_text(
            "nationality", f"{nationality} ({facts['nationality']})", SANS_MEDIUM, 74.0, VALUE_LADDER
        ),
        "sex": SEXES[facts["sex"]],
        "birth_date": format_birth_date(facts["birth_year"], facts["birth_month"], facts["birth_day"]),
        "birth_unknown": facts["birth_month"] is None or facts["birth_day"] is None,
        "birth_place": fit_text("birth_place", facts["birth_place"], SANS_MEDIUM, half, VALUE_LADDER),
        "passport_number": fit_text("passport_number", facts["passport_number"], MONO, half, NUMBER_LADDER),
        "workplace": fit_text("workplace", workplace_line.words(facts), SANS_MEDIUM, 160.0, WIDE_VALUE_LADDER),
        "workplace_caption": workplace_line.caption(facts),
        # Papers issued before A-33 said so of everybody, and are made again as they were.
        "denies_workplace": facts["edition"] == 1,
        "scope": fit_text("category_tr", facts["category_tr"], SANS_MEDIUM, 81.0, SCOPE_LADDER),
        "issued_on": format_day(facts["issued_on"]),
        "granted_on": format_day(facts["granted_on"]),
        "valid_from": format_day(facts["valid_from"]),
        "valid_to": format_day(facts["valid_to"]),
        "code": format_code(facts["code"]),
    }
