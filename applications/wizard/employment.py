"""For whom a person works in Türkiye: the answers to one question, read from the workplace page's values (A-31)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from ..models import Category


class Employment(StrEnum):
    """``EMPLOYER`` and ``OWN_ACCOUNT`` are the guide's two answers (R56); ``ABROAD`` is resolution A-31."""

    EMPLOYER = "employer"
    OWN_ACCOUNT = "own_account"
    ABROAD = "abroad"


def employment_of(work: Mapping[str, Any]) -> Employment:
    """Which of the three the values of a workplace page say; what was sent before A-31 knows the guide's two."""
    if work["has_employer"]:
        return Employment.EMPLOYER
    return Employment.ABROAD if work.get("foreign_employer") else Employment.OWN_ACCOUNT


def offers_foreign_employer(category: Category) -> bool:
    """Whether somebody without an employer in Türkiye may be sent from abroad in this category."""
    return category.employer != Category.Employer.REQUIRED


def doubt_about(work: Mapping[str, Any], rules: Mapping[str, Any]) -> str:
    """What an officer should look at in the choice of employer; "" when the category's ``rules`` fit it.

    It stands in nobody's way: a wrong choice is mended by a revision (A-8).
    """
    employment = employment_of(work)
    if employment == Employment.OWN_ACCOUNT and not rules.get("self_employed_allowed", True):
        return _("Bu kategoride bağımsız çalışma olağan değildir; belgelerle karşılaştırın, yanlışsa revizyon isteyin.")
    if employment == Employment.ABROAD and rules.get("employer") == Category.Employer.REQUIRED:
        return _("Bu kategoride Türkiye’de bir işveren gerekir; belgelerle karşılaştırın, yanlışsa revizyon isteyin.")
    return ""
