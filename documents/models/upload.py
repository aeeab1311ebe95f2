"""A file somebody handed in, and the promise to find out whether it is safe to open."""

import hashlib
import logging
from datetime import timedelta
from typing import Any, Self

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from applicants.promises import Hopeless, Promise, PromiseState

from .. import storage
from ..uploads import rules, scanning

logger = logging.getLogger(__name__)

MOST_REBUILDS = 3


class UploadState(models.TextChoices):
    SCANNING = "scanning", _("Yüklendi, denetleniyor")
    CLEAN = "clean", _("Yüklendi ve denetlendi")
    REJECTED = "rejected", _("Kabul edilmedi")


class Upload(Promise):
    """One file of one person. The original is kept and never shown; what is opened is the rebuilt copy."""

    queue = "scan"
    lease_length = timedelta(minutes=2)
    # A virus scanner may be away for a day; a file that kills the sanitizer is given up sooner (MOST_REBUILDS).
    most_attempts = 40

    owner = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="uploads")
    kind = models.SlugField(max_length=60, db_index=False)  # a slug of the catalogue's document kinds
    original_name = models.CharField(_("dosya adı"), max_length=rules.MOST_NAME)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # bytes, of the original
    pages = models.PositiveSmallIntegerField(null=True)  # of a clean PDF
    sha256 = models.CharField(max_length=64)  # of the original, hex
    original = models.CharField(max_length=200)  # name in the private store
    rebuilt = models.CharField(max_length=200, blank=True)  # name of the clean copy in the private store
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.SCANNING)
    rejection = models.CharField(max_length=20, blank=True)  # a key of rules.REASONS
    # What the reason's sentence needs (width, height, pages), or what a clean photo looks like (background, colour).
    found = models.JSONField(default=dict)
    # A photo of the wrong shape, cut to the right one: {"middle": {"file": its name in the private store, …}, …}
    framings = models.JSONField(default=dict)
    destroyed_at = models.DateTimeField(null=True)  # kept no longer (domain 1.8): the row stays, the file is gone
    # Counted before each rebuild, so that a file that kills the whole worker is counted as well.
    rebuilds = models.PositiveSmallIntegerField(default=0)

    class Meta(Promise.Meta):
        verbose_name = _("yüklenen dosya")
        verbose_name_plural = _("yüklenen dosyalar")
        indexes = [*Promise.Meta.indexes, models.Index(fields=["owner", "kind", "sha256"], name="upload_of_owner")]
        constraints = [
            *Promise.Meta.constraints,
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
                name="upload_framed_when_shape_is_wrong", condition=Q(framings={}) | Q(rejection="photo_ratio")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def receive(cls, owner: Applicant, kind: str, file: UploadedFile) -> Self:
        """Take a posted file after the check at the door. Raises ``rules.Refused``.

        The same file sent again by the same person is the same upload: a reload or a double click adds nothing.
        """
        format_slug = rules.look(kind, file.name or "", file.size or 0, rules.first_bytes(file))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        known = cls.objects.filter(owner=owner, kind=kind, sha256=digest).exclude(state=UploadState.REJECTED).first()
        if known:
            return known
        upload = cls(
            owner=owner,
            kind=kind,
            original_name=rules.plain_name(file.name or ""),
            media_type=rules.FORMATS[format_slug].media_type,
            size=file.size,
            sha256=digest,
            original=storage.store_file("originals", file),
        )
        with transaction.atomic():
            return upload.make()

    def cut(self, place: str) -> Self:
        """A photo of the right shape, made of this one by the framing that the person chose; again, it is the same one.

        It was rebuilt in the locked-in process when the framing was made, so it is clean from the start.
        Raises ``KeyError`` for a framing that was not offered.
        """
        framing = self.framings[place]
        content = storage.read(framing["file"])
        digest = hashlib.sha256(content).hexdigest()
        same = type(self).objects.filter(owner=self.owner, kind=self.kind, sha256=digest, state=UploadState.CLEAN)
        known = same.first()
        if known:
            return known
        photo = type(self)(
            owner=self.owner,
            kind=self.kind,
            original_name=self.original_name,
            media_type=rules.FORMATS["jpg"].media_type,
            size=len(content),
            sha256=digest,
            original=storage.store("originals", content, ".jpg"),
            rebuilt=storage.store("clean", content, ".jpg"),
            state=UploadState.CLEAN,
            found=framing["found"],
            promise_state=PromiseState.KEPT,
            kept_at=timezone.now(),
        )
        return photo.make()

    def stored_files(self) -> dict[str, str]:
        """Each file of it in the private store, by a name for its person."""
        name = f"{self.pk.hex[:8]}-{self.original_name}"
        found = {name: self.original, f"{self.pk.hex[:8]}-rebuilt.{self._suffix(self.media_type)}": self.rebuilt}
        return {name: stored for name, stored in found.items() if stored}

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
    def is_photo(self) -> bool:
        return self.kind == rules.PHOTO_KIND

    @property
    def reason(self) -> str:
        """Why it was rejected, as a sentence in the reader's language; empty when it was not."""
        return rules.reason(self.rejection, self.found, self.kind) if self.rejection else ""

    @property
    def hints(self) -> list[str]:
        return rules.photo_hints(self.found) if self.is_photo and self.is_clean else []

    @property
    def framing_choices(self) -> list[tuple[str, Any]]:
        """The framings that were made, as (place, words), in the order of the picture."""
        return [(place, rules.frame_label(place, self.found)) for place in rules.FRAMES if place in self.framings]

    @property
    def refusal(self) -> str:
        return f"{self.original_name}: {self.reason}"

    @property
    def size_words(self) -> str:
        return rules.size_words(self.size)

    @property
    def format_name(self) -> str:
        return rules.FORMATS[rules.FORMAT_OF_MEDIA_TYPE[self.media_type]].label

    def keep(self) -> None:
        """Find out what the file is and write that down once, however often this is run."""
        if not self.is_scanning:
            return
        try:
            with storage.open_file(self.original) as original:
                verdict = self._judge(original)
                framings = self._frame(original) if verdict.code == "photo_ratio" else {}
        except FileNotFoundError:
            raise Hopeless("original is gone") from None
        if verdict.code:
            self._reject(verdict.code, verdict.found, framings)
            return
        name = storage.store("clean", verdict.rebuilt, "." + self._suffix(verdict.media_type))
        won = self._settle(
            state=UploadState.CLEAN,
            rebuilt=name,
            media_type=verdict.media_type,
            pages=verdict.pages,
            found=verdict.found,
        )
        if not won:  # somebody else was faster; their copy counts
            storage.remove(name)

    def _judge(self, original) -> scanning.Verdict:
        if scanning.infected(original):
            return scanning.Verdict(code="infected")
        begun = type(self).objects.filter(pk=self.pk, rebuilds__lt=MOST_REBUILDS).update(rebuilds=F("rebuilds") + 1)
        if not begun:
            raise Hopeless("sanitizer died too often")
        original.seek(0)
        try:
            return scanning.rebuild(self.kind, self._suffix(self.media_type), original)
        except scanning.SanitizerDied as died:
            logger.warning("upload %s: sanitizer died: %s", self.pk, died)
            self.refresh_from_db(fields=["rebuilds"])
            if self.rebuilds >= MOST_REBUILDS:
                raise Hopeless("sanitizer died too often") from died
            raise

    def _frame(self, original) -> dict[str, Any]:
        """The ways to cut a photo of the wrong shape, each made and stored; fewer when the sanitizer dies over one."""
        framings: dict[str, Any] = {}
        for place in rules.FRAMES:
            original.seek(0)
            try:
                verdict = scanning.rebuild(self.kind, self._suffix(self.media_type), original, frame=place)
            except scanning.SanitizerDied as died:
                logger.warning("upload %s: sanitizer died over a framing: %s", self.pk, died)
                break
            if not verdict.code:
                framings[place] = {"file": storage.store("framings", verdict.rebuilt, ".jpg"), "found": verdict.found}
        return framings

    def give_up(self) -> None:
        """Never leave a person waiting for a check that will not come."""
        self.refresh_from_db(fields=["rebuilds"])
        self._reject("unreadable" if self.rebuilds >= MOST_REBUILDS else "unchecked", {})

    def _reject(self, code: str, found: dict, framings: dict[str, Any] | None = None) -> None:
        framings = framings or {}
        won = self._settle(state=UploadState.REJECTED, rejection=code, found=found, framings=framings)
        if not won:
            for each in framings.values():
                storage.remove(each["file"])
        else:
            # Nobody has a use for it any more, and it may be harmful.
            original = self.original
            transaction.on_commit(lambda: storage.remove(original), robust=True)

    def _settle(self, **facts) -> bool:
        """Write the verdict if there is none yet: a verdict never changes."""
        won = type(self).objects.filter(pk=self.pk, state=UploadState.SCANNING).update(**facts)
        return bool(won)

    @staticmethod
    def _suffix(media_type: str) -> str:
        return rules.FORMAT_OF_MEDIA_TYPE[media_type]
