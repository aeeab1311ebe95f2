"""From a card's frozen facts to the words and sizes of its two faces."""

from typing import Any

from ..issued.certificate import workplace_line
from ..issued.certificate.certificate_codes import format_code
from ..issued.certificate.certificate_layout import SEXES
from ..models import Card
from ..pdf.fonts import MONO, SANS_MEDIUM, SERIF_BOLD
from ..pdf.text_fit import FittedText, Ladder, TextTooLongError, fit_text, format_birth_date, format_day
from . import card_mrz

NAME_LADDER: Ladder = ((9.6, 1), (8, 1), (6.4, 1), (5, 2), (4, 2), (3.4, 3), (2.8, 3))  # whatever the register can hold
NUMBER_LADDER: Ladder = ((6.6, 1), (5.6, 1), (4.6, 1))
SCOPE_LADDER: Ladder = ((5.4, 1), (5, 2), (4.2, 2), (3.6, 3), (3, 4))
WORKPLACE: Ladder = ((5.4, 1), (5, 2), (4.2, 2), (3.6, 3), (3, 4), (2.6, 4))
LADDERS = (NAME_LADDER, NUMBER_LADDER, SCOPE_LADDER, WORKPLACE)
BACK = 54.0  # millimetres beside the QR code


def build_card_context(card: Card, *, photo: str, qr: str) -> dict[str, Any]:
    """The template's context for one card; ``photo`` and ``qr`` are its images' names. Raises ``TextTooLongError``."""
    facts = card.facts
    return {
        "surname": fit_text("surname", facts["surname"], SERIF_BOLD, 50.0, NAME_LADDER),
        "given_names": fit_text("given_names", facts["given_names"], SERIF_BOLD, 50.0, NAME_LADDER),
        "nationality": facts["nationality"],
        "birth_date": format_birth_date(facts["birth_year"], facts["birth_month"], facts["birth_day"]),
        "sex": SEXES[facts["sex"]],
        "passport_number": fit_text("passport_number", facts["passport_number"], MONO, 24.0, NUMBER_LADDER),
        "foreigner_id": facts["foreigner_id"],
        "valid_from": format_day(facts["valid_from"]),
        "valid_to": format_day(facts["valid_to"]),
        "scope": fit_text("category", facts.get("category_tr", ""), SANS_MEDIUM, BACK, SCOPE_LADDER),
        "workplace": _workplace(facts),
        "workplace_caption": workplace_line.caption(facts),
        "number": card.number,
        "code": format_code(card.verification_code),
        "mrz": card_mrz.build_mrz_lines(facts, card.number),
        "photo": photo,
        "qr": qr,
    }


def _workplace(facts: dict[str, Any]) -> FittedText:
    """As much as the card has room for: what it cannot show, the certificate says. Cards made before A-33 say nothing.

    The host goes first, then the end of a title that is longer than any line.
    """
    told = [workplace_line.words(facts), workplace_line.words(facts, with_host=False)]
    told += [f"{told[1][:length].rstrip()}…" for length in range(len(told[1]) - 1, 0, -10)]
    for text in told[:-1]:
        try:
            return fit_text("workplace", text, SANS_MEDIUM, BACK, WORKPLACE)
        except TextTooLongError:
            continue
    return fit_text("workplace", told[-1], SANS_MEDIUM, BACK, WORKPLACE)
