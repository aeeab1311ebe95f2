"""What an upload field shows and what the browser sends back for it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from emuafiyet.core.text.digits import ascii_digits

from ..models import Upload
from ..upload_rules import rules
from ..upload_rules.page_arrangement import TURNS, PageEdit
from .kind_formats import KindFormats

PAGE_FIELD_PATTERN = re.compile(r"([0-9a-f-]{36})-(order|turn|drop)-([0-9]{1,2})")
FRAME_FIELD_PATTERN = re.compile(r"([0-9a-f-]{36})-(left|top|width|height)")


@dataclass
class PostedUploads:
    """What the browser sent for one field: files, and ids of uploads by what is to become of them."""

    new: list[UploadedFile] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    # Rejected uploads whose reason the person has already been shown.
    seen: set[str] = field(default_factory=set)
    # To whose end the new files go as pages; "" makes them a document of their own.
    append: str = ""
    # Per upload and page, its new place, turn or removal.
    pages: dict[str, dict[int, PageEdit]] = field(default_factory=dict)
    # "<upload>:<place>": which cut of a photo is to take its place; the free one's numbers are in ``frames``.
    frame: str = ""
    frames: dict[str, dict[str, int]] = field(default_factory=dict)


class UploadWidget(forms.Widget):
    """A native file input with the documents already handed in, their pages and what can be done with them above it."""

    template_name = "documents/upload.html"
    needs_multipart_form = True

    def __init__(self, kind: str, multiple: bool, attrs: dict[str, Any] | None = None):
        super().__init__({"class": "upload__input govuk-file-upload"} | (attrs or {}))
        self.kind, self.multiple = kind, multiple
        self.kind_formats = KindFormats({kind: ()})
        self.place = ""  # where the page lies among the person's drafts
        self.problems: list[str] = []  # of a page that is drawn again without being judged

    def get_context(self, name: str, value: list[Upload] | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        uploads, is_photo = value or [], self.kind == rules.PHOTO_KIND
        context["widget"] |= {
            "uploads": uploads,
            "appendable": [] if is_photo else [each for each in uploads if not each.is_rejected],
            "kind": self.kind,
            "place": self.place,
            "multiple": self.multiple,  # documents
            "several": not is_photo,  # files of one document
            "accept": ",".join(_list_accepted_types(self.kind_formats.list_accepted(self.kind))),
        }
        return context | {"errors": self.problems}

    def value_from_datadict(self, data, posted_files, name: str) -> PostedUploads | None:
        """None on a page that is drawn from what is kept of it: its documents lie there by themselves."""
        if getattr(data, "is_restored", False):
            return None
        posted = PostedUploads(
            new=_get_all(posted_files, name),
            kept=_get_all(data, f"{name}-kept")[: 2 * rules.MAX_FILES],
            removed=set(_get_all(data, f"{name}-remove")),
            seen=set(_get_all(data, f"{name}-seen")),
            append=_get_first(data, f"{name}-append"),
            frame=_get_first(data, f"{name}-frame"),
        )
        for key in data or ():
            if key.startswith(f"{name}-"):
                self._read_field(posted, key.removeprefix(f"{name}-"), _get_first(data, key))
        return posted

    @staticmethod
    def _read_field(posted: PostedUploads, key: str, value: str) -> None:
        if about := PAGE_FIELD_PATTERN.fullmatch(key):
            upload, what, number = about[1], about[2], int(about[3])
            wishes = posted.pages.setdefault(upload, {})
            wish = wishes.get(number, PageEdit())
            if what == "order":
                wish = PageEdit(_parse_number(value), wish.turn, wish.dropped)
            elif what == "turn":
                turn = _parse_number(value)
                wish = PageEdit(wish.place, turn if turn in TURNS else 0, wish.dropped)
            else:
                wish = PageEdit(wish.place, wish.turn, True)
            wishes[number] = wish
        elif (about := FRAME_FIELD_PATTERN.fullmatch(key)) and (frame := _parse_number(value)) is not None:
            posted.frames.setdefault(about[1], {})[about[2]] = frame

    def value_omitted_from_data(self, data, posted_files, name: str) -> bool:
        return not (_get_all(posted_files, name) or _get_all(data, f"{name}-kept"))

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # an upload kept from before satisfies the field while the input itself is empty


def _list_accepted_types(accepted: Collection[str]) -> Iterator[str]:
    """Endings for browsers that go by the name, types for phones, which then offer their camera and pictures."""
    for slug in accepted:
        yield from (f".{suffix}" for suffix in rules.FORMATS[slug].suffixes)
    for slug in accepted:
        if slug in rules.PICTURE_FORMATS:
            yield rules.FORMATS[slug].media_type
    if "heic" in accepted:
        yield "image/heif"


def _parse_number(typed: str) -> int | None:
    """A number as people write it; None for anything else."""
    digits = ascii_digits(typed).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else None


def _get_first(source: Any, name: str) -> str:
    value = source.get(name) if source else None
    if isinstance(value, (list, tuple)):
        value = value[-1] if value else None
    return "" if value is None else str(value)


def _get_all(source: Any, name: str) -> list:
    """Every value of ``name``, of a QueryDict or of a plain dict."""
    if hasattr(source, "getlist"):
        return source.getlist(name)
    value = source.get(name) if source else None
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []
