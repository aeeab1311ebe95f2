"""Is this certificate valid? Answered from one row, with as little about the person as still helps an officer."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import get_language

from ..models import Certificate
from ..models.certificate import EndReason

DAY = timedelta(days=1)


class VerificationVerdict(StrEnum):
    VALID = "valid"
    UPCOMING = "upcoming"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class VerificationAnswer:
    """What /verify may say.

    ``valid_to``: the last day on which it counts, as things stand. ``since``: the first day it no longer counts;
    ``reason``: expired or why it was ended. One that was ended before it began counts on no day: ``never_began``.
    """

    verdict: VerificationVerdict
    initials: str = ""
    category: str = ""
    legal_ref: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    since: date | None = None
    reason: str = ""
    never_began: bool = False


def verify_code(code: str, today: date) -> VerificationAnswer:
    """Look one code up (as ``read_code`` returns it). The same single indexed query whatever the answer."""
    row = (
        Certificate.objects.filter(verification_code=code)
        .values_list(
            "facts__surname",
            "facts__given_names",
            "facts__category_tr",
            "facts__category_en",
            "facts__legal_ref",
            "valid_from",
            "valid_to",
            "ended_on",
            "end_reason",
        )
        .first()
    )
    if row is None:
        return VerificationAnswer(VerificationVerdict.UNKNOWN)
    surname, given_names, category_tr, category_en, legal_ref, valid_from, valid_to, ended_on, end_reason = row
    since, reason = None, ""
    never_began = ended_on is not None and ended_on <= valid_from and end_reason != EndReason.SUPERSEDED
    if never_began:
        # From the moment it was decided: there is no day to wait for.
        verdict, reason = VerificationVerdict.ENDED, end_reason
    elif ended_on and ended_on <= min(today, valid_to):
        verdict, since, reason = VerificationVerdict.ENDED, ended_on, end_reason
    elif today > valid_to:
        verdict, since, reason = VerificationVerdict.ENDED, valid_to + DAY, "expired"
    elif today < valid_from:
        verdict = VerificationVerdict.UPCOMING
    else:
        verdict = VerificationVerdict.VALID
    return VerificationAnswer(
        verdict=verdict,
        initials=format_initials(given_names, surname),
        category=category_tr if get_language() == "tr" else category_en,
        legal_ref=legal_ref,
        valid_from=valid_from,
        valid_to=min(valid_to, ended_on - DAY) if ended_on and not reason else valid_to,
        since=since,
        reason=reason,
        never_began=never_began,
    )


def format_initials(given_names: str, surname: str) -> str:
    """``Z. M. K.`` of Zofia Maria Kowalska-Wiśniewska: enough to compare with a passport, too little to identify."""
    return " ".join(f"{word[0]}." for word in f"{given_names} {surname}".split())
