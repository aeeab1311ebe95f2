"""The form field that never loses a file: what is posted becomes an ``Upload`` row before anything else is judged."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from emuafiyet.core.limits import check_rate_limit
from emuafiyet.core.nullable import require_value

from .. import storage
from ..models import Upload
from ..upload_rules import reason_texts, rules
from ..upload_rules.page_arrangement import SIDES, apply_edits, unchanged_order
from . import intake, scanning
from .drafts import DraftPage, touch_uploads
from .form_widget import PostedUploads, UploadWidget
from .kind_formats import KindFormats, explain_formats

# Files that one person may send in ten minutes: five passports photographed page by page.
FLOOD_LIMIT = (5 * rules.MAX_PAGES, 600)


class FormatHint(Promise):
    """What is said beside an upload field. Only who draws it reads the kind's row; that there is one is known."""

    def __init__(self, field: "UploadField"):
        self.field = field

    def __str__(self) -> str:
        each = self.field
        limits = reason_texts.describe_limits(each.kind, each.accepted, each.multiple)
        return f"{each.own_help} {limits}" if each.own_help else limits


class UploadField(forms.Field):
    """Cleans to an ``Upload`` (None when optional and empty), or with ``multiple`` to a list of them.

    ``owner`` must be set before the form is validated (``bind_owner``). ``kind`` is a slug of the catalogue's document
    kinds. Initial values: an upload, its id, or for ``multiple`` any iterable or manager of uploads.
    """

    default_error_messages = {
        "required": _("Bir dosya yükleyin."),
        "refused": _("Kabul edilen bir dosya yükleyin; yüklediğiniz dosya kabul edilmedi."),
        "too_many": _("En çok %(most)s dosya yükleyebilirsiniz."),
        "flood": _("Kısa sürede çok fazla dosya yüklediniz. On dakika sonra yeniden deneyin."),
        "no_pages": _("%(name)s: bütün sayfaları çıkardınız. En az bir sayfa bırakın veya belgeyi kaldırın."),
    }

    def __init__(
        self,
        *,
        kind: str,
        multiple: bool = False,
        help_text: Any = "",
        formats: Sequence[str] | None = None,
        **kwargs: Any,
    ):
        """``formats``: what the kind's row says, where the caller has it; else it is read when it is needed."""
        self.kind, self.multiple, self.formats, self.own_help = kind, multiple, formats, help_text
        self.owner: Applicant | None = None
        self.name = ""
        self.page: DraftPage | None = None  # what lies on the unfinished page, and where that is kept
        self.saved: Any = None  # what the saved page holds
        self.shown: list[Upload] | None = None  # after validation: what the page must go on showing
        kwargs.setdefault("widget", UploadWidget(kind, multiple))
        super().__init__(**kwargs)
        self.use_formats(KindFormats({kind: formats or ()}))  # of a form that is only described, nothing is read

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Each form's own field, which reads anew what the row says."""
        result = super().__deepcopy__(memo)
        result.use_formats(KindFormats({self.kind: self.formats}))
        return result

    def use_formats(self, kind_formats: KindFormats) -> None:
        """Take, offer and tell what these say of the field's kind."""
        self.kind_formats = self.widget.kind_formats = kind_formats
        self.help_text = cast(Any, FormatHint(self))

    @property
    def accepted(self) -> tuple[str, ...]:
        return self.kind_formats.list_accepted(self.kind)

    @property
    def is_photo(self) -> bool:
        return self.kind == rules.PHOTO_KIND

    def clean(self, posted: PostedUploads | None) -> Upload | list[Upload] | None:
        posted = posted or PostedUploads()
        errors = self.apply_posted(posted)
        shown = self.shown or []
        errors += [
            ValidationError(each.refusal, code=each.rejection)
            for each in shown
            if each.is_rejected and str(each.pk) not in posted.seen
        ]
        usable = [each for each in shown if not each.is_rejected]
        # The row may have changed since a file was taken.
        errors += [_build_refusal(each.original_name, *wrong) for each in usable if (wrong := self._find_misfit(each))]
        if len(usable) > rules.MAX_FILES:
            errors.append(self._build_error("too_many", most=rules.MAX_FILES))
        if self.required and not usable and not errors:
            errors.append(self._build_error("refused" if shown else "required"))
        if errors:
            raise ValidationError(errors)
        if self.multiple:
            return usable
        return usable[0] if usable else None

    def _find_misfit(self, upload: Upload) -> tuple[str, dict[str, Any]] | None:
        return None if upload.handed_formats.issubset(self.accepted) else explain_formats(self.kind, self.accepted)

    def apply_posted(self, posted: PostedUploads) -> list[ValidationError]:
        """Do what was asked: arrange, cut, take in. Sets ``shown`` and answers what went wrong."""
        errors: list[ValidationError] = []
        kept = self._find_own_uploads(key for key in posted.kept if key not in posted.removed)
        touch_uploads(kept)
        become = {each.pk: self._arrange_pages(each, posted, errors) for each in kept}
        new = self._receive_files(posted, become, errors)
        if not posted.new and (photo := self._crop_photo(posted, kept, errors)):
            new = [photo]
        shown = list(become.values()) + new
        self.shown = list({each.pk: each for each in shown}.values()) if self.multiple else (new or shown)[-1:]
        if self.page:
            self.page.save_uploads(self.name, self.shown, _list_keys(self.saved))
        return errors

    def _arrange_pages(self, upload: Upload, posted: PostedUploads, errors: list[ValidationError]) -> Upload:
        """The upload with its pages as they were asked for; itself where that changes nothing."""
        wishes, pages = posted.pages.get(str(upload.pk), {}), len(upload.shown_pages)
        order = apply_edits(wishes, pages) if wishes and pages else unchanged_order(pages)
        if order == unchanged_order(pages):
            return upload
        if not order:
            errors.append(self._build_error("no_pages", name=upload.original_name))
            return upload
        return self._try_intake(lambda: intake.arrange_pages(upload, order), upload.original_name, errors) or upload

    def _crop_photo(self, posted: PostedUploads, kept: list[Upload], errors: list[ValidationError]) -> Upload | None:
        """The chosen cut of one of the photos that are still on the page."""
        key, _colon, place = posted.frame.partition(":")
        photo = next((each for each in kept if str(each.pk) == key), None)
        if photo is None or not self.is_photo:
            return None
        if place == rules.FREE_FRAME and photo.upright:
            box = posted.frames.get(key, {})
            if set(box) != set(SIDES):
                return None
            return self._try_intake(lambda: intake.crop_photo(photo, **box), photo.original_name, errors)
        if place not in rules.FRAMES or place not in photo.framings:
            return None
        return self._try_intake(lambda: intake.cut_photo(photo, place), photo.original_name, errors, needs_check=False)

    def _receive_files(
        self, posted: PostedUploads, become: dict[uuid.UUID, Upload], errors: list[ValidationError]
    ) -> list[Upload]:
        """The document that the posted files make together; one that they go on with is put in its place."""
        if posted.new and self.owner is None:
            raise RuntimeError("bind_owner(form, applicant) must come before validation")
        files = self._filter_acceptable(posted.new[-1:] if self.is_photo else posted.new, errors)
        if not files:
            return []
        name = rules.clean_file_name(files[0].name or "")
        target = _parse_uuid(posted.append)
        base = become.get(target) if target else None
        if target is not None and base is not None and not base.is_rejected and not self.is_photo:
            longer = self._try_intake(lambda: intake.append_files(base, *files), name, errors, files)
            become[target] = longer or base
            return []
        made = self._try_intake(
            lambda: intake.receive_files(require_value(self.owner), self.kind, *files), name, errors, files
        )
        return [made] if made else []

    def _filter_acceptable(self, files: Sequence[UploadedFile], errors: list[ValidationError]) -> list[UploadedFile]:
        """Those files that may come in; a bad one among good ones costs only itself."""
        if len(files) > rules.MAX_PAGES:
            name = rules.join_file_names([rules.clean_file_name(each.name or "") for each in files])
            errors.append(_build_refusal(name, "too_many_pages", {"pages": len(files)}))
            return []
        welcome = []
        for file in files:
            if not check_rate_limit("upload", str(require_value(self.owner).pk), *FLOOD_LIMIT):
                errors.append(self._build_error("flood"))
                return []
            try:
                intake.check_incoming_file(self.kind, file, self.accepted)
            except rules.UploadRefusedError as refused:
                errors.append(_build_refusal(rules.clean_file_name(file.name or ""), refused.code, refused.found))
            else:
                welcome.append(file)
        return welcome

    def _try_intake(
        self,
        make: Callable[[], Upload],
        name: str,
        errors: list[ValidationError],
        files: Sequence[UploadedFile] = (),
        needs_check: bool = True,
    ) -> Upload | None:
        """What ``make`` makes; None, with the reason among the errors, when that is not possible now."""
        if needs_check and not scanning.is_scanner_ready():
            errors.append(_build_refusal(name, "not_ready"))
            return None
        try:
            return make()
        except rules.UploadRefusedError as refused:
            about = rules.clean_file_name(files[refused.part].name or "") if files else name
            errors.append(_build_refusal(about, refused.code, refused.found))
        except (storage.StoreError, FileNotFoundError):
            errors.append(_build_refusal(name, "not_stored"))
        return None

    def _build_error(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params or None)

    def _find_own_uploads(self, keys: Iterable[Any]) -> list[Upload]:
        """Uploads of this owner and kind among ``keys``, in that order; all others are as if never named."""
        wanted = [key for key in map(_parse_uuid, keys) if key]
        if not wanted or self.owner is None:
            return []
        rows = Upload.objects.select_related("owner", "page_images", "base__page_images")
        found = rows.filter(owner=self.owner, kind=self.kind, destroyed_at__isnull=True).in_bulk(wanted)
        return [found[key] for key in dict.fromkeys(wanted) if key in found]

    def bound_data(self, posted: PostedUploads | None, initial: Any) -> Any:
        if posted is None:
            return initial
        if self.shown is None:  # a page drawn anew without being judged must not lose its files either
            problems = self.apply_posted(posted)
            self.widget.problems = [message for error in problems for message in error.messages]
        return self.shown or []

    def prepare_value(self, value: Any) -> list[Upload]:
        if self.shown is None and self.page and (drafted := self.page.list_uploads(self.name)):
            return drafted
        return self._resolve_uploads(value)

    def _resolve_uploads(self, value: Any) -> list[Upload]:
        if hasattr(value, "all"):
            value = value.all()
        if value is None or value == "":
            return []
        if isinstance(value, (Upload, uuid.UUID, str)):
            value = [value]
        value = list(value)
        by_key: dict[uuid.UUID | None, Upload] = {
            each.pk: each for each in self._find_own_uploads(each for each in value if not isinstance(each, Upload))
        }
        uploads = (each if isinstance(each, Upload) else by_key.get(_parse_uuid(each)) for each in value)
        return [each for each in uploads if each]

    def has_changed(self, initial: Any, posted: PostedUploads | None) -> bool:
        posted = posted or PostedUploads()
        before = {str(each.pk) for each in self._resolve_uploads(initial)}
        return bool(posted.new or posted.pages) or before != set(posted.kept) - posted.removed


