"""What the person declared beside what the registries hold: NVİ, the entry record, SGK, the address database."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applicants.models import EntryRecord, Identity
from applicants.sign_in.authority_records import is_same_birth
from applications.wizard.answer_rows import format_birth_date
from emuafiyet.core.countries import country_name
from emuafiyet.core.places import province_name
from emuafiyet.core.text.name_comparison import is_same_name

from ...models import Application, Lookup, Personal
from ...models.answers import Work


@dataclass(frozen=True)
class RegistryComparison:
    """``state`` is a key of ``STATE_LABELS``; "silent": the registry has no answer."""

    label: Any
    said: str
    known: str
    source: Any
    state: str
    at: datetime | None = None

    @property
    def words(self) -> Any:
        return STATE_LABELS[self.state]


STATE_LABELS = {
    "same": _("Aynı"),
    "partial": _("Kayıtta günü veya ayı yok, yılı aynı"),
    "differs": _("Farklı"),
    "silent": _("Kayıtta yok"),
    "unsaid": _("Beyan edilmedi"),
    "waiting": _("Yanıt bekleniyor"),
}


def compare_with_registries(case: Application) -> list[RegistryComparison]:
    """Every declared value that a registry can speak to. No query: all of it came with the case."""
    return [*_compare_person(case), *_compare_entry_record(case), *_compare_lookups(case)]


def count_differences(found: list[RegistryComparison]) -> int:
    return sum(each.state == "differs" for each in found)


def _compare_value(label: Any, said: str, known: str, source: Any, at: datetime | None = None) -> RegistryComparison:
    if not known:
        return RegistryComparison(label, said, "", source, "silent", at)
    if said in {"", "–"}:
        return RegistryComparison(label, "–", known, source, "unsaid", at)
    return RegistryComparison(label, said, known, source, "same" if said == known else "differs", at)


def _compare_person(case: Application) -> list[RegistryComparison]:
    identity, sent = case.applicant.identity, case.snapshot["identity"]
    personal = case.snapshot["personal"]
    door = identity.get_door_display()
    found = [
        *_compare_name_and_birth(identity, sent),
        _compare_value(_("Uyruk"), country_name(sent["nationality"]), country_name(identity.nationality), door),
        _compare_value(_("Pasaport numarası"), case.snapshot["passport"]["number"], identity.passport_number, door),
        _compare_value(
            _("Yabancı kimlik no"), personal.get("foreigner_id", "") or "–", identity.foreigner_id or "", _("NVİ")
        ),
    ]
    record = getattr(identity, "registry", None)
    if record is None:
        return found
    for field, label in (
        ("father_name", _("Baba adı")),
        ("mother_name", _("Ana adı")),
        ("birth_place", _("Doğum yeri")),
    ):
        said, known = personal.get(field, ""), getattr(record, field)
        line = _compare_place if field == "birth_place" else _compare_name
        found.append(line(label, said or "–", known, _("NVİ"), record.read_at))
    sexes, states = dict(Personal.Sex.choices), dict(Personal.Marital.choices)
    found += [
        _compare_value(
            _("Cinsiyet"), _get_label(sexes, personal["sex"]), _get_label(sexes, record.sex), _("NVİ"), record.read_at
        ),
        _compare_value(
            _("Medeni hâl"),
            _get_label(states, personal["marital_status"]),
            _get_label(states, record.marital_status),
            _("NVİ"),
            record.read_at,
        ),
        _compare_value(
            _("Doğduğu ülke"),
            country_name(personal["birth_country"]),
            country_name(record.birth_country) if record.birth_country else "",
            _("NVİ"),
            record.read_at,
        ),
    ]
    return found


def _compare_name_and_birth(identity: Identity, sent: dict) -> list[RegistryComparison]:
    """Name and birth date as typed or vouched for, beside the spelling and the parts that each record has."""
    name, birth = " ".join(filter(None, (sent["given_names"], sent["surname"]))), format_birth_date(sent)
    records = [(_("NVİ"), getattr(identity, "registry", None)), (_("Giriş kaydı"), getattr(identity, "entry", None))]
    known: list[Any] = [(source, each, each.read_at) for source, each in records if each and each.surname]
    found = []
    for source, each, at in known or [(identity.get_door_display(), identity, None)]:
        found.append(_compare_name(_("Ad soyad"), name, each.full_name, source, at))
        if each.birth_year:
            line = _compare_value(_("Doğum tarihi"), birth, format_birth_date(_get_birth_parts(each)), source, at)
            is_partial = line.state == "differs" and is_same_birth(_get_birth_parts(each), sent)
            found.append(replace(line, state="partial") if is_partial else line)
    return found


def _compare_name(label: Any, said: str, known: str, source: Any, at: datetime | None) -> RegistryComparison:
    line = _compare_value(label, said, known, source, at)
    return replace(line, state="same") if line.state == "differs" and is_same_name(said, known) else line


def _compare_place(label: Any, said: str, known: str, source: Any, at: datetime | None) -> RegistryComparison:
    line = _compare_name(label, said, known, source, at)
    numbers = [[each for each in text if each.isdigit()] for text in (said, known)]
    return line if numbers[0] == numbers[1] else _compare_value(label, said, known, source, at)


def _get_label(words: dict[str, Any], value: str) -> str:
    return str(words.get(value, value))


def _get_birth_parts(identity: Any) -> dict[str, Any]:
    return {name: getattr(identity, name) for name in ("birth_year", "birth_month", "birth_day")}


def _compare_entry_record(case: Application) -> list[RegistryComparison]:
    """The lawful stay that people inside Türkiye declare, beside their last entry (domain 6.7)."""
    record: EntryRecord | None = getattr(case.applicant.identity, "entry", None)
    work = case.snapshot["work"]
    if record is None:
        return []
    source = _("Giriş kaydı")
    bases = {**dict(EntryRecord.StayBasis.choices), **dict(Work.StayBasis.choices)}
    said_until = date_format(date.fromisoformat(work["stay_until"]), "j E Y") if work.get("stay_until") else "–"
    known_until = date_format(record.stay_until, "j E Y") if record.stay_until else ""
    entered = f"{date_format(record.entered_on, 'j E Y')} {record.gate}".strip()
    return [
        _compare_value(_("Son giriş"), "", entered, source, record.read_at),
        _compare_value(
            _("Kalış hakkı"),
            _get_label(bases, work.get("stay_basis", "")) or "–",
            _get_label(bases, record.stay_basis),
            source,
            record.read_at,
        ),
        _compare_value(_("Kalış hakkının son günü"), said_until, known_until, source, record.read_at),
    ]


def _compare_lookups(case: Application) -> list[RegistryComparison]:
    work, found = case.snapshot["work"], []
    for each in case.looked_up:
        lookup = Lookup(**each)
        label = lookup.get_kind_display()
        said = f"{lookup.code}, {province_name(work['province'])}"
        if lookup.outcome == Lookup.Outcome.PENDING:
            found.append(RegistryComparison(label, said, "", label, "waiting"))
        elif lookup.outcome == Lookup.Outcome.UNKNOWN:
            found.append(RegistryComparison(label, said, str(lookup.get_outcome_display()), label, "differs"))
        else:
            answer = lookup.answer
            told = ", ".join(filter(None, (answer.get("title"), answer["address"], province_name(answer["province"]))))
            agrees = lookup.outcome == Lookup.Outcome.FOUND and answer["province"] == work["province"]
            if lookup.outcome != Lookup.Outcome.FOUND:
                told = f"{told} ({lookup.get_outcome_display()})"
            found.append(RegistryComparison(label, said, told, label, "same" if agrees else "differs"))
    return found
