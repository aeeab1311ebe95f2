"""Where a holder works, as papers say it: a title in Türkiye, an employer abroad, or nobody but oneself (A-33)."""

from typing import Any, NamedTuple


class Caption(NamedTuple):
    """What stands over a value, in the paper's two languages."""

    tr: str
    en: str


WORKPLACE = Caption("İşyeri", "Workplace")
EMPLOYER_ABROAD = Caption("Yurt Dışındaki İşveren", "Employer Abroad")
OWN_ACCOUNT = "Kendi nam ve hesabına"
OWN_ACCOUNT_EN = "on own account"


def caption(facts: dict[str, Any]) -> Caption:
    return EMPLOYER_ABROAD if facts.get("foreign_employer") else WORKPLACE


def words(facts: dict[str, Any], *, with_host: bool = True) -> str:
    """One line of text from frozen facts; "" when they name nobody (papers issued before A-33)."""
    if facts.get("own_account"):
        return f"{OWN_ACCOUNT} · {OWN_ACCOUNT_EN}"
    if not facts.get("foreign_employer"):
        return facts.get("workplace", "")
    told = f"{facts['foreign_employer']} ({_country(facts)})"
    if with_host and facts.get("host"):
        told += f" — Türkiye’de · in Türkiye: {facts['host']}"
    return told


def _country(facts: dict[str, Any]) -> str:
    tr, en = facts["foreign_employer_country_tr"], facts["foreign_employer_country_en"]
    return tr if tr == en else f"{tr} · {en}"
