"""From a card's frozen facts to the words and sizes of its two faces."""

from typing import Any

from ..issued.certificate import workplace_line
from ..issued.certificate.certificate_codes import grouped
from ..issued.certificate.certificate_layout import SEXES
from ..models import Card
from ..pdf.fonts import MONO, SANS_MEDIUM, SERIF_BOLD
from ..pdf.text_fit import DoesNotFit, Ladder, Text, birth_date, day, fitted
from . import card_mrz

NAME: Ladder = ((9.6, 1), (8, 1), (6.4, 1), (5, 2), (4, 2), (3.4, 3), (2.8, 3))  # whatever the register can hold
NUMBER: Ladder = ((6.6, 1), (5.6, 1), (4.6, 1))
SCOPE: Ladder = ((5.4, 1), (5, 2), (4.2, 2), (3.6, 3), (3, 4))
WORKPLACE: Ladder = ((5.4, 1), (5, 2), (4.2, 2), (3.6, 3), (3, 4), (2.6, 4))
LADDERS = (NAME, NUMBER, SCOPE, WORKPLACE)
BACK = 54.0  # millimetres beside the QR code


def face(card: Card, *, photo: str, qr: str) -> dict[str, Any]:
    """The template's context for one card; ``photo`` and ``qr`` are its images' names. Raises ``DoesNotFit``."""
    facts = card.facts
    return {
        "surname": fitted("surname", facts["surname"], SERIF_BOLD, 50.0, NAME),
        "given_names": fitted("given_names", facts["given_names"], SERIF_BOLD, 50.0, NAME),
        "nationality": facts["nationality"],
        "birth_date": birth_date(facts["birth_year"], facts["birth_month"], facts["birth_day"]),
        "sex": SEXES[facts["sex"]],
        "passport_number": fitted("passport_number", facts["passport_number"], MONO, 24.0, NUMBER),
        "foreigner_id": facts["foreigner_id"],
        "valid_from": day(facts["valid_from"]),
        "valid_to": day(facts["valid_to"]),
        "scope": fitted("category", facts.get("category_tr", ""), SANS_MEDIUM, BACK, SCOPE),
        "workplace": _workplace(facts),
        "workplace_caption": workplace_line.caption(facts),
        "number": card.number,
        "code": grouped(card.verification_code),
        "mrz": card_mrz.lines(facts, card.number),
        "photo": photo,
        "qr": qr,
    }


def _workplace(facts: dict[str, Any]) -> Text:
    """As much as the card has room for: what it cannot show, the certificate says. Cards made before A-33 say nothing.

    The host goes first, then the end of a title that is longer than any line.
    """
    told = [workplace_line.words(facts), workplace_line.words(facts, with_host=False)]
    told += [f"{told[1][:length].rstrip()}…" for length in range(len(told[1]) - 1, 0, -10)]
    for text in told[:-1]:
        try:
            return fitted("workplace", text, SANS_MEDIUM, BACK, WORKPLACE)
        except DoesNotFit:
            continue
    return fitted("workplace", told[-1], SANS_MEDIUM, BACK, WORKPLACE)
