"""The facts that a card and its certificate print: side by side with what was sent and registered, and put right.

A card may be wrong by the administration's fault (guide 4.9-c): the officer then says what is right and what shows it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from applicants.models import Identity
from documents.issued.certificate import country_names
from emuafiyet.core.fields import country_name

from ..models import Application, Lookup, Personal
from ..wizard.answer_rows import format_birth_date
from ..wizard.snapshot import looked_up
from ..wizard.workplace import workplace_facts

BIRTH = ("birth_year", "birth_month", "birth_day")
# Every fact that can be put right, by its name on the card; the parts of the birth date are one for people.
LABELS: dict[str, Any] = {
    "surname": _("Soyadı"),
    "given_names": _("Adı"),
    "nationality": _("Uyruk"),
    "birth_date": _("Doğum tarihi"),
    "birth_place": _("Doğum yeri"),
    "sex": _("Cinsiyet"),
    "passport_number": _("Pasaport numarası"),
    "foreigner_id": _("Yabancı kimlik no"),
    "workplace": _("İşyeri"),
    "foreign_employer": _("Yurt dışındaki işveren"),
    "foreign_employer_country": _("İşverenin veya kurumun ülkesi"),
    "host": _("Türkiye’deki kuruluş"),
}
CORRECTABLE = (set(LABELS) - {"birth_date"}) | set(BIRTH)
OF_EMPLOYER_ABROAD = ("foreign_employer", "foreign_employer_country", "host")


@dataclass(frozen=True)
class Line:
    """One printed fact as the card has it, as it was sent, and as a register holds it ("" where none does)."""

    name: str
    label: Any
    printed: str
    sent: str
    registered: str

    @property
    def differs(self) -> bool:
        return any(other and other != self.printed for other in (self.sent, self.registered))


def compare(case: Application, card: dict) -> list[Line]:
    """Every printed fact; no query where identity, registry and look-ups came with the case."""
    printed, sent, registered = printed_facts(case, card), _sent(case), _registered(case)
    return [
        Line(name, LABELS[name], shown(name, printed), shown(name, sent), shown(name, registered))
        for name in names(printed)
    ]


def names(printed: dict) -> list[str]:
    """The facts that such a card has: an employer abroad, or a workplace."""
    absent = {"workplace"} if printed["foreign_employer"] else set(OF_EMPLOYER_ABROAD)
    return [name for name in LABELS if name not in absent]


def printed_facts(case: Application, card: dict) -> dict:
    """The card's facts, completed by what only the certificate prints, or cards did not print in earlier days."""
    earlier = {"birth_place": case.snapshot["personal"]["birth_place"], **workplace_facts(case, case.snapshot)}
    return earlier | card


def shown(name: str, facts: dict) -> str:
    """One fact in the reader's words; "" when it is not there."""
    if name == "birth_date":
        return format_birth_date(facts) if facts.get("birth_year") else ""
    value = facts.get(name) or ""
    if name in {"nationality", "foreign_employer_country"}:
        return str(country_name(value)) if value else ""
    return str(dict(Personal.Sex.choices).get(value, value)) if name == "sex" else str(value)


def _sent(case: Application) -> dict:
    sent = case.snapshot
    personal = {name: sent["personal"].get(name, "") for name in ("birth_place", "sex", "foreigner_id")}
    workplace = workplace_facts(case, sent)
    return workplace | personal | {name: sent["identity"][name] for name in (*BIRTH, *_OF_IDENTITY)}


_OF_IDENTITY = ("surname", "given_names", "nationality", "passport_number")


def _registered(case: Application) -> dict:
    identity: Identity = case.applicant.identity
    record = getattr(identity, "registry", None)
    found: dict[str, Any] = {"foreigner_id": identity.foreigner_id or ""}
    if record:
        found |= {name: getattr(record, name) for name in ("surname", "given_names", "birth_place", "sex", *BIRTH)}
    if number := case.snapshot["work"]["sgk_workplace_no"]:
        found["workplace"] = looked_up(case, Lookup.Kind.WORKPLACE, number).get("title", "")
    return found


def corrected(card: dict, corrections: dict) -> dict:
    """What changes on the card: the corrections, and what follows from them."""
    changes = dict(corrections)
    if changes.get("workplace"):
        changes |= {"own_account": False, "foreign_employer": "", "foreign_employer_country": "", "host": ""}
    if "foreign_employer_country" in changes:
        changes |= country_names(changes["foreign_employer_country"])
    return changes


def told(corrections: dict) -> list[tuple[Any, str]]:
    """What was put right, in the active language: label and value."""
    named = [name for name in LABELS if name in corrections or (name == "birth_date" and set(BIRTH) & set(corrections))]
    return [(LABELS[name], shown(name, corrections)) for name in named]
