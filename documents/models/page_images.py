"""The promise of pictures of a file's pages, and the pictures."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models

from emuafiyet.core.outbox.outbox import Hopeless, NotYetError, Promise, publish_on_commit

from ..uploads import storage
from .upload import Upload, UploadState

SIZES = ("file", "thumb")
SCANNER_AWAY = timedelta(seconds=20)


class PageImages(Promise):
    """Every page of one clean upload as a JPEG in the private store; deleted with the upload.

    The check of a document makes them as kept promises; what was checked before that, and photos, are drawn later.
    """

    queue = "pages"
    most_attempts = 3
    longest_wait = timedelta(minutes=1)

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="page_images")
    # [{"file": name in the private store, "thumb": that of a small one, "width", "height"}, …]; empty until drawn.
    pages = models.JSONField(default=list)
    left_out = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)

    # Another view of a file that its person has already: erased with it, and no part of what they are told.
    untold = True

    class Meta(Promise.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def promise(cls, uploads: Iterable[UUID]) -> None:
        """Promise the pictures of those of these files that are clean and have none yet. Safe to repeat."""
        lacking = Upload.objects.filter(pk__in=uploads, state=UploadState.CLEAN, page_images__isnull=True)
        for key in lacking.values_list("pk", flat=True):
            row, made = cls.objects.get_or_create(upload_id=key)
            if made:
                publish_on_commit(row)

    def stored_files(self) -> dict[str, str]:
        found = {}
        for number, each in enumerate(self.pages, 1):
            found |= {f"{self.upload_id.hex[:8]}-{number}-{size}.jpg": each[size] for size in SIZES if size in each}
        return found

    def keep(self) -> None:
        """Draw and store; whoever is second finds the first one's pictures and throws their own away."""
        from ..uploads import page_images, scanning  # told apart from the tables: they ask another process

        if self.pages or not self.upload.is_clean:
            return
        try:
            with storage.open_file(self.upload.rebuilt) as content:
                drawn, left_out = page_images.draw_pages(self.upload.suffix, content)
        except FileNotFoundError:
            raise Hopeless("file is gone") from None
        except scanning.ScannerUnavailableError:
            raise NotYetError(SCANNER_AWAY, "the scanner is away") from None
        pages: list[dict[str, Any]] = [
            {
                "file": storage.store("pages", each.picture, ".jpg", owner=self.upload_id),
                "thumb": storage.store("pages", each.thumbnail, ".jpg", owner=self.upload_id),
                "width": each.width,
                "height": each.height,
            }
            for each in drawn
        ]
        if not type(self).objects.filter(pk=self.pk, pages=[]).update(pages=pages, left_out=left_out):
            for each in pages:
                storage.remove(each["file"])
                storage.remove(each["thumb"])

    def give_up(self) -> None:
        """The officer is told and opens the file itself."""
        type(self).objects.filter(pk=self.pk).update(failed=True)
