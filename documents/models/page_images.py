"""The pictures of a file's pages, and the outbox item that makes them."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import models

from emuafiyet.core.outbox.models import OutboxItem
from emuafiyet.core.outbox.publishing import publish_on_commit

from .upload import Upload, UploadState

SIZES = ("file", "thumb")


class PageImages(OutboxItem):
    """Every page of one clean upload as a JPEG in the private store; deleted with the upload.

    The check of a document makes them itself; what was checked before that, and photos, are drawn later.
    """

    queue = "pages"
    max_attempts = 3
    max_retry_delay = timedelta(minutes=1)

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="page_images")
    # [{"file": name in the private store, "thumb": that of a small one, "width", "height"}, …]; empty until drawn.
    pages = models.JSONField(default=list)
    left_out = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)

    # Another view of a file that its person has already: erased with it, and no part of what they are told.
    not_exported = True

    class Meta(OutboxItem.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def enqueue_missing(cls, uploads: Iterable[UUID]) -> None:
        """Enqueue the pictures of those of these files that are clean and have none yet. Safe to repeat."""
        lacking = Upload.objects.filter(pk__in=uploads, state=UploadState.CLEAN, page_images__isnull=True)
        for key in lacking.values_list("pk", flat=True):
            row, made = cls.objects.get_or_create(upload_id=key)
            if made:
                publish_on_commit(row)

    def stored_files(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, each in enumerate(self.pages, 1):
            found |= {f"{self.upload_id.hex[:8]}-{number}-{size}.jpg": each[size] for size in SIZES if size in each}
        return found
