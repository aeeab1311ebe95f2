"""Profilim at a glance: what each section holds, whose word each value is, what is missing, when it was saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from applicants.models import Applicant
from documents.models import Upload

from ..eligibility.deadlines import today
from ..profile.known import get_known_passport, get_known_personal, is_spouse_missing
from ..profile.passport_form import PassportForm
from ..profile.profile_forms import PersonalForm
from ..wizard.answer_rows import AnswerRow, build_known_rows, build_profile_chapters
from ..wizard.completeness import PROFILE_SECTIONS, Section, build_section_url, list_done_sections
from ..wizard.snapshot import snapshot_profile

UPLOAD_FIELDS = {"personal": ("photo",), "passport": ("scan",), "education": ("turkish_proof", "level_proof")}


@dataclass(frozen=True)
class SectionSummary:
    title: Any
    slug: str
    url: str
    rows: list[AnswerRow]
    missing: list[str]
    saved_at: datetime | None
    photo: Upload | None = None

    @property
    def complete(self) -> bool:
        return not self.missing


def summarize_profile(applicant: Applicant, file_url: Callable[[Upload], str]) -> list[SectionSummary]:
    """The four sections of an applicant as ``load_with_profile`` reads one; costs one query more, for the files.

    ``file_url`` gives a file's address, empty while it cannot be opened.
    """
    uploads = _load_uploads(applicant)
    told = build_profile_chapters(snapshot_profile(applicant, uploads), applicant, lambda key: file_url(uploads[key]))
    done = list_done_sections(applicant)
    return [
        SectionSummary(
            title=section.title,
            slug=section.slug,
            url=build_section_url(None, section),
            rows=chapter.rows
            if hasattr(applicant, section.row)
            else chapter.rows + _list_known_rows(applicant, section),
            missing=_list_missing(applicant, section, uploads, section.slug in done),
            saved_at=getattr(getattr(applicant, section.row, None), "saved_at", None),
            photo=_find_photo(applicant, uploads) if section.row == "personal" else None,
        )
        for section, chapter in zip(PROFILE_SECTIONS, told, strict=True)
    ]


def _load_uploads(applicant: Applicant) -> dict[UUID, Upload]:
    keys = {
        getattr(getattr(applicant, row), f"{name}_id")
        for row, names in UPLOAD_FIELDS.items()
        for name in names
        if hasattr(applicant, row)
    }
    return Upload.objects.in_bulk(keys - {None})


def _find_photo(applicant: Applicant, uploads: Mapping[UUID, Upload]) -> Upload | None:
    photo = uploads.get(applicant.personal.photo_id) if hasattr(applicant, "personal") else None
    return photo if photo and photo.is_clean else None


def _list_known_rows(applicant: Applicant, section: Section) -> list[AnswerRow]:
    """What is known already of a section that has not been filled in."""
    if section.row == "personal":
        return build_known_rows(PersonalForm, get_known_personal(applicant.identity))
    return build_known_rows(PassportForm, get_known_passport(applicant.identity)) if section.row == "passport" else []


def _list_missing(applicant: Applicant, section: Section, uploads: Mapping[UUID, Upload], done: bool) -> list[str]:
    """What keeps the section from being complete, as sentences that say what to do."""
    row = getattr(applicant, section.row, None)
    if row is None:
        return [_("Bu bölüm henüz doldurulmadı.")]
    missing = []
    if not done and is_spouse_missing(applicant):
        missing.append(_("Eşinizin bilgilerini yazın."))
    if section.row == "passport" and row.expires_on <= today():
        missing.append(_("Pasaportunuzun süresi doldu; geçerli pasaportunuzun bilgilerini yazın."))
    for name in UPLOAD_FIELDS.get(section.row, ()):
        upload = uploads.get(getattr(row, f"{name}_id"))
        if upload and upload.is_rejected:
            missing.append(upload.refusal)
    return missing
