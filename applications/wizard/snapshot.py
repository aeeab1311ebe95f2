"""What was sent: every answer's raw value, frozen at the moment of sending and read back with names."""

from datetime import date
from uuid import UUID

from applicants.models import Identity
from payments.periods import at_least_months

from ..models import Application, Papers
from .values import plain

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


def take(case: Application) -> dict:
    """All answers as plain JSON: one key per page, one entry per question, uploads as id, name and digest."""
    applicant = case.applicant
    return {
        "identity": identity_values(applicant.identity),
        "personal": plain(applicant.personal),
        "contact": plain(applicant.contact) | {"email": applicant.email},
        "passport": plain(applicant.passport),
        "education": plain(applicant.education),
        "work": plain(case.work),
        **papers(case),
    }


def identity_values(identity: Identity) -> dict:
    return {name: getattr(identity, name) for name in IDENTITY_FIELDS}


def papers(case: Application) -> dict:
    """{"supporting": {"<kind>": [upload, …]}, "additional": {…}}"""
    pages: dict = {}
    rows = Papers.objects.filter(application=case).prefetch_related("items__upload").order_by("page")
    for page in rows:
        kinds = pages.setdefault(page.page, {})
        for item in page.items.all():
            kinds.setdefault(item.kind_id, []).append(upload_value(item.upload))
    return pages


def upload_value(upload) -> dict:
    return {"upload": str(upload.pk), "name": upload.original_name, "sha256": upload.sha256}


class Sent:
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
        return at_least_months(self.starts_on, self.ends_on, 3) or bool(self.work["wants_card"])

    def upload_ids(self) -> set[UUID]:
        """Every file that belongs to what was sent."""
        return set(_uploads_in(self._values))


def _uploads_in(value):
    if isinstance(value, dict):
        if "upload" in value:
            yield UUID(value["upload"])
        else:
            for each in value.values():
                yield from _uploads_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _uploads_in(each)
