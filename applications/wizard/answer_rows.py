"""Answers in words: the same rows for the preview, the detail page and the reviewer's desk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applicants.models import Applicant, SignInMethod
from documents.uploads.form_field import UploadField
from emuafiyet.core.fields import CountryField, DatePartsField, LanguageField, MoneyField, country_name, language_name
from emuafiyet.core.form_rendering import BoundField
from payments.templatetags.money import lira

from ..models import Application, RevisionItem
from ..profile.education_form import EducationForm
from ..profile.known import SOURCE_OF_NAME, SOURCE_OF_REST, KnownValue, Source
from ..profile.passport_form import PassportForm
from ..profile.profile_forms import ContactForm, PersonalForm
from ..questionnaire.base_forms import PageForm
from .snapshot import get_printed_name
from .work import WorkForm
from .workplace import printed_workplace


@dataclass(frozen=True)
class AnswerFile:
    name: str
    url: str


@dataclass
class AnswerRow:
    label: Any
    value: str = ""
    files: list[AnswerFile] = field(default_factory=list)
    ltr: bool = False
    source: Any = ""
    name: str = ""  # of the question or the kind of document; empty where nobody was asked
    anchor: str = ""  # where on its page the question is answered
    remark: Any = None  # what an officer asked to be mended, a RevisionItem


@dataclass
class AnswerChapter:
    slug: str
    title: Any
    rows: list[AnswerRow]
    change_url: str = ""


def build_chapters(
    values: dict, applicant: Applicant, case: Application, names: dict[str, str], file_url: Callable[[UUID], str]
) -> list[AnswerChapter]:
    """Every answer of ``values`` (as ``snapshot.take_snapshot`` shapes them) in the reader's language; ``names`` by
    kind."""
    told = build_profile_chapters(values, applicant, file_url)
    work = build_rows(WorkForm, values["work"], applicant, case, file_url)
    work.append(AnswerRow(_("Belgelere yazılacak işyeri veya işveren"), printed_workplace(case, values)))
    told.append(AnswerChapter("isyeri", _("İşyeri ve İşveren Bilgileri"), work))
    for page, slug, title in (
        ("supporting", "kanitlayici-belgeler", _("Kanıtlayıcı Belgeler")),
        ("additional", "ek-belgeler", _("Ek Belgeler")),
    ):
        held = values.get(page, {})
        told.append(
            AnswerChapter(
                slug,
                title,
                [
                    AnswerRow(
                        names.get(kind, kind),
                        files=[_build_file(each, file_url) for each in uploads],
                        name=kind,
                        anchor=f"id_{kind}",
                    )
                    for kind, uploads in held.items()
                ],
            )
        )
    return told


def attach_revision_items(told: list[AnswerChapter], items: Iterable[RevisionItem]) -> None:
    """Put beside each answer what an officer asked to be mended last, and whether it has been."""
    newest = {(item.step, item.field): item for item in items}
    for chapter in told:
        for row in chapter.rows:
            row.remark = newest.get((chapter.slug, row.name)) if row.name else None


def build_profile_chapters(values: dict, applicant: Applicant, file_url: Callable[[UUID], str]) -> list[AnswerChapter]:
    """The four sections (as ``snapshot.snapshot_profile`` shapes them); of one not filled in yet, what is known
    already."""
    told = []
    for page, slug, title, form_class in (
        ("personal", "kisisel", _("Kişisel Bilgiler"), PersonalForm),
        ("contact", "iletisim", _("İletişim Bilgileri"), ContactForm),
        ("passport", "pasaport", _("Pasaport Bilgileri"), PassportForm),
        ("education", "egitim", _("Eğitim Bilgileri"), EducationForm),
    ):
        chapter = AnswerChapter(slug, title, [])
        sources = values.get("sources", {}).get(page, {})
        if page == "personal":
            chapter.rows += build_identity_rows(values["identity"])
        if page == "contact":
            chapter.rows.append(build_email_row(applicant.email if page not in values else values[page]["email"]))
        if page in values:
            chapter.rows += build_rows(form_class, values[page], applicant, None, file_url, sources)
        told.append(chapter)
    return told


def build_email_row(email: str) -> AnswerRow:
    return AnswerRow(_("Kayıtlı e-posta"), email, ltr=True, source=_("Kodla doğrulandı"))


def build_identity_rows(identity: dict) -> list[AnswerRow]:
    """Who the person is, each value with its source (R14). A person with one name has no other to show (L15)."""
    door = SignInMethod(identity["door"])
    name, rest = SOURCE_OF_NAME[door].label, SOURCE_OF_REST[door].label
    if identity["given_names"]:
        names = [(_("Soyadı"), identity["surname"]), (_("Adı"), identity["given_names"])]
    else:
        names = [(_("Adı (tek ad)"), identity["surname"])]
    printed = get_printed_name(identity)
    if any(printed[name] != identity[name] for name in printed):
        in_full = f"{printed['given_names']} {printed['surname']}".strip()
        names.append((_("Belgelere yazılacak ad (resmî kayıttaki gibi)"), in_full))
    return [
        *(AnswerRow(label, value, source=name) for label, value in names),
        AnswerRow(_("Uyruk"), country_name(identity["nationality"]), source=rest),
        AnswerRow(_("Doğum tarihi"), format_birth_date(identity), source=rest),
    ]


def build_known_rows(form_class: type[PageForm], known: Mapping[str, KnownValue]) -> list[AnswerRow]:
    """What a section does not ask because it is known, in the order of its questions."""
    return [
        _build_row(question, known[name].value, None, known[name].source)
        for name, question in form_class.base_fields.items()
        if name in known
    ]


def format_birth_date(identity: dict) -> str:
    """``17 Nisan 1991``; where the day or the month is unknown ``Nisan 1991`` or ``1991`` (L15)."""
    year, month, day = identity["birth_year"], identity["birth_month"], identity["birth_day"]
    if not month:
        return str(year)
    return date_format(date(year, month, day or 1), "j E Y" if day else "F Y")


def build_rows(
    form_class: type[PageForm],
    values: dict,
    applicant: Applicant,
    case: Application | None,
    file_url: Callable[[UUID], str],
    sources: Mapping[str, str] | None = None,
) -> list[AnswerRow]:
    """One row per question that applies, answered by the person or known from ``sources``."""
    form = form_class(applicant=applicant, case=case, reading=True, initial=build_initial(form_class, values))
    sources, answers = sources or {}, form_class.as_asked(values)
    return [
        replace(
            _build_row(question, answers.get(name), file_url, sources.get(name, "")),
            name=name,
            anchor=cast(BoundField, form[name]).target,
        )
        for name, question in form.fields.items()
        if form.is_shown(name)
    ]


def build_initial(form_class: type[PageForm], values: dict) -> dict:
    """Dates back from ISO text, uploads as their ids."""
    values = form_class.as_asked(values)
    initial = dict(values)
    for name, question in form_class.base_fields.items():
        value = values.get(name)
        if isinstance(question, DatePartsField) and value:
            initial[name] = date.fromisoformat(value)
        elif isinstance(question, UploadField) and value:
            initial[name] = value["upload"]
    return initial


def _build_row(
    question: forms.Field, value: Any, file_url: Callable[[UUID], str] | None, source: str = ""
) -> AnswerRow:
    if isinstance(question, UploadField):
        return AnswerRow(question.label, files=[_build_file(value, file_url)] if value and file_url else [])
    words = _format_answer(question, value) or str(getattr(question, "when_empty", ""))
    ltr = question.widget.attrs.get("dir") == "ltr"
    return AnswerRow(question.label, words, ltr=ltr, source=Source(source).label if source else "")


def _format_answer(question: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(question, CountryField):
        return country_name(value)
    if isinstance(question, LanguageField):
        return language_name(value)
    if isinstance(question, MoneyField):
        return f"{lira(value)} TL"
    if isinstance(question, DatePartsField):
        return date_format(date.fromisoformat(value), "j E Y")
    if isinstance(question, forms.MultipleChoiceField):
        return ", ".join(language_name(each) for each in value)
    if isinstance(question, forms.ChoiceField):
        chosen = next((label for option, label in question.widget.choices if str(option) == str(value)), value)
        return str(chosen)
    if isinstance(question, forms.BooleanField):
        return _("Evet")
    return str(value)


def _build_file(value: dict, file_url: Callable[[UUID], str]) -> AnswerFile:
    return AnswerFile(value["name"], file_url(UUID(value["upload"])))
