"""Answers in words: the same rows for the preview, the detail page and the reviewer's desk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applicants.fields import CountryField, DatePartsField, LanguageField, MoneyField, country_name, language_name
from applicants.models import Applicant, Door
from documents.fields import UploadField
from payments.templatetags.money import lira

from ..models import Application
from ..profile.forms import ContactForm, EducationForm, PassportForm, PersonalForm
from .forms import PageForm
from .pages import WorkForm


@dataclass(frozen=True)
class File:
    name: str
    url: str


@dataclass
class Row:
    label: Any
    value: str = ""
    files: list[File] = field(default_factory=list)
    ltr: bool = False
    source: Any = ""


@dataclass
class Chapter:
    slug: str
    title: Any
    rows: list[Row]
    change_url: str = ""


def chapters(
    values: dict, applicant: Applicant, case: Application, names: dict[str, str], file_url: Callable[[UUID], str]
) -> list[Chapter]:
    """Every answer of ``values`` (as ``snapshot.take`` shapes them) in the reader's language; ``names`` by kind."""
    identity = values["identity"]
    told = [
        Chapter(
            "kisisel",
            _("Kişisel Bilgiler"),
            identity_rows(identity) + rows(PersonalForm, values["personal"], applicant, case, file_url),
        ),
        Chapter(
            "iletisim",
            _("İletişim Bilgileri"),
            [
                Row(_("Kayıtlı e-posta"), values["contact"]["email"], ltr=True, source=_("Kodla doğrulandı")),
                *rows(ContactForm, values["contact"], applicant, case, file_url),
            ],
        ),
        Chapter(
            "pasaport",
            _("Pasaport Bilgileri"),
            [
                Row(_("Pasaport numarası"), identity["passport_number"], ltr=True, source=Door(identity["door"]).label),
                *rows(PassportForm, values["passport"], applicant, case, file_url),
            ],
        ),
        Chapter("egitim", _("Eğitim Bilgileri"), rows(EducationForm, values["education"], applicant, case, file_url)),
        Chapter("isyeri", _("İşyeri ve İşveren Bilgileri"), rows(WorkForm, values["work"], applicant, case, file_url)),
    ]
    for page, slug, title in (
        ("supporting", "kanitlayici-belgeler", _("Kanıtlayıcı Belgeler")),
        ("additional", "ek-belgeler", _("Ek Belgeler")),
    ):
        held = values.get(page, {})
        told.append(
            Chapter(
                slug,
                title,
                [
                    Row(names.get(kind, kind), files=[_file(each, file_url) for each in uploads])
                    for kind, uploads in held.items()
                ],
            )
        )
    return told


def identity_rows(identity: dict) -> list[Row]:
    """What the door told us, each value with its source (R14)."""
    source = Door(identity["door"]).label
    values = [
        (_("Soyadı"), identity["surname"], False),
        (_("Adı"), identity["given_names"], False),
        (_("Uyruk"), country_name(identity["nationality"]), False),
        (_("Doğum tarihi"), birth_date(identity), False),
    ]
    return [Row(label, value, source=source, ltr=ltr) for label, value, ltr in values if value]


def birth_date(identity: dict) -> str:
    """Day or month may be unknown (domain 3.4)."""
    year, month, day = identity["birth_year"], identity["birth_month"], identity["birth_day"]
    if month and day:
        return date_format(date(year, month, day), "j F Y")
    return f"{month:02d}.{year}" if month else str(year)


def rows(
    form_class: type[PageForm], values: dict, applicant: Applicant, case: Application, file_url: Callable[[UUID], str]
) -> list[Row]:
    """One row per question that was asked and applies."""
    form = form_class(applicant=applicant, case=case, initial=_as_initial(form_class, values))
    return [_row(question, values.get(name), file_url) for name, question in form.fields.items() if form.is_shown(name)]


def _as_initial(form_class: type[PageForm], values: dict) -> dict:
    """Dates back from ISO text, uploads as their ids."""
    initial = dict(values)
    for name, question in form_class.base_fields.items():
        value = values.get(name)
        if isinstance(question, DatePartsField) and value:
            initial[name] = date.fromisoformat(value)
        elif isinstance(question, UploadField) and value:
            initial[name] = value["upload"]
    return initial


def _row(question: forms.Field, value: Any, file_url: Callable[[UUID], str]) -> Row:
    if isinstance(question, UploadField):
        return Row(question.label, files=[_file(value, file_url)] if value else [])
    return Row(question.label, _words(question, value), ltr=question.widget.attrs.get("dir") == "ltr")


def _words(question: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(question, CountryField):
        return country_name(value)
    if isinstance(question, LanguageField):
        return language_name(value)
    if isinstance(question, MoneyField):
        return f"{lira(value)} TL"
    if isinstance(question, DatePartsField):
        return date_format(date.fromisoformat(value), "j F Y")
    if isinstance(question, forms.MultipleChoiceField):
        return ", ".join(language_name(each) for each in value)
    if isinstance(question, forms.ChoiceField):
        chosen = next((label for option, label in question.widget.choices if str(option) == str(value)), value)
        return str(chosen)
    if isinstance(question, forms.BooleanField):
        return _("Evet")
    return str(value)


def _file(value: dict, file_url: Callable[[UUID], str]) -> File:
    return File(value["name"], file_url(UUID(value["upload"])))
