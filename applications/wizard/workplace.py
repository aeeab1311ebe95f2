"""The workplace as documents print it, read from what is sent (A-33)."""

from documents.issued.certificate import country_names, find_unprintable
from documents.issued.certificate.workplace_line import words
from emuafiyet.core.places import province_name

from ..models import Application, Lookup
from .employment import Employment, employment_of
from .snapshot import looked_up

LONGEST_TITLE = 300  # what fits a certificate in its smallest type


def workplace_facts(case: Application, values: dict) -> dict:
    """For whom the person works, as certificate and card print it (A-33); ``values`` as ``snapshot.take`` shapes them.

    SGK's title of the workplace when the application was sent; else what SGK has answered since, or the title that
    was declared, or at least the workplace's number.
    """
    work = values["work"]
    nobody = {"workplace": "", "own_account": False, "foreign_employer": "", "foreign_employer_country": "", "host": ""}
    employment = employment_of(work)
    if employment == Employment.OWN_ACCOUNT:
        return nobody | {"own_account": True}
    if employment == Employment.ABROAD:
        code = work["foreign_employer_country"]
        told = {"foreign_employer": work["foreign_employer"], "foreign_employer_country": code, "host": _host(work)}
        return nobody | told | country_names(code)
    return nobody | {"workplace": _title(case, work, values.get("registered", {}))}


def _title(case: Application, work: dict, registered: dict) -> str:
    number = work["sgk_workplace_no"]
    sent = registered.get("workplace", {})
    title = sent.get("title") if sent.get("number") == number else ""
    title = title or looked_up(case, Lookup.Kind.WORKPLACE, number).get("title") or work.get("employer_title")
    # Whatever a register holds can be printed: a sign without a glyph goes, the title stays.
    shown = "".join(each for each in (title or "") if not find_unprintable(each))
    return " ".join(shown.split())[:LONGEST_TITLE] or f"SGK {number}"


def _host(work: dict) -> str:
    if not work.get("host_name"):
        return ""
    return f"{work['host_name']}, {work['host_district']}, {province_name(work['host_province'])}"


def printed_workplace(case: Application, values: dict) -> str:
    """The same in one line, in the two languages of the papers."""
    return words(workplace_facts(case, values))
