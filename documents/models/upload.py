"""A document somebody handed in, of one file or several, and the check that finds out whether it is safe to open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from emuafiyet.core.outbox.models import OutboxItem

from ..upload_rules import reason_texts, rules
from ..upload_rules.page_arrangement import SIDES, find_largest_box


class UploadState(models.TextChoices):
    SCANNING = "scanning", _("Yüklendi, denetleniyor")
    CLEAN = "clean", _("Yüklendi ve denetlendi")
    REJECTED = "rejected", _("Kabul edilmedi")


@dataclass(frozen=True)
class ShownPage:
    """One page as a person sees it: its picture is page ``picture`` of ``upload``, to be turned clockwise."""

    number: int  # from 1
    upload: UUID
    picture: int  # from 1
    turn: int


class Upload(OutboxItem):
    """One document of one person. What was handed in is kept and never shown; what is opened is the clean copy.

    ``parts`` are what was handed in, in order: {"file": its name in the private store, "format": a key of
    ``rules.FORMATS``, "name": what the person calls it, "size": bytes}. A part may be the clean copy of another
    upload, ``base``, whose pages are put into another order or go on with more files: then it carries "base": true and
    "handed": the formats that upload was handed in as; its file is that upload's and, while that one is still being
    checked, not known yet.
    """

    queue = "scan"
    lease_length = timedelta(seconds=150)  # longer than a task may take (CELERY_TASK_TIME_LIMIT)
    # A virus scanner may be away for a day; a file that kills the isolated process is given up sooner (MOST_REBUILDS).
    max_attempts = 40

    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="uploads")
    kind = models.SlugField(
        max_length=rules.MAX_KIND_LENGTH, db_index=False
    )  # a slug of the catalogue's document kinds
    original_name = models.CharField(_("dosya adı"), max_length=rules.MAX_NAME_LENGTH)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # bytes handed in
    kept_size = models.PositiveIntegerField(default=0)  # bytes of the clean copy
    pages = models.PositiveSmallIntegerField(null=True)  # of a clean PDF
    # Of the file handed in, hex; of several files or of pages in another order, of what they are made of.
    sha256 = models.CharField(max_length=64)
    parts = models.JSONField(default=list)
    # {}, or {"pages": [[page from 0 over all parts, clockwise turn], …]}, or {"box": [left, top, width, height]}
    arrangement = models.JSONField(default=dict)
    base = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    rebuilt = models.CharField(max_length=200, blank=True)  # name of the clean copy in the private store
    # Pages are kept as drawn pictures, because a rebuilt copy would not have looked the same.
    redrawn = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.SCANNING)
    rejection = models.CharField(max_length=20, blank=True)  # a key of rules.REASONS
    warnings = models.JSONField(default=list)  # keys of rules.WARNINGS
    # What the reason's sentence needs (width, height, pages, part), or what a photo looks like (background, faces …).
    found = models.JSONField(default=dict)
    # A photo as a whole ("upright") and cut to the right shape, by place: {"file", "width", "height"}
    framings = models.JSONField(default=dict)
    destroyed_at = models.DateTimeField(null=True)  # kept no longer (domain 1.8): the row stays, the file is gone
    # Counted before each check, so that a file that kills the whole worker is counted as well.
    rebuilds = models.PositiveSmallIntegerField(default=0)
    cpu_ms = models.PositiveIntegerField(default=0)  # what its checks have cost
    checked_at = models.DateTimeField(null=True)  # when the last of them ended
    # It went into something that was sent: the retention of cases decides about it, never that of loose files.
    sent = models.BooleanField(default=False)
    loose_since = models.DateTimeField(null=True)  # since when nothing has been seen to point at it

    class Meta(OutboxItem.Meta):
        verbose_name = _("yüklenen dosya")
        verbose_name_plural = _("yüklenen dosyalar")
        indexes = [
            *OutboxItem.Meta.indexes,
            models.Index(
                fields=["loose_since", "created_at"],
                condition=Q(sent=False, destroyed_at__isnull=True),
                name="upload_not_sent",
            ),
        ]
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(
                name="upload_clean_has_rebuilt_file",
                condition=Q(state="clean") & ~Q(rebuilt="") | ~Q(state="clean") & Q(rebuilt=""),
            ),
            models.CheckConstraint(
                name="upload_rejected_has_reason",
                condition=Q(state="rejected") & ~Q(rejection="") | ~Q(state="rejected") & Q(rejection=""),
            ),
            models.CheckConstraint(name="upload_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="upload_framed_when_photo", condition=Q(framings={}) | Q(kind=rules.PHOTO_KIND)
            ),
            # The same file handed in again is the same upload, however many posts arrive at once.
            models.UniqueConstraint(
                fields=["owner", "kind", "sha256"],
                condition=~Q(state="rejected") & Q(destroyed_at__isnull=True),
                name="upload_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def stored_files(self) -> dict[str, str]:
        """Each file of its own in the private store, by a name for its person; a base's file is the base's."""
        short, own = self.pk.hex[:8], [part for part in self.parts if not part.get("base")]
        several = len(own) > 1
        found = {
            f"{short}-{number}-{part['name']}" if several else f"{short}-{part['name']}": part["file"]
            for number, part in enumerate(own, 1)
        }
        found[f"{short}-rebuilt.{self.suffix}"] = self.rebuilt
        found |= {f"{short}-{place}.jpg": each["file"] for place, each in self.framings.items()}
        return {name: stored for name, stored in found.items() if stored}

    @property
    def suffix(self) -> str:
        return rules.FORMAT_OF_MEDIA_TYPE[self.media_type]

    @property
    def handed_formats(self) -> set[str]:
        """What a person handed in to make it, as keys of ``rules.FORMATS``; not what it is kept as."""
        return {slug for part in self.parts for slug in part.get("handed", [part["format"]])}

    @property
    def is_scanning(self) -> bool:
        return self.state == UploadState.SCANNING

    @property
    def is_clean(self) -> bool:
        return self.state == UploadState.CLEAN and self.destroyed_at is None

    @property
    def is_rejected(self) -> bool:
        return self.state == UploadState.REJECTED

    @property
    def needs_cropping(self) -> bool:
        """Whether nothing is wrong with a photo but its shape: its person only chooses a cut."""
        return self.is_rejected and bool(self.framings)

    @property
    def is_photo(self) -> bool:
        return self.kind == rules.PHOTO_KIND

    @property
    def reason(self) -> str:
        """Why it was rejected, as a sentence in the reader's language; empty when it was not."""
        return reason_texts.build_reason_text(self.rejection, self.found) if self.rejection else ""

    @property
    def refused_name(self) -> str:
        """Which of the files handed in together the refusal is about."""
        number = self.found.get("part", 0)
        return self.parts[number]["name"] if number < len(self.parts) else self.original_name

    @property
    def refusal(self) -> str:
        return f"{self.refused_name}: {self.reason}"

    @property
    def warning_words(self) -> list[str]:
        return [sentence for code in self.warnings if (sentence := reason_texts.build_warning_text(code))]

    @property
    def hints(self) -> list[str]:
        return reason_texts.build_photo_hints(self.found) if self.is_photo and self.is_clean else []

    @property
    def framing_choices(self) -> list[tuple[str, Any]]:
        """The cuts that were made of a photo, as (place, words): around the face, then in the order of the picture."""
        whole = self.framings.get(rules.UPRIGHT_FRAME, self.found)
        return [
            (place, reason_texts.build_frame_label(place, whole)) for place in rules.FRAMES if place in self.framings
        ]

    @property
    def upright(self) -> dict[str, Any] | None:
        """The whole photo, from which any part can be cut."""
        return self.framings.get(rules.UPRIGHT_FRAME)

    @property
    def free_frame(self) -> dict[str, int]:
        """Where a frame that its person draws begins: in the middle, with most of the photo in it."""
        whole = self.framings[rules.UPRIGHT_FRAME]
        return dict(zip(SIDES, find_largest_box(whole["width"], whole["height"]), strict=True))

    @property
    def size_words(self) -> str:
        return reason_texts.format_size(self.kept_size or self.size)

    @property
    def format_name(self) -> str:
        return rules.FORMATS[self.suffix].label

    @property
    def page_count(self) -> int:
        """How many pages are drawn of it; 0 while nothing is known."""
        images = getattr(self, "page_images", None)
        return len(images.pages) if images else 0

    @property
    def is_pages_of_base(self) -> bool:
        """Whether it is nothing but another order of its base's pages."""
        return bool(self.base_id and "pages" in self.arrangement and len(self.parts) == 1)

    @property
    def shown_pages(self) -> list[ShownPage]:
        """The pages as they are, or while that is being checked, as the person has put the base's pages."""
        if self.is_photo:
            return []
        if self.is_clean:
            return [ShownPage(number, self.pk, number, 0) for number in range(1, self.page_count + 1)]
        if self.is_scanning and self.is_pages_of_base and self.base:
            order = self.arrangement["pages"]
            return [ShownPage(number, self.base.pk, page + 1, turn) for number, (page, turn) in enumerate(order, 1)]
        return []
