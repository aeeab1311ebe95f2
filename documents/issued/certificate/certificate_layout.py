"""From frozen facts to the words and sizes of the page: the only place that knows which text goes in which box."""

from typing import Any

from documents.pdf.fonts import MONO, SANS_MEDIUM, SERIF_BOLD
from documents.pdf.text_fit import Ladder, birth_date, day, fitted

from . import workplace_line
from .certificate_codes import grouped

SEXES = {"K": "K / F", "E": "E / M", "X": "X / X"}

NAME: Ladder = ((20, 1), (16.5, 1), (11.8, 2), (8.2, 3))
VALUE: Ladder = ((11.5, 1), (9.6, 1), (7.4, 2), (5.2, 3), (4, 4))
WIDE_VALUE: Ladder = ((11.5, 1), (9.6, 1), (8, 2), (6, 3), (4.4, 4), (3.4, 6))
NUMBER: Ladder = ((11.5, 1), (9.6, 1), (8, 1))
SCOPE: Ladder = ((11.5, 1), (10.5, 2), (9, 3), (7.4, 4), (6, 5))
LADDERS = (NAME, VALUE, WIDE_VALUE, NUMBER, SCOPE)


def page_context(facts: dict[str, Any]) -> dict[str, Any]:
    """The template's context. Raises ``DoesNotFit``."""
    nationality = facts["nationality_tr"]
    if facts["nationality_en"] != nationality:
        nationality += f" · {facts['nationality_en']}"
    half, whole = 52.0, 108.0
    return {
        "facts": facts,
        "surname": fitted("surname", facts["surname"], SERIF_BOLD, whole, NAME),
        "given_names": fitted("given_names", facts["given_names"], SERIF_BOLD, whole, NAME),
        "nationality": fitted("nationality", f"{nationality} ({facts['nationality']})", SANS_MEDIUM, 74.0, VALUE),
        "sex": SEXES[facts["sex"]],
        "birth_date": birth_date(facts["birth_year"], facts["birth_month"], facts["birth_day"]),
        "birth_unknown": facts["birth_month"] is None or facts["birth_day"] is None,
        "birth_place": fitted("birth_place", facts["birth_place"], SANS_MEDIUM, half, VALUE),
        "passport_number": fitted("passport_number", facts["passport_number"], MONO, half, NUMBER),
        "workplace": fitted("workplace", workplace_line.words(facts), SANS_MEDIUM, 160.0, WIDE_VALUE),
        "workplace_caption": workplace_line.caption(facts),
        # Papers issued before A-33 said so of everybody, and are made again as they were.
        "denies_workplace": facts["edition"] == 1,
        "scope": fitted("category_tr", facts["category_tr"], SANS_MEDIUM, 81.0, SCOPE),
        "issued_on": day(facts["issued_on"]),
        "granted_on": day(facts["granted_on"]),
        "valid_from": day(facts["valid_from"]),
        "valid_to": day(facts["valid_to"]),
        "code": grouped(facts["code"]),
    }
