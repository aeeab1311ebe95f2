"""What was sent: every answer's raw value, frozen at the moment of sending and read back with names."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from applicants.models import Applicant, Identity
from documents.models import Upload
from payments.payment_periods import is_at_least_months

from ..models import Application, Lookup
from ..profile.known import get_known_passport, get_known_personal
from ..questionnaire.values import serialize_row, serialize_upload
from .case_files import CaseFiles, load_case_files

PROFILE_PAGES = ("personal", "contact", "passport", "education")
IDENTITY_FIELDS = (
    "surname",
    "given_names",
    "nationality",
    "birth_year",
    "birth_month",
    "birth_day",
    "passport_number",
    "foreigner_id",
    "consular_reference",
    "mission",
    "door",
)


def take_snapshot(case: Application, handed: CaseFiles | None = None) -> dict:
    """All answers as plain JSON: one key per page, one entry per question, uploads as id, name and digest."""
    handed = handed or load_case_files(case)
    return {
        **snapshot_profile(case.applicant, handed.uploads),
        "work": serialize_row(case.work, handed.uploads),
        "registered": registered(case),
        **snapshot_uploads(handed),
    }


def registered(case: Application) -> dict:
    """The workplace as SGK's register has it now, by the number that was declared; nothing while it is silent."""
    number = case.work.sgk_workplace_no
    answer = looked_up(case, Lookup.Kind.WORKPLACE, number) if number else {}
    return {"workplace": {"number": number, "title": answer["title"]}} if answer.get("title") else {}


def looked_up(case: Application, kind: Lookup.Kind, code: str) -> dict:
    """What was answered about a number of the case; no query where the look-ups came along (``looked_up``)."""
    if hasattr(case, "looked_up"):
        along = (each["answer"] for each in case.looked_up if (each["kind"], each["code"]) == (kind.value, code))
        return next(along, {})
    return case.lookups.filter(kind=kind, code=code).values_list("answer", flat=True).first() or {}


def snapshot_profile(applicant: Applicant, uploads: Mapping[UUID, Upload]) -> dict:
    """The sections that have been saved, as an authority knows their values now, and whose word each known one is."""
    identity = applicant.identity
    known = {"personal": get_known_personal(identity), "passport": get_known_passport(identity)}
    told: dict = {"identity": snapshot_identity(identity), "sources": {}}
    for page in PROFILE_PAGES:
        held = known.get(page, {})
        told["sources"][page] = {name: each.source.value for name, each in held.items()}
        if hasattr(applicant, page):
            told[page] = serialize_row(getattr(applicant, page), uploads) | {
                name: each.value for name, each in held.items()
            }
    if "contact" in told:
        told["contact"]["email"] = applicant.email
    if "passport" in told:
        told["identity"]["passport_number"] = told["passport"]["number"]
    return told


def snapshot_identity(identity: Identity) -> dict:
    """The person as the sign-in method knows them, and the official spelling of the name for documents (A-38)."""
    surname, given_names = identity.official_name
    official = {"official_surname": surname, "official_given_names": given_names}
    return {name: getattr(identity, name) for name in IDENTITY_FIELDS} | official


def get_printed_name(identity: dict) -> dict[str, str]:
    """Surname and given names of a snapshot's identity as papers print them."""
    prefix = "official_" if identity.get("official_surname") else ""
    return {name: identity[f"{prefix}{name}"] for name in ("surname", "given_names")}


def snapshot_uploads(handed: CaseFiles) -> dict:
    """{"supporting": {"<kind>": [upload, …]}, "additional": {…}}"""
    pages: dict = {}
    for paper in handed.papers:
        kinds = pages.setdefault(paper.papers.page, {})
        kinds.setdefault(paper.kind_id, []).append(serialize_upload(handed.uploads[paper.upload_id]))
    return pages


class Snapshot:
    """Typed reading of ``Application.snapshot``."""

    def __init__(self, case: Application):
        self._values = case.snapshot
        self.identity: dict = case.snapshot["identity"]
        self.personal: dict = case.snapshot["personal"]
        self.work: dict = case.snapshot["work"]
        self.starts_on = date.fromisoformat(self.work["starts_on"])
        self.ends_on = date.fromisoformat(self.work["ends_on"])
        self.passport_expires_on = date.fromisoformat(case.snapshot["passport"]["expires_on"])
        self.photo = UUID(self.personal["photo"]["upload"])

    @property
    def card_planned(self) -> bool:
        """A card is made for three months or more, and below when it was asked for (R47-R51, A-5)."""
        return is_at_least_months(self.starts_on, self.ends_on, 3) or bool(self.work["wants_card"])

    def list_upload_ids(self) -> set[UUID]:
        """Every file that belongs to what was sent."""
        return find_upload_ids(self._values)


def find_upload_ids(values: dict) -> set[UUID]:
    """Every file that a snapshot names."""
    return set(_iterate_upload_ids(values))


def _iterate_upload_ids(value):
    if isinstance(value, dict):
        if "upload" in value:
            yield UUID(value["upload"])
        else:
            for each in value.values():
                yield from _iterate_upload_ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _iterate_upload_ids(each)