def _build_refusal(name: str, code: str, found: dict[str, Any] | None = None) -> ValidationError:
    return ValidationError(f"{name}: {reason_texts.build_reason_text(code, found or {})}", code=code)


def _parse_uuid(key: Any) -> uuid.UUID | None:
    try:
        return key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
    except ValueError:
        return None


def _list_keys(value: Any) -> list[uuid.UUID]:
    """The ids of a saved value: an upload, its id, several of either, or a manager."""
    if hasattr(value, "all"):
        value = value.all()
    if value is None or value == "":
        return []
    several = [value] if isinstance(value, (Upload, uuid.UUID, str)) else list(value)
    return [key for each in several if (key := each.pk if isinstance(each, Upload) else _parse_uuid(each))]


def bind_owner(
    form: forms.BaseForm,
    applicant: Applicant,
    place: str = "",
    formats: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Tell every upload field of the form whose files it deals with, and where the page lies among their drafts.

    With a place the page shows what lies there, and what is handed in on it stays there until it is saved
    (``drafts.clear_place``). ``formats``: what the rows of kinds say, where the caller has them.
    """
    page = DraftPage(applicant, place) if place else None
    questions = {name: each for name, each in form.fields.items() if isinstance(each, UploadField)}
    known = formats or {}
    kind_formats = KindFormats({each.kind: each.formats or known.get(each.kind) for each in questions.values()})
    for name, each in questions.items():
        each.owner, each.name, each.page = applicant, name, page
        each.saved = form.get_initial_for_field(each, name)
        each.widget.place = place
        each.use_formats(kind_formats)
