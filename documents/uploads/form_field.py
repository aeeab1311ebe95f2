"""The form field that never loses a file: what is posted becomes an ``Upload`` row before anything else is judged."""

import contextlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applicants.limits import allow
from applicants.models import Applicant

from ..models import Upload
from . import rules

# Files that one person may send in ten minutes: three whole applications.
FLOOD = (3 * rules.MOST_FILES, 600)


@dataclass
class Posted:
    """What the browser sent for one field: files, and ids of uploads by what is to become of them."""

    new: list[UploadedFile] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    # Rejected uploads whose reason the person has already been shown.
    seen: set[str] = field(default_factory=set)
    # "<upload>:<place>": which cut of a photo of the wrong shape is to take its place.
    frame: str = ""


class UploadWidget(forms.Widget):
    """A native file input with the files already handed in listed above it."""

    template_name = "documents/upload.html"
    needs_multipart_form = True

    def __init__(self, kind: str, multiple: bool, attrs: dict[str, Any] | None = None):
        super().__init__({"class": "upload__input govuk-file-upload"} | (attrs or {}))
        self.kind, self.multiple = kind, multiple

    def get_context(self, name: str, value: list[Upload] | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        suffixes = [suffix for each in rules.KINDS[self.kind] for suffix in rules.FORMATS[each].suffixes]
        context["widget"] |= {
            "uploads": value or [],
            "kind": self.kind,
            "multiple": self.multiple,
            "accept": ",".join(f".{each}" for each in suffixes),
        }
        return context

    def value_from_datadict(self, data, posted_files, name: str) -> Posted:
        return Posted(
            new=_all(posted_files, name),
            kept=_all(data, f"{name}-kept")[: 2 * rules.MOST_FILES],
            removed=set(_all(data, f"{name}-remove")),
            seen=set(_all(data, f"{name}-seen")),
            frame=str(data.get(f"{name}-frame", "")) if data else "",
        )

    def value_omitted_from_data(self, data, posted_files, name: str) -> bool:
        return not (_all(posted_files, name) or _all(data, f"{name}-kept"))

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # an upload kept from before satisfies the field while the input itself is empty


def _all(source: Any, name: str) -> list:
    """Every value of ``name``, of a QueryDict or of a plain dict."""
    if hasattr(source, "getlist"):
        return source.getlist(name)
    value = source.get(name) if source else None
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []


class UploadField(forms.Field):
    """Cleans to an ``Upload`` (None when optional and empty), or with ``multiple`` to a list of them.

    ``owner`` must be set before the form is validated (``bind_owner``). ``kind`` is a key of
    ``rules.KINDS``, which also fixes the formats; ``formats`` may repeat them for the reader.
    Initial values: an upload, its id, or for ``multiple`` any iterable or manager of uploads.
    """

    default_error_messages = {
        "required": _("Bir dosya yükleyin."),
        "refused": _("Kabul edilen bir dosya yükleyin; yüklediğiniz dosya kabul edilmedi."),
        "too_many": _("En çok %(most)s dosya yükleyebilirsiniz."),
        "flood": _("Kısa sürede çok fazla dosya yüklediniz. On dakika sonra yeniden deneyin."),
    }

    def __init__(
        self,
        *,
        kind: str,
        formats: Iterable[str] | None = None,
        multiple: bool = False,
        help_text: Any = "",
        **kwargs: Any,
    ):
        if formats is not None and set(formats) != set(rules.KINDS[kind]):
            raise ValueError(f"{kind} accepts {rules.KINDS[kind]}, not {tuple(formats)}")
        self.kind, self.multiple = kind, multiple
        self.owner: Applicant | None = None
        self.shown: list[Upload] | None = None  # after validation: what the page must go on showing
        limits = rules.limits_words_lazy(kind, multiple)
        kwargs["help_text"] = format_lazy("{} {}", help_text, limits) if help_text else limits
        kwargs.setdefault("widget", UploadWidget(kind, multiple))
        super().__init__(**kwargs)

    def clean(self, posted: Posted | None) -> Upload | list[Upload] | None:
        posted = posted or Posted()
        errors: list[ValidationError] = []
        kept = self._own(key for key in posted.kept if key not in posted.removed)
        new = self._receive(posted.new, errors)
        if not posted.new and (photo := self._cut(posted.frame, kept)):
            new = [photo]
        if self.multiple:
            self.shown = list({each.pk: each for each in kept + new}.values())
        else:
            self.shown = (new or kept)[-1:]
        for each in self.shown:
            if each.is_rejected and str(each.pk) not in posted.seen:
                errors.append(ValidationError(each.refusal, code=each.rejection))
        usable = [each for each in self.shown if not each.is_rejected]
        if len(usable) > rules.MOST_FILES:
            errors.append(self._error("too_many", most=rules.MOST_FILES))
        if self.required and not usable and not errors:
            errors.append(self._error("refused" if self.shown else "required"))
        if errors:
            raise ValidationError(errors)
        if self.multiple:
            return usable
        return usable[0] if usable else None

    def _receive(self, posted: list[UploadedFile], errors: list[ValidationError]) -> list[Upload]:
        if posted and self.owner is None:
            raise RuntimeError("bind_owner(form, applicant) must come before validation")
        new = []
        for file in posted[: rules.MOST_FILES + 1] if self.multiple else posted[-1:]:
            if not allow("upload", str(self.owner.pk), *FLOOD):
                errors.append(self._error("flood"))
                break
            try:
                new.append(Upload.receive(self.owner, self.kind, file))
            except rules.Refused as refused:
                why = rules.reason(refused.code, refused.found, self.kind)
                errors.append(ValidationError(f"{rules.plain_name(file.name or '')}: {why}", code=refused.code))
        return new

    def _cut(self, frame: str, kept: list[Upload]) -> Upload | None:
        """The chosen cut of one of the photos that are still on the page."""
        key, _colon, place = frame.partition(":")
        photo = next((each for each in kept if str(each.pk) == key and place in each.framings), None)
        return photo.cut(place) if photo else None

    def _error(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params or None)

    def _own(self, keys: Iterable[Any]) -> list[Upload]:
        """Uploads of this owner and kind among ``keys``, in that order; all others are as if never named."""
        wanted = [key for key in map(_as_uuid, keys) if key]
        if not wanted or self.owner is None:
            return []
        found = Upload.objects.filter(owner=self.owner, kind=self.kind).in_bulk(wanted)
        return [found[key] for key in dict.fromkeys(wanted) if key in found]

    def bound_data(self, posted: Posted, initial: Any) -> list[Upload]:
        if self.shown is None:  # a page drawn anew without being judged must not lose its files either
            with contextlib.suppress(ValidationError):
                self.clean(posted)
        return self.shown or []

    def prepare_value(self, value: Any) -> list[Upload]:
        if hasattr(value, "all"):
            value = value.all()
        if value is None or value == "":
            return []
        if isinstance(value, (Upload, uuid.UUID, str)):
            value = [value]
        value = list(value)
        by_key = {each.pk: each for each in self._own(each for each in value if not isinstance(each, Upload))}
        uploads = (each if isinstance(each, Upload) else by_key.get(_as_uuid(each)) for each in value)
        return [each for each in uploads if each]

    def has_changed(self, initial: Any, posted: Posted | None) -> bool:
        posted = posted or Posted()
        before = {str(each.pk) for each in self.prepare_value(initial)}
        return bool(posted.new) or before != set(posted.kept) - posted.removed


def _as_uuid(key: Any) -> uuid.UUID | None:
    try:
        return key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
    except ValueError:
        return None


def bind_owner(form: forms.BaseForm, applicant: Applicant) -> None:
    """Tell every upload field of the form whose files it deals with."""
    for each in form.fields.values():
        if isinstance(each, UploadField):
            each.owner = applicant
