"""The promise of pictures of a file's pages, and the pictures."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models

from applicants.promises import Hopeless, Promise, publish_on_commit

from .. import storage
from ..uploads import page_images, rules
from .upload import Upload, UploadState

logger = logging.getLogger(__name__)


class PageImages(Promise):
    """Every page of one clean upload as a JPEG in the private store; deleted with the upload."""

    queue = "pages"
    most_attempts = 3
    longest_wait = timedelta(minutes=1)

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="page_images")
    # [{"file": name in the private store, "width": …, "height": …}, …]; empty until it is drawn.
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
        return {f"{self.upload_id.hex[:8]}-{number}.jpg": each["file"] for number, each in enumerate(self.pages, 1)}

    def keep(self) -> None:
        """Draw and store; whoever is second finds the first one's pictures and throws their own away."""
        if self.pages or not self.upload.is_clean:
            return
        slug = rules.FORMAT_OF_MEDIA_TYPE[self.upload.media_type]
        try:
            with storage.open_file(self.upload.rebuilt) as content:
                drawn, left_out = page_images.draw(slug, content)
        except FileNotFoundError:
            raise Hopeless("file is gone") from None
        pages: list[dict[str, Any]] = [
            {"file": storage.store("pages", each.picture, ".jpg"), "width": each.width, "height": each.height}
            for each in drawn
        ]
        if not type(self).objects.filter(pk=self.pk, pages=[]).update(pages=pages, left_out=left_out):
            for each in pages:
                storage.remove(each["file"])

    def give_up(self) -> None:
        """The officer is told and opens the file itself."""
        type(self).objects.filter(pk=self.pk).update(failed=True)
